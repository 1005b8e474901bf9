"""What the clock does to leads, beside the life of one (test_life_of_a_lead.py)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from agents.policy import SalesPolicy
from agents.vocabulary import (
    ClockKind,
    EscalationStep,
    Handover,
    Language,
    OutboxState,
    RejectReason,
    Role,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)
from bot.effects import PRIORITY_HOT, PRIORITY_PING
from bot.slack import present
from bot.workflows import accept, handover, look, reject, settle, tick, touch
from bot.workflows.tick import auditor
from store import clocks
from store.clocks import DueLead
from store.models import Clock, Heartbeat, Lead, LeadList, Owed, Person, Touch
from store.queries import outbox as book
from store.queries import people
from store.session import Store
from tests.world import TUESDAY, World


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def with_chain(policy: SalesPolicy, *, shares: int) -> SalesPolicy:
    """The policy with only the first rungs of its chain."""
    sla = policy.sla.model_copy(update={"escalation": policy.sla.escalation[:shares]})
    return policy.model_copy(update={"sla": sla})


def first_touches(world: World, lead_id: int) -> list[SlaState]:
    return [clock.state for clock in world.clocks(lead_id) if clock.kind is ClockKind.FIRST_TOUCH]


def set_clocks(world: World, lead_id: int, **values: Any) -> None:
    """Writes to a lead's first-touch clocks what no workflow would."""
    with world.store.begin() as session:
        these = update(Clock).where(Clock.lead_id == lead_id)
        session.execute(these.where(Clock.kind == ClockKind.FIRST_TOUCH).values(**values))


def multiply(world: World, lead_id: int, count: int) -> None:
    """As many leads as `count`, all like this one, with their clocks."""
    lead, clock = Lead.__table__, Clock.__table__
    with world.store.begin() as session:
        last = session.scalar(select(func.max(clock.c.id)))
        for number in range(1, count):
            more = {
                "id": lead.c.id + number,
                "external_id": lead.c.external_id.concat(f"-{number}"),
            }
            copy(session, lead, lead.c.id == lead_id, more)
            more = {"id": clock.c.id + last * number, "lead_id": clock.c.lead_id + number}
            copy(session, clock, clock.c.lead_id == lead_id, more)


def copy(session: Session, table: Any, which: Any, more: dict[str, Any]) -> None:
    columns = [more.get(column.name, column) for column in table.c]
    session.execute(insert(table).from_select(table.c.keys(), select(*columns).where(which)))


def kinds(world: World) -> set[str]:
    return {kind for kind, _ in world.owed()}


def test_every_rung_is_shown_on_the_card(world: World) -> None:
    """A card that says "until 10:15" after the ping said "overdue" is not a living one."""
    world.receive()
    for minutes in (8, 5, 5):
        world.settle_all()
        world.clock.forward(minutes=minutes)
        tick.escalate(world.deps)
        assert "PingStep" in kinds(world)
        with world.store.begin() as session:
            pending = select(Owed.id).where(Owed.state == OutboxState.PENDING)
            for number in session.scalars(pending).all():
                owed = book.get(session, number)
                assert owed is not None
                settle.ended(session, owed)
        assert "ShowLeadCard" in kinds(world)


def test_the_rung_calls_the_cover_whom_the_owner_has_named(world: World) -> None:
    world.hire(("U0KIM", "Kim Lang", Role.SDR, Language.DE, "dach"))
    lead, kim = world.receive(), world.person("U0KIM")
    with world.store.begin() as session:
        session.get_one(Person, lead.owner_id).cover_id = kim.id
    world.settle_all()
    for minutes in (8, 5):
        world.clock.forward(minutes=minutes)
        tick.escalate(world.deps)
    called = {
        payload["step"]: payload["person_id"]
        for kind, payload in world.owed()
        if kind == "PingStep"
    }
    assert called["call_cover"] == kim.id


@pytest.mark.parametrize(("as_far", "called"), [(1_000, "U0PIA"), (2, "U0JONAS")])
def test_the_cover_who_carries_least_is_called(
    world: World, monkeypatch: pytest.MonkeyPatch, as_far: int, called: str
) -> None:
    """Where all carry as many as anybody counts, they are alike."""
    world.hire(
        ("U0KIM", "Kim Lang", Role.SDR, Language.DE, "dach"),
        ("U0PIA", "Pia Brand", Role.SDR, Language.DE, "dach"),
    )
    monkeypatch.setattr(people, "AS_FAR", as_far)
    lead = world.receive()
    loads = {"U0KIM": 3, "U0PIA": 2, "U0LENA": 4, "U0JONAS": 4}
    owner = next(name for name in loads if world.person(name).id == lead.owner_id)
    for name, count in loads.items():
        if name != owner:
            carry(world, lead.id, world.person(name).id, count)
    world.settle_all()
    for minutes in (8, 5):
        world.clock.forward(minutes=minutes)
        tick.escalate(world.deps)
    steps = {each["step"]: each["person_id"] for kind, each in world.owed() if kind == "PingStep"}
    assert steps["call_cover"] == world.person(called).id
    with world.store.read() as session:
        carried = people.carried(session)
    assert [carried[world.person(name).id] for name in ("U0KIM", "U0PIA")] == [min(3, as_far), 2]


def carry(world: World, lead_id: int, person_id: int, count: int) -> None:
    """So many more open leads like this one, which are somebody's; no clock runs for them."""
    lead = Lead.__table__
    with world.store.begin() as session:
        for number in range(count):
            sign = f"-{person_id}-{number}"
            more = {
                "id": lead.c.id + 100 * person_id + number,
                "external_id": lead.c.external_id.concat(sign),
                "owner_id": literal(person_id),
            }
            copy(session, lead, lead.c.id == lead_id, more)


@pytest.mark.parametrize("shares", [0, 1])
def test_a_chain_that_ends_early_still_sees_the_breach(store: Store, shares: int) -> None:
    world = World(store)
    world = World(store, policy=with_chain(world.policy, shares=shares))
    world.hire()
    lead = world.receive()
    world.settle_all()
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    world.settle_all()
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    assert first_touches(world, lead.id) == [SlaState.BREACHED]
    assert "ShowLeadCard" in kinds(world)
    assert "PingStep" not in kinds(world), "no rung is said twice"
    assert tick.escalate(world.deps) == 0
    world.clock.forward(minutes=8)
    assert tick.escalate(world.deps) == shares, "a chain without rungs has no end to speak of"
    assert [payload["step"] for kind, payload in world.owed() if kind == "PingStep"] == [
        "nobody_reacted"
    ][:shares]


def test_a_lead_that_fails_holds_up_no_other(world: World) -> None:
    broken, sound = world.receive(), world.receive(email="b@b-werke.example", company="B Werke")
    world.settle_all()
    with world.store.begin() as session:
        of_broken = update(Clock).where(Clock.lead_id == broken.id)
        session.execute(of_broken.values(steps=[["no_such_step", "2026-03-24T09:01:00+00:00"]]))
    world.clock.forward(minutes=8)
    assert tick.escalate(world.deps) == 1
    pings = [payload for kind, payload in world.owed() if kind == "PingStep"]
    assert [ping["lead_id"] for ping in pings] == [sound.id]


def test_a_lead_that_fails_waits_a_minute_and_then_is_tried_again(world: World) -> None:
    lead = world.receive()
    sound = [list(step) for step in world.clocks(lead.id)[1].steps]
    set_clocks(world, lead.id, steps=[["no_such_step", "2026-03-24T09:01:00+00:00"]])
    world.clock.forward(minutes=8)
    assert tick.escalate(world.deps) == 0
    set_clocks(world, lead.id, steps=sound)
    assert tick.escalate(world.deps) == 0, "it stands in nobody's way for a minute"
    world.clock.forward(minutes=1)
    assert tick.escalate(world.deps) == 1
    assert "PingStep" in kinds(world)


def test_a_batch_takes_those_that_are_due_longest(world: World) -> None:
    first = world.receive()
    world.clock.forward(minutes=1)
    second = world.receive(email="b@b-werke.example", company="B Werke")
    world.clock.forward(minutes=20)
    assert tick.escalate(world.deps, limit=1) == 1
    assert first_touches(world, first.id) == [SlaState.BREACHED]
    assert first_touches(world, second.id) == [SlaState.PENDING]


def test_a_rung_leaves_the_lead_as_it_is_until_its_ping_has_ended(world: World) -> None:
    """Its card follows the ping: it is another one from then on, once. (ADR 11)"""
    number = world.receive().id
    world.settle_all()
    lead = world.lead(number)
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    assert world.lead(lead.id).version == lead.version
    for _ in range(2):
        end_the_ping(world)
        assert world.lead(lead.id).version == lead.version + 1
    assert [kind for kind, _ in world.owed()] == ["PingStep", "ShowLeadCard"]


def test_a_card_that_is_still_to_be_posted_shows_the_rung_itself(world: World) -> None:
    """Of a burst, it may come later than the first reminder: it is not drawn twice for that."""
    lead = world.receive()
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    posted = world.lead(lead.id)
    assert posted.version == lead.version + 1
    with world.store.begin() as session:
        shown = {"card_ts": "1774342800.000001", "shown_version": posted.version}
        session.execute(update(Lead).values(shown))
        session.execute(update(Owed).where(Owed.kind != "PingStep").values(state=OutboxState.SENT))
    end_the_ping(world)
    assert kinds(world) == {"PingStep"}


def test_who_has_acted_since_a_rung_has_drawn_it_as_well(world: World) -> None:
    number, lena = world.receive().id, world.person("U0LENA")
    world.settle_all()
    lead = world.lead(number)
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    drawn = accept.accept(world.deps, lead.id, person=lena)
    assert drawn.version > lead.version
    end_the_ping(world)
    assert world.lead(lead.id).version == drawn.version


def end_the_ping(world: World) -> None:
    with world.store.begin() as session:
        number = session.scalars(select(Owed.id).where(Owed.kind == "PingStep")).one()
        ping = book.get(session, number)
        assert ping is not None
        settle.ended(session, ping)


def put_on_a_list(world: World, lead_id: int) -> None:
    """Its line stands in a bundled list; its own card was never posted."""
    with world.store.begin() as session:
        session.add(LeadList(id=7, channel="C0DACH", ts="1774342800.7", created_at=world.clock()))
        session.flush()
        session.execute(update(Lead).where(Lead.id == lead_id).values(list_id=7, tier=Tier.MQL))
        session.execute(update(Owed).values(state=OutboxState.SENT))


def test_a_listed_lead_gets_its_card_before_the_ping(world: World) -> None:
    lead = world.receive()
    put_on_a_list(world, lead.id)
    world.clock.forward(minutes=8)
    assert tick.escalate(world.deps) == 1
    with world.store.read() as session:
        wanted = select(Owed.kind, Owed.priority).where(Owed.state == OutboxState.PENDING)
        owed = [tuple(row) for row in session.execute(wanted.order_by(Owed.id))]
    assert [row for row in owed if row[0] != "ShowLeadList"] == [
        ("ShowLeadCard", PRIORITY_HOT),
        ("PingStep", PRIORITY_PING),
    ]
    assert "ShowLeadList" in dict(owed), "its line says that the card is there"


def test_a_listed_lead_that_is_overdue_without_a_ping_changes_its_line(store: Store) -> None:
    world = World(store)
    world = World(store, policy=with_chain(world.policy, shares=0))
    world.hire()
    put_on_a_list(world, world.receive().id)
    world.clock.forward(minutes=16)
    assert tick.escalate(world.deps) == 1
    assert [kind for kind, _ in world.owed()] == ["ShowLeadList"]


def test_several_tickers_say_five_hundred_rungs_once(world: World) -> None:
    count = 500
    one = world.receive()
    multiply(world, one.id, count)
    world.clock.forward(minutes=8)
    tickers = 3
    start = threading.Barrier(tickers)

    def work(_: int) -> int:
        start.wait()
        taken = [tick.escalate(world.deps, limit=4)]
        while taken[-1]:
            taken.append(tick.escalate(world.deps, limit=4))
        return sum(taken)

    with ThreadPoolExecutor(tickers) as pool:
        shares = list(pool.map(work, range(tickers)))
    while left := tick.escalate(world.deps):  # leads that one ticker held when the other ended
        shares.append(left)
    assert sum(shares) == count
    with world.store.read() as session:
        pings = session.scalars(select(Owed.lead_id).where(Owed.kind == "PingStep")).all()
        assert (len(pings), len(set(pings))) == (count, count)
        states = select(Clock.state).where(Clock.kind == ClockKind.FIRST_TOUCH)
        assert set(session.scalars(states)) == {SlaState.AT_RISK}


def test_a_place_that_was_given_away_meanwhile_is_asked_for_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL found the lead's next place before another block took it, and locked it after."""
    lead = world.receive()
    world.clock.forward(minutes=8)
    look = clocks.lock_due
    looks: list[int] = []

    def too_early(session: Session, **asked: Any) -> tuple[DueLead, ...]:
        due = look(session, **asked)
        if not looks:
            due[0].next_place -= 1
        looks.append(len(due))
        return due

    monkeypatch.setattr(clocks, "lock_due", too_early)
    assert tick.escalate(world.deps) == 1
    assert looks == [1, 1]
    with world.store.read() as session:
        rows = session.execute(select(Owed.kind, Owed.seq).where(Owed.lead_id == lead.id)).all()
    assert [row.kind for row in rows].count("PingStep") == 1
    assert len({row.seq for row in rows}) == len(rows)


def test_leads_of_a_territory_that_was_renamed_go_on(world: World) -> None:
    lead = world.receive()
    with world.store.begin() as session:
        session.execute(update(Lead).values(territory="mitteleuropa"))
        session.execute(delete(Clock))
    assert tick.audit(world.deps) == 1
    mira = world.person("U0MIRA")
    done = reject.reject(
        world.deps,
        lead.id,
        person=mira,
        reason=RejectReason.TIMING,
        wake_on=date(2026, 4, 23),
    )
    assert done.wake_at is not None


def test_a_touch_before_accept_is_a_kept_promise(world: World) -> None:
    """The auditor must not take a stopped clock for a lost one."""
    lead = world.receive()
    touch.log_touch(world.deps, lead.id, person=world.person("U0LENA"), kind=TouchKind.CALL)
    assert tick.audit(world.deps) == 0
    assert first_touches(world, lead.id) == [SlaState.MET]


def test_a_touched_lead_that_is_given_is_promised_anew(world: World) -> None:
    lead = world.receive()
    lena = world.person("U0LENA")
    accept.accept(world.deps, lead.id, person=lena)
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    handover.give(world.deps, lead.id, person=lena)
    assert first_touches(world, lead.id) == [SlaState.MET, SlaState.PENDING]
    assert tick.audit(world.deps) == 0


def test_a_promise_that_begins_anew_is_asked_for_like_the_first(world: World) -> None:
    """Old touches settle nothing of it: a rung mentions its owner and has its buttons."""
    lead = world.receive()
    lena, jonas = world.person("U0LENA"), world.person("U0JONAS")
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    handover.give(world.deps, lead.id, person=lena, to_person_id=jonas.id)
    card = look.card(world.deps, lead.id)
    show = partial(
        present.ping,
        step=EscalationStep.REMIND_OWNER,
        addressee=jonas,
        policy=world.policy,
        language=Language.DE,
        now=world.clock(),
    )
    assert show(card).text.startswith("⏰ <@U0JONAS>")
    touch.log_touch(world.deps, lead.id, person=jonas, kind=TouchKind.CALL)
    assert show(look.card(world.deps, lead.id)).text.startswith("✅ Erledigt")


def test_an_untouched_lead_that_is_given_keeps_its_promise(world: World) -> None:
    lead = world.receive()
    handover.give(world.deps, lead.id, person=world.person("U0LENA"))
    assert first_touches(world, lead.id) == [SlaState.PENDING]


def postponed(world: World) -> int:
    """A lead that is to come back on the next day."""
    lead = world.receive()
    reject.reject(
        world.deps,
        lead.id,
        person=world.person("U0LENA"),
        reason=RejectReason.TIMING,
        wake_on=date(2026, 3, 25),
    )
    return lead.id


def test_a_person_who_asked_again_meanwhile_has_one_open_lead(world: World) -> None:
    first = postponed(world)
    second = world.receive()
    assert (second.id, second.handover, second.wake_at) == (first, Handover.OFFERED, None)
    world.clock.forward(days=2)
    assert tick.wake_leads(world.deps) == 0


def test_a_lead_that_was_won_elsewhere_is_not_woken(world: World) -> None:
    lead_id = postponed(world)
    with world.store.begin() as session:
        session.execute(update(Lead).values(stage=Stage.WON))
    world.clock.forward(days=2)
    tick.wake_leads(world.deps)
    assert world.lead(lead_id).stage is Stage.WON


def test_the_auditor_leaves_one_sign_of_life(world: World) -> None:
    for _ in range(2):
        tick.audit(world.deps)
        world.clock.forward(minutes=1)
    with world.store.read() as session:
        (beat,) = session.scalars(select(Heartbeat)).all()
    assert world.clock() - beat.beat_at == timedelta(minutes=1)
    assert beat.params == {"healed": 0, "swept_to": 0}


def test_the_auditor_winds_up_a_clock_that_nobody_would_look_at(world: World) -> None:
    lead = world.receive()
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    set_clocks(world, lead.id, next_step_at=None)
    world.clock.forward(minutes=5)
    assert tick.escalate(world.deps) == 0
    assert tick.audit(world.deps) == 1
    assert tick.audit(world.deps) == 0
    assert tick.escalate(world.deps) == 1
    pings = [payload["step"] for kind, payload in world.owed() if kind == "PingStep"]
    assert pings == ["remind_owner", "call_cover"], "what was said is not said again"


@pytest.mark.parametrize(
    "values",
    [
        {"state": SlaState.BREACHED, "next_step_at": None, "chain_ended_at": TUESDAY},
        {"state": SlaState.CANCELLED, "next_step_at": None, "stopped_at": TUESDAY},
    ],
)
def test_the_auditor_leaves_clocks_alone_that_have_ended(
    world: World, values: dict[str, Any]
) -> None:
    lead = world.receive()
    accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    with world.store.begin() as session:
        session.add(Touch(lead_id=lead.id, person_id=1, kind="call", occurred_at=world.clock()))
    set_clocks(world, lead.id, **values)
    assert tick.audit(world.deps) == 0


@pytest.mark.parametrize("state", [SlaState.BREACHED, SlaState.PAUSED])
def test_the_auditor_winds_up_a_broken_clock_and_a_pause_without_an_end(
    world: World, state: SlaState
) -> None:
    """Neither the end of a chain nor the end of a pause can be lost."""
    lead = world.receive()
    set_clocks(world, lead.id, state=state, next_step_at=None)
    assert tick.audit(world.deps) == 1
    assert tick.audit(world.deps) == 0
    assert all(clock.next_step_at for clock in world.clocks(lead.id))


def test_the_auditor_leaves_the_clocks_of_closed_leads_alone(world: World) -> None:
    lead = world.receive()
    with world.store.begin() as session:
        session.execute(update(Lead).values(handover=Handover.CLOSED))
    set_clocks(world, lead.id, next_step_at=None)
    assert tick.audit(world.deps) == 0


def test_a_promise_that_was_stopped_by_mistake_begins_again(world: World) -> None:
    """Stopped, but nobody has called: that promise was not kept."""
    lead = world.receive()
    set_clocks(world, lead.id, state=SlaState.MET, stopped_at=world.clock(), next_step_at=None)
    assert tick.audit(world.deps) == 1
    assert tick.audit(world.deps) == 0
    assert first_touches(world, lead.id) == [SlaState.MET, SlaState.PENDING]
    accepts = [clock for clock in world.clocks(lead.id) if clock.kind is ClockKind.ACCEPT]
    assert len(accepts) == 1, "the accept clock still runs"


def test_an_accepted_lead_that_nobody_touched_is_promised_a_touch_only(world: World) -> None:
    lead = world.receive()
    accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    with world.store.begin() as session:
        session.execute(delete(Clock))
    assert tick.audit(world.deps) == 1
    assert [clock.kind for clock in world.clocks(lead.id)] == [ClockKind.FIRST_TOUCH]


def test_the_auditor_looks_at_old_leads_in_turns(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten leads, two of them looked at each time, and three older ones a turn."""
    monkeypatch.setattr(auditor, "NEWEST", 2)
    monkeypatch.setattr(auditor, "SWEEP", 3)
    multiply(world, world.receive().id, 10)
    with world.store.begin() as session:
        session.execute(delete(Clock))
    assert [tick.audit(world.deps, limit=2) for _ in range(5)] == [4, 2, 2, 2, 0]
    with world.store.read() as session:
        promised = select(Clock.lead_id).where(Clock.kind == ClockKind.FIRST_TOUCH)
        assert len(session.scalars(promised).all()) == 10


def test_waiting_leads_are_given_out_by_turns(store: Store) -> None:
    world = World(store)
    for number in range(6):
        world.receive(email=f"p{number}@firma{number}.example", company=f"Firma {number}")
    world.hire()
    assert tick.find_owners(world.deps) == 6
    with world.store.read() as session:
        turns = session.scalars(select(Person.turns).where(Person.territory == "dach")).all()
    assert sorted(turns) == [3, 3]


def test_leads_that_must_go_on_waiting_stand_in_nobodys_way(store: Store) -> None:
    """Three from abroad, where nobody is; one from here, where somebody is now."""
    world = World(store)
    for number in range(3):
        world.receive(email=f"p{number}@firma{number}.example", company=f"F{number}", country="GB")
    last = world.receive()
    assert tick.find_owners(world.deps) == 0
    world.hire(("U0LENA", "Lena Vogt", Role.SDR, Language.DE, "dach"))
    assert [tick.find_owners(world.deps, limit=2) for _ in range(2)] == [0, 1]
    assert world.lead(last.id).owner_id == world.person("U0LENA").id
    assert tick.find_owners(world.deps, limit=2) == 0

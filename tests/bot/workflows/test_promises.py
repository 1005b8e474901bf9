"""Pauses, the end of the chain, tries, and what marketing owes (issue C 7; W1 to W7)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from agents.policy import SalesPolicy
from agents.rules import kept
from agents.vocabulary import (
    AbsenceKind,
    AbsenceSource,
    AlertKind,
    AlertLevel,
    CadenceEnd,
    ClockKind,
    CoverCredit,
    EscalationStep,
    Handover,
    Language,
    LeadField,
    MarketingDuty,
    PauseCause,
    RefusalCode,
    RejectReason,
    Side,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)
from bot.effects import RefreshTry
from bot.errors import Refusal
from bot.rendering import renderer
from bot.slack import present
from bot.workflows import (
    absences,
    accept,
    correct,
    handover,
    look,
    preferences,
    receipts,
    reject,
    stand_still,
    tick,
    touch,
    trading,
    undo,
)
from bot.workflows.steps import cadence as cadence_steps
from bot.workflows.steps import calendars, owners
from store import heartbeats
from store import pause as tap
from store.models import (
    Absence,
    Audit,
    Base,
    Clock,
    FrozenCalendar,
    Lead,
    Owed,
    PastDuty,
    Unanswered,
)
from store.queries import leads, promises
from store.session import Store
from tests.world import TUESDAY, World

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OUTAGE = Base.metadata.tables["outage"]


@pytest.fixture
def world(sqlite_store: Store) -> World:
    made = World(sqlite_store)
    made.hire()
    return made


@pytest.fixture
def anywhere(store: Store) -> World:
    """On both databases: what is written many at once."""
    made = World(store)
    made.hire()
    return made


def first_touch(world: World, lead_id: int):  # type: ignore[no-untyped-def]
    found = world.lead(lead_id).clock(ClockKind.FIRST_TOUCH)
    assert found is not None
    return found


def pings(world: World) -> list[str]:
    return [payload["step"] for kind, payload in world.owed() if kind == "PingStep"]


def events(world: World, lead_id: int) -> list[str]:
    with world.store.read() as session:
        wanted = select(Audit.event).where(Audit.lead_id == lead_id).order_by(Audit.id)
        return list(session.scalars(wanted))


def audited(world: World, lead_id: int, event: str) -> list[dict[str, object]]:
    with world.store.read() as session:
        wanted = select(Audit.params).where(Audit.lead_id == lead_id, Audit.event == event)
        return list(session.scalars(wanted))


# Pauses


def test_a_pause_moves_the_due_moment_and_the_chain_and_is_written_down(world: World) -> None:
    lead = world.receive()
    lena = world.person("U0LENA")
    world.clock.forward(minutes=5)
    stand_still.pause(world.deps, lead.id, person=lena, cause=PauseCause.CUSTOMER)
    stands = first_touch(world, lead.id)
    assert (stands.state, stands.pause.cause) == (SlaState.PAUSED, PauseCause.CUSTOMER)
    assert stands.next_step_at == stands.pause.until, "no pause without an end"
    world.clock.forward(minutes=60)
    assert tick.escalate(world.deps) == 0, "nobody is asked while it stands still"
    stand_still.go_on(world.deps, lead.id, person=lena)
    runs = first_touch(world, lead.id)
    assert (runs.state, runs.due_at) == (SlaState.PENDING, lead.clocks[1].due_at + HOUR)
    world.clock.forward(minutes=3)
    tick.escalate(world.deps)
    assert pings(world) == ["remind_owner"]
    assert [one for one in events(world, lead.id) if one.startswith("clock")] == [
        "clock_paused",
        "clock_resumed",
    ]
    assert audited(world, lead.id, "clock_paused") == [{"cause": "customer"}]
    both = {clock.kind: clock.due_at for clock in world.lead(lead.id).clocks}
    assert both[ClockKind.ACCEPT] == both[ClockKind.FIRST_TOUCH]


def test_a_pause_ends_by_itself_and_moves_by_its_own_length_only(anywhere: World) -> None:
    world = anywhere
    lead = world.receive()
    lena = world.person("U0LENA")
    stand_still.pause(
        world.deps, lead.id, person=lena, cause=PauseCause.CUSTOMER, wanted=30 * MINUTE
    )
    world.clock.forward(minutes=40)
    assert tick.stand_still_by_themselves(world.deps) == 1
    assert tick.stand_still_by_themselves(world.deps) == 0
    clock = first_touch(world, lead.id)
    assert clock.due_at == TUESDAY + 45 * MINUTE
    assert clock.pauses[0].ended_at == TUESDAY + 30 * MINUTE
    tick.escalate(world.deps)
    assert pings(world) == ["remind_owner"], "ten of fifteen minutes have gone by"


def test_pauses_of_a_lead_are_bounded(world: World) -> None:
    lead = world.receive()
    lena = world.person("U0LENA")
    stand_still.pause(
        world.deps, lead.id, person=lena, cause=PauseCause.CUSTOMER, wanted=99 * HOUR
    )
    with pytest.raises(Refusal) as twice:
        stand_still.pause(world.deps, lead.id, person=lena, cause=PauseCause.CUSTOMER)
    assert twice.value.code is RefusalCode.STANDS_STILL
    world.clock.now = first_touch(world, lead.id).pause.until
    stand_still.go_on(world.deps, lead.id, person=lena)
    with pytest.raises(Refusal) as used_up:
        stand_still.pause(world.deps, lead.id, person=lena, cause=PauseCause.CUSTOMER)
    assert used_up.value.code is RefusalCode.PAUSES_USED_UP
    with pytest.raises(Refusal) as running:
        stand_still.go_on(world.deps, lead.id, person=lena)
    assert running.value.code is RefusalCode.NOT_PAUSED


def test_a_touch_during_a_pause_keeps_the_promise(world: World) -> None:
    lead = world.receive()
    lena = world.person("U0LENA")
    world.clock.forward(minutes=5)
    stand_still.pause(world.deps, lead.id, person=lena, cause=PauseCause.CUSTOMER)
    world.clock.forward(minutes=90)
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    clock = first_touch(world, lead.id)
    assert (clock.state, clock.pause) == (SlaState.MET, None)
    assert clock.due_at == world.clock() + 10 * MINUTE
    _, found = receipts.of_lead(world.deps, lead.id)
    assert (found.so_far.counted, found.so_far.paused) == (5 * MINUTE, 90 * MINUTE)
    assert found.whole.counted == found.promised == 15 * MINUTE


def test_a_rejected_lead_does_not_stand_still_any_more(world: World) -> None:
    lead = world.receive()
    lena = world.person("U0LENA")
    stand_still.pause(world.deps, lead.id, person=lena, cause=PauseCause.CUSTOMER)
    accept.accept(world.deps, lead.id, person=lena)
    world.clock.forward(hours=9)
    assert tick.audit(world.deps) == 0
    with world.store.begin() as session:
        assert session.scalar(select(Clock.id).where(Clock.still.is_not(None))) is not None
    reject.reject(world.deps, lead.id, person=lena, reason="no_fit")  # type: ignore[arg-type]
    with world.store.read() as session:
        assert session.scalar(select(Clock.id).where(Clock.still.is_not(None))) is None


def gone(world: World, name: str, *, began_at: datetime, ended_at: datetime | None = None) -> None:
    with world.store.begin() as session:
        session.execute(
            insert(OUTAGE).values(
                name=name, code="500", began_at=began_at, last_at=began_at, ended_at=ended_at
            )
        )


def back(world: World) -> None:
    with world.store.begin() as session:
        session.execute(update(OUTAGE).values(ended_at=world.clock()))


@pytest.mark.parametrize("name", ["slack", "channel:C0LEADSDACH"])
def test_an_outage_counts_for_nobody(anywhere: World, name: str) -> None:
    world = anywhere
    lead = world.receive()
    gone(world, name, began_at=world.clock.forward(minutes=4))
    world.clock.forward(minutes=1)
    assert tick.stand_still_by_themselves(world.deps) == 0, "a minute is the weather"
    world.clock.forward(minutes=1)
    assert tick.stand_still_by_themselves(world.deps) == 1
    world.clock.forward(minutes=30)
    assert tick.escalate(world.deps) == 0
    assert tick.stand_still_by_themselves(world.deps) == 0
    back(world)
    assert tick.stand_still_by_themselves(world.deps) == 1
    clock = first_touch(world, lead.id)
    assert clock.due_at == TUESDAY + 15 * MINUTE + 32 * MINUTE
    assert [one.cause for one in clock.pauses] == [PauseCause.OUTAGE]
    for event in ("clock_paused", "clock_resumed"):
        assert audited(world, lead.id, event) == [{"cause": "outage"}]


def test_the_outage_of_another_channel_stops_no_clock(world: World) -> None:
    world.receive()
    gone(world, "channel:C0ELSEWHERE", began_at=world.clock())
    gone(world, "mail", began_at=world.clock())
    world.clock.forward(minutes=5)
    assert tick.stand_still_by_themselves(world.deps) == 0


def test_the_operators_pause_stops_the_clocks(world: World) -> None:
    lead = world.receive()
    with world.store.begin() as session:
        tap.pause(session, why="maintenance", now=world.clock.forward(minutes=2))
    assert tick.stand_still_by_themselves(world.deps) == 1
    world.clock.forward(minutes=20)
    with world.store.begin() as session:
        tap.resume(session)
    assert tick.stand_still_by_themselves(world.deps) == 1
    assert first_touch(world, lead.id).due_at == TUESDAY + 35 * MINUTE


def test_the_time_in_which_no_bot_ticked_counts_for_nobody_and_once(world: World) -> None:
    lead = world.receive()
    with world.store.begin() as session:
        heartbeats.beat(session, heartbeats.TICKER, now=world.clock.forward(minutes=3))
    world.clock.forward(minutes=30)
    assert tick.account_for_gap(world.deps) == 1
    assert tick.account_for_gap(world.deps) == 0, "a start that is done again gives nothing twice"
    for event in ("clock_paused", "clock_resumed"):
        assert audited(world, lead.id, event) == [{"cause": "outage"}]
    clock = first_touch(world, lead.id)
    assert (clock.state, clock.due_at) == (SlaState.PENDING, TUESDAY + 45 * MINUTE)
    assert tick.escalate(world.deps) == 0


def test_a_short_gap_is_none(world: World) -> None:
    world.receive()
    with world.store.begin() as session:
        heartbeats.beat(session, heartbeats.TICKER, now=world.clock())
    world.clock.forward(minutes=4)
    assert tick.account_for_gap(world.deps) == 0


# The receipt, by the calendar as it was


def test_a_later_calendar_changes_no_receipt(world: World) -> None:
    friday = datetime(2026, 3, 20, 15, 52, tzinfo=UTC)
    world.clock.now = friday
    lead = world.receive()
    assert calendars.keep(world.deps) == len(world.policy.calendars)
    assert calendars.keep(world.deps) == 0
    calendar = world.policy.calendars["germany"]
    closed = calendar.model_copy(update={"special": {date(2026, 3, 23): ()}})
    policy = world.policy.model_copy(
        update={"calendars": {**world.policy.calendars, "germany": closed}}
    )
    later = World(world.store, policy=policy, clock=world.clock)
    _, found = receipts.of_lead(later.deps, lead.id)
    assert found.due_at == datetime(2026, 3, 23, 8, 7, tzinfo=UTC)
    assert found.whole.counted == found.promised == 15 * MINUTE
    assert [one.gap for one in found.whole.stretches if one.gap] == ["weekend"]
    with world.store.read() as session:
        keys = session.scalars(select(FrozenCalendar.key)).all()
    assert first_touch(world, lead.id).calendar in keys


# The chain


def away(world: World, *users: str, until: datetime | None) -> None:
    ids = [world.person(user).id for user in users]
    with world.store.begin() as session:
        for person_id in ids:
            session.add(
                Absence(
                    person_id=person_id,
                    starts_at=world.clock() - HOUR,
                    ends_at=until,
                    kind=AbsenceKind.AWAY,
                    source=AbsenceSource.COMMAND,
                    credit=CoverCredit.COVER,
                    created_at=world.clock(),
                )
            )
        owners.look_again(session, now=world.clock(), owner_ids=ids)


def test_the_chain_waits_while_nobody_is_on_duty_and_goes_on(anywhere: World) -> None:
    world = anywhere
    lead = world.receive()
    until = TUESDAY + 2 * HOUR
    away(world, "U0LENA", "U0JONAS", "U0MIRA", until=until)
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    clock = first_touch(world, lead.id)
    assert pings(world) == []
    assert (clock.state, clock.pause.cause, clock.pause.until) == (
        SlaState.PAUSED,
        PauseCause.ABSENCE,
        until,
    )
    world.clock.now = until
    assert tick.stand_still_by_themselves(world.deps) == 1
    clock = first_touch(world, lead.id)
    assert clock.due_at == until + 7 * MINUTE, "eight of its minutes had gone by"
    tick.escalate(world.deps)
    assert pings(world) == ["remind_owner"]


def test_whoever_is_back_earlier_lets_the_clock_go_on(anywhere: World) -> None:
    world = anywhere
    lead = world.receive()
    away(world, "U0LENA", "U0JONAS", "U0MIRA", until=TUESDAY + 6 * HOUR)
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    world.clock.forward(minutes=30)
    assert tick.stand_still_by_themselves(world.deps) == 0, "nobody is there yet"
    absences.back(world.deps, world.person("U0JONAS"))
    assert tick.stand_still_by_themselves(world.deps) == 1
    clock = first_touch(world, lead.id)
    assert (clock.pause, clock.due_at) == (None, world.clock() + 7 * MINUTE)
    tick.escalate(world.deps)
    assert pings(world) == ["remind_owner"]


def test_a_clock_goes_on_with_the_lead_that_another_team_takes(world: World) -> None:
    lead = world.receive()
    away(world, "U0LENA", "U0JONAS", "U0MIRA", "U0AMY", until=TUESDAY + 30 * HOUR)
    tick.find_owners(world.deps)
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    assert first_touch(world, lead.id).state is SlaState.PAUSED
    assert audited(world, lead.id, "clock_paused") == [{"cause": "absence"}]
    world.clock.forward(minutes=30)
    absences.back(world.deps, world.person("U0AMY"))
    tick.find_owners(world.deps)
    assert world.lead(lead.id).owner_id == world.person("U0AMY").id
    assert tick.stand_still_by_themselves(world.deps) == 1
    assert first_touch(world, lead.id).due_at == world.clock() + 7 * MINUTE


@pytest.mark.parametrize("cause", [PauseCause.WRONG_DATA, PauseCause.CUSTOMER])
def test_a_lead_that_turns_hot_while_its_clock_stands_still(
    anywhere: World, cause: PauseCause
) -> None:
    """The short promise counts all the same; who waited for the person waits no longer."""
    world, who = anywhere, {"email": "m@firma.example", "company": "Firma"}
    lead = world.receive("contact", **who)
    stand_still.pause(world.deps, lead.id, person=world.person("U0LENA"), cause=cause)
    world.clock.forward(minutes=30)
    world.receive("demo", **who)
    clock = first_touch(world, lead.id)
    if cause is PauseCause.WRONG_DATA:
        assert clock.pause is not None
        assert clock.pause.began_at == world.clock()
        world.clock.forward(minutes=10)
        stand_still.go_on(world.deps, lead.id, person=world.person("U0LENA"))
        clock = first_touch(world, lead.id)
    assert (clock.tier, clock.pause) == (Tier.HOT, None)
    assert [one["cause"] for one in audited(world, lead.id, "clock_resumed")] == [cause]
    assert clock.due_at == world.clock() + 15 * MINUTE
    _, found = receipts.of_lead(world.deps, lead.id)
    assert found.whole.counted == 15 * MINUTE


def test_a_broken_promise_waits_for_somebody_and_stays_broken(anywhere: World) -> None:
    world = anywhere
    lead = world.receive()
    world.clock.forward(minutes=13)
    tick.escalate(world.deps)
    world.settle_all()
    until = TUESDAY + 2 * HOUR
    away(world, "U0LENA", "U0JONAS", "U0MIRA", until=until)
    world.clock.forward(minutes=3)
    tick.escalate(world.deps)
    clock = first_touch(world, lead.id)
    assert (clock.state, clock.next_step, clock.next_step_at) == (
        SlaState.BREACHED,
        EscalationStep.TELL_MANAGER,
        until,
    )
    card = present.lead_card(
        look.card(world.deps, lead.id),
        policy=world.policy,
        language=Language.DE,
        now=world.clock(),
    )
    assert "überfällig" in str(card.blocks), "nothing holds up what is broken"
    with world.store.read() as session:
        (sales, _) = promises.kept(session, as_of=world.clock())
    assert (sales.n, sales.kept) == (1, 0)
    world.clock.now = until
    assert tick.stand_still_by_themselves(world.deps) == 1
    tick.escalate(world.deps)
    assert pings(world)[-1:] == ["tell_manager"]
    world.clock.forward(minutes=6)
    tick.escalate(world.deps)
    assert pings(world)[-1:] == ["tell_manager"], "it keeps its distance"
    world.clock.forward(minutes=2)
    tick.escalate(world.deps)
    assert pings(world)[-1:] == ["nobody_reacted"]


def test_of_a_broken_promise_the_manager_hears_as_soon_as_they_are_back(anywhere: World) -> None:
    world = anywhere
    lead = world.receive()
    world.clock.forward(minutes=13)
    tick.escalate(world.deps)
    world.settle_all()
    away(world, "U0LENA", "U0JONAS", "U0MIRA", until=TUESDAY + 6 * HOUR)
    world.clock.forward(minutes=3)
    tick.escalate(world.deps)
    world.clock.forward(minutes=20)
    tick.stand_still_by_themselves(world.deps)
    tick.escalate(world.deps)
    assert pings(world) == []
    absences.back(world.deps, world.person("U0MIRA"))
    tick.stand_still_by_themselves(world.deps)
    tick.escalate(world.deps)
    assert pings(world) == ["tell_manager"]
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    assert pings(world) == ["tell_manager", "nobody_reacted"]
    clock = first_touch(world, lead.id)
    assert (clock.state, clock.due_at) == (SlaState.BREACHED, TUESDAY + 15 * MINUTE)


def test_somebody_who_is_away_is_not_asked(world: World) -> None:
    world.receive()
    away(world, "U0LENA", until=None)
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    asked = [payload["person_id"] for kind, payload in world.owed() if kind == "PingStep"]
    assert asked == [world.person("U0JONAS").id]


def test_at_its_end_the_chain_says_once_that_nobody_reacted(anywhere: World) -> None:
    world = anywhere
    lead = world.receive()
    for minutes in (8, 5, 3, 8, 8, 60):
        world.clock.forward(minutes=minutes)
        tick.escalate(world.deps)
        tick.escalate(world.deps)
        tick.audit(world.deps)
    assert pings(world) == list(EscalationStep)
    told = [payload for kind, payload in world.owed() if kind == "TellNobodyReacted"]
    assert [one["lead_id"] for one in told] == [lead.id]
    with world.store.read() as session:
        assert session.scalars(select(Unanswered.lead_id)).all() == [lead.id]
        (breach,) = (
            one for one in promises.breaches(session, now=world.clock()) if one.side is Side.SALES
        )
    assert (breach.lead_id, breach.is_unanswered) == (lead.id, True)
    mira = world.person("U0MIRA")
    team = look.home(world.deps, mira).team
    assert team is not None
    assert team.unanswered == 1
    shown = str(present.home(look.home(world.deps, mira), policy=world.policy, now=world.clock()))
    assert "1 ohne jede Reaktion" in shown
    assert first_touch(world, lead.id).chain_ended_at is not None


def test_a_chain_asks_whom_it_was_promised_to_ask(world: World) -> None:
    """The policy changes while the clock runs: what was frozen counts."""
    rungs = [
        rung.model_copy(update={"asks": ("manager",)}) for rung in world.policy.sla.escalation
    ]
    sla = world.policy.sla.model_copy(update={"escalation": tuple(rungs)})
    strict = World(
        world.store, policy=world.policy.model_copy(update={"sla": sla}), clock=world.clock
    )
    strict.receive()
    world.clock.forward(minutes=8)
    tick.escalate(world.deps)
    asked = [payload["person_id"] for kind, payload in world.owed() if kind == "PingStep"]
    assert asked == [world.person("U0MIRA").id]


# Tries


def no_answer(world: World, lead_id: int, user: str = "U0LENA"):  # type: ignore[no-untyped-def]
    return touch.log_touch(
        world.deps, lead_id, person=world.person(user), kind=TouchKind.NO_ANSWER
    )


def accepted(world: World) -> int:
    lead = world.receive()
    accept.accept(world.deps, lead.id, person=world.person("U0LENA"))
    return lead.id


def test_no_answer_begins_tries_and_reminds_of_the_next_one(world: World) -> None:
    lead_id = accepted(world)
    found = no_answer(world, lead_id).cadence
    assert (found.made, len(found.tries), found.by) == (1, 6, TouchKind.CALL)
    assert found.next_at == TUESDAY + 2 * HOUR
    world.settle_all()
    assert tick.remind_tries(world.deps) == 0
    world.clock.forward(hours=2)
    assert tick.remind_tries(world.deps) == 1
    assert tick.remind_tries(world.deps) == 0
    assert [payload for kind, payload in world.owed() if kind == "RemindTry"] == [
        {"lead_id": lead_id, "made": 1, "reminder": 1}
    ]
    for _ in range(5):  # nobody does anything for days
        world.clock.forward(days=1)
        tick.remind_tries(world.deps)
    told = [payload["reminder"] for kind, payload in world.owed() if kind == "RemindTry"]
    assert told == [1, 2, 3]


def reminded(world: World) -> list[dict[str, object]]:
    return [payload for kind, payload in world.owed() if kind == "RemindTry"]


def test_who_has_silenced_a_lead_is_reminded_of_its_try_afterwards(world: World) -> None:
    lead_id, lena = accepted(world), world.person("U0LENA")
    trading.snooze(world.deps, lead_id, person=lena, until=TUESDAY + 4 * HOUR)
    no_answer(world, lead_id)
    world.clock.forward(hours=2)
    tick.remind_tries(world.deps)
    assert reminded(world) == []
    assert world.lead(lead_id).cadence.look_at == TUESDAY + 4 * HOUR
    world.clock.forward(hours=2)
    tick.remind_tries(world.deps)
    assert [one["reminder"] for one in reminded(world)] == [1]


@pytest.mark.parametrize("level", AlertLevel)
def test_who_has_switched_reminders_off_is_not_reminded_of_tries(
    world: World, level: AlertLevel
) -> None:
    lead_id = accepted(world)
    lena = world.person("U0LENA")
    alerts = {AlertKind.REMINDER: level}
    preferences.save(world.deps, person=lena, quiet=(0, 24 * 60), alerts=alerts)
    no_answer(world, lead_id)
    world.clock.forward(hours=2)
    assert tick.remind_tries(world.deps) == 1
    assert len(reminded(world)) == (0 if level is AlertLevel.OFF else 1)
    for _ in range(5):
        world.clock.forward(days=1)
        tick.remind_tries(world.deps)
    assert len(reminded(world)) == (0 if level is AlertLevel.OFF else 3)


def test_a_reminder_is_settled_by_whoever_acts_through_the_card(world: World) -> None:
    lead_id = accepted(world)
    no_answer(world, lead_id)
    world.clock.forward(hours=2)
    tick.remind_tries(world.deps)
    world.settle_all()
    with world.store.begin() as session:
        posted = select(Owed).where(Owed.kind == "RemindTry")
        (row,) = session.scalars(posted)
        row.channel, row.external_id = "C0LEADSDACH", "1.5"
    render = renderer(world.deps)

    def redrawn() -> list[str]:
        made = [RefreshTry(**it) for kind, it in world.owed() if kind == "RefreshTry"]
        messages = [render(one) for one in made]
        assert {one.ts for one in messages} <= {"1.5"}
        return [one.text for one in messages]

    assert redrawn() == []
    handover.take_over(world.deps, lead_id, person=world.person("U0JONAS"))
    assert ["Versuch 2 von 6" in text for text in redrawn()] == [True]
    assert "<@U0JONAS>" in redrawn()[0]
    world.settle_all()
    no_answer(world, lead_id, user="U0JONAS")
    assert ["Erledigt" in text for text in redrawn()] == [True]
    world.settle_all()
    touch.log_touch(world.deps, lead_id, person=world.person("U0JONAS"), kind=TouchKind.CALL)
    no_answer(world, lead_id, user="U0JONAS")  # tries begin anew, with a first one as before
    assert redrawn() == []


@pytest.mark.parametrize("kind", [TouchKind.CALL, TouchKind.EMAIL, TouchKind.MEETING])
def test_an_answer_ends_the_tries(world: World, kind: TouchKind) -> None:
    lead_id = accepted(world)
    no_answer(world, lead_id)
    found = touch.log_touch(world.deps, lead_id, person=world.person("U0LENA"), kind=kind)
    assert (found.cadence.outcome, found.cadence.next_at) == (CadenceEnd.REACHED, None)
    again = no_answer(world, lead_id).cadence
    assert (again.made, again.is_running) == (1, True), "later tries begin anew"


def test_after_the_last_try_the_lead_rests_and_comes_back(world: World) -> None:
    lead_id = accepted(world)
    for _ in range(6):
        lead = no_answer(world, lead_id)
        world.clock.forward(days=1)
    assert (lead.stage, lead.handover) == (Stage.RECYCLED, Handover.CLOSED)
    assert lead.cadence.outcome is CadenceEnd.USED_UP
    assert lead.wake_at.date() == date(2026, 5, 28)
    assert audited(world, lead_id, "recycled")[0]["tries"] == 6
    with pytest.raises(Refusal):
        no_answer(world, lead_id)
    world.clock.now = lead.wake_at
    assert tick.wake_leads(world.deps) == 1
    woken = world.lead(lead_id)
    assert (woken.handover, woken.owner_id) == (Handover.OFFERED, world.person("U0LENA").id)


def test_a_lead_that_rests_is_on_no_clock_though_nobody_accepted_it(world: World) -> None:
    lead = world.receive()
    for _ in range(6):
        lead = no_answer(world, lead.id)
        world.clock.forward(minutes=1)
    assert lead.stage is Stage.RECYCLED
    assert all(one.stopped_at is not None for one in world.lead(lead.id).clocks)


def test_a_try_waits_for_its_owner_and_takes_the_way_that_is_open(world: World) -> None:
    lead = world.receive(phone="")
    lena = world.person("U0LENA")
    accept.accept(world.deps, lead.id, person=lena)
    back_at = TUESDAY + timedelta(days=3)
    away(world, "U0LENA", until=back_at)
    found = no_answer(world, lead.id).cadence
    assert (found.by, found.next_at) == (TouchKind.EMAIL, back_at), "there is no number to call"


def test_no_way_that_may_be_used_is_the_end_of_the_tries(world: World) -> None:
    lead = world.receive(form="whitepaper", consent="nein", phone="")
    lena = world.person("U0LENA")
    with world.store.begin() as session:
        theirs = update(Lead).where(Lead.id == lead.id)
        session.execute(theirs.values(handover=Handover.ACCEPTED, owner_id=lena.id))
    found = no_answer(world, lead.id).cadence
    assert (found.outcome, found.next_at) == (CadenceEnd.NOT_ALLOWED, None)


def test_who_has_bought_may_be_tried_by_mail_where_customers_may(world: World) -> None:
    """UWG § 7 Abs. 3 is of the person: a purchase of a colleague's opens nothing."""
    told = world.policy.consent.model_copy(update={"existing_customers": True})
    policy = world.policy.model_copy(update={"consent": told})
    made = World(world.store, policy=policy, clock=world.clock)
    lead = made.receive(form="whitepaper", consent="", phone="", message="")
    colleague = made.receive(form="whitepaper", email="jan@sommer-anlagen.example", phone="")
    for bought, by in ((colleague, None), (lead, TouchKind.EMAIL)):
        with made.store.begin() as session:
            session.execute(update(Lead).where(Lead.id == bought.id).values(stage=Stage.WON))
            facts = leads.get(session, lead.id)
            assert facts is not None
            allowed = cadence_steps.may_use(session, facts, policy=policy, now=made.clock())
        assert allowed(TouchKind.EMAIL) is (by is TouchKind.EMAIL)
        assert look.card(made.deps, lead.id).is_customer is (by is TouchKind.EMAIL)


# What marketing owes


def strict(policy: SalesPolicy) -> SalesPolicy:
    marketing = policy.marketing.model_copy(update={"fields": (LeadField.JOB_TITLE,)})
    return policy.model_copy(update={"marketing": marketing})


@pytest.fixture
def strict_world(store: Store) -> World:
    made = World(store, policy=strict(World(store).policy))
    made.hire()
    return made


def duty_of(world: World, lead_id: int):  # type: ignore[no-untyped-def]
    return world.lead(lead_id).duty


def test_a_complete_lead_owes_nothing(strict_world: World) -> None:
    assert duty_of(strict_world, strict_world.receive().id) is None


def test_what_is_missing_is_owed_until_somebody_mends_it(strict_world: World) -> None:
    world = strict_world
    lead = world.receive(job_title="")
    owed = duty_of(world, lead.id)
    assert (owed.missing, owed.fields) == ((MarketingDuty.FIELDS,), (LeadField.JOB_TITLE,))
    assert owed.due_at == TUESDAY + 5 * HOUR, "four working hours go over lunch"
    world.clock.forward(hours=1)
    correct.correct(
        world.deps,
        lead.id,
        person=world.person("U0LENA"),
        values={LeadField.JOB_TITLE: "Einkauf"},
    )
    mended = duty_of(world, lead.id)
    assert (mended.state, mended.stopped_at) == (SlaState.MET, world.clock())
    world.clock.forward(days=2)
    assert tick.tell_marketing(world.deps) == 0


def test_a_breach_of_marketing_is_said_once_and_counts_on_its_side(strict_world: World) -> None:
    world = strict_world
    lead = world.receive(job_title="")
    touch.log_touch(world.deps, lead.id, person=world.person("U0LENA"), kind=TouchKind.CALL)
    world.clock.forward(hours=5)
    assert tick.tell_marketing(world.deps) == 1
    assert tick.tell_marketing(world.deps) == 0
    assert [kind for kind, _ in world.owed()].count("TellMarketing") == 1
    world.clock.forward(minutes=1)
    with world.store.read() as session:
        found = promises.breaches(session, now=world.clock())
        rows = promises.kept(session, as_of=world.clock())
    assert [(one.side, one.lead_id) for one in found] == [(Side.MARKETING, lead.id)]
    assert {row.side: (row.n, row.kept) for row in rows} == {
        Side.SALES: (1, 1),
        Side.MARKETING: (1, 0),
    }
    sales, marketing = kept.sla_kept(rows, as_of=world.clock())
    assert (sales.value, marketing.value) == (1, 0)
    assert sales.interval[0] < sales.value


def test_wrong_data_counts_against_marketing_and_not_against_sales(strict_world: World) -> None:
    world = strict_world
    lead = world.receive()
    lena = world.person("U0LENA")
    world.clock.forward(minutes=10)
    stand_still.pause(world.deps, lead.id, person=lena, cause=PauseCause.WRONG_DATA)
    assert duty_of(world, lead.id).missing == (MarketingDuty.DATA,)
    world.clock.forward(minutes=30)
    correct.correct(
        world.deps,
        lead.id,
        person=world.person("U0RAVI"),
        values={LeadField.PHONE: "+4930901821"},
    )
    clock, duty = first_touch(world, lead.id), duty_of(world, lead.id)
    assert (clock.state, clock.due_at) == (SlaState.AT_RISK, TUESDAY + 45 * MINUTE)
    assert (duty.state, duty.stopped_at) == (SlaState.MET, world.clock())
    with world.store.read() as session:
        assert session.scalars(select(PastDuty.id)).all() == []


def test_what_marketing_owes_again_later_changes_no_earlier_figure(strict_world: World) -> None:
    world = strict_world
    lead = world.receive(job_title="")
    moments = [world.clock()]
    lena, ravi = world.person("U0LENA"), world.person("U0RAVI")
    world.clock.forward(hours=1)
    correct.correct(world.deps, lead.id, person=ravi, values={LeadField.JOB_TITLE: "Einkauf"})
    moments.append(world.clock.forward(minutes=1))

    def figures() -> list[tuple[int, int]]:
        with world.store.read() as session:
            rows = [promises.kept(session, as_of=at)[1] for at in moments]
        return [(row.n, row.kept) for row in rows]

    assert figures() == [(0, 0), (1, 1)]
    world.clock.forward(minutes=9)
    stand_still.pause(world.deps, lead.id, person=lena, cause=PauseCause.WRONG_DATA)
    assert figures() == [(0, 0), (1, 1)], "a new duty is another one"
    world.clock.forward(days=1)
    correct.correct(world.deps, lead.id, person=ravi, values={LeadField.PHONE: "+4930901821"})
    moments.append(world.clock.forward(minutes=1))
    assert figures() == [(0, 0), (1, 1), (2, 1)]


def test_a_lead_that_is_not_worked_any_more_owes_nothing(strict_world: World) -> None:
    world = strict_world
    lead = world.receive(job_title="")
    reject.reject(world.deps, lead.id, person=world.person("U0LENA"), reason="no_fit")  # type: ignore[arg-type]
    world.clock.forward(hours=6)
    assert tick.tell_marketing(world.deps) == 1
    assert duty_of(world, lead.id).state is SlaState.CANCELLED
    assert "TellMarketing" not in [kind for kind, _ in world.owed()]


def test_a_rejection_that_is_taken_back_leaves_marketing_its_duty(strict_world: World) -> None:
    world = strict_world
    lead = world.receive(job_title="")
    world.clock.forward(hours=5, minutes=-1)
    lena = world.person("U0LENA")
    reject.reject(world.deps, lead.id, person=lena, reason=RejectReason.NO_FIT)
    world.clock.forward(minutes=2)
    tick.tell_marketing(world.deps)
    undo.take_back(world.deps, lead.id, person=lena)
    assert duty_of(world, lead.id).stopped_at is None
    world.clock.forward(minutes=10)
    assert tick.tell_marketing(world.deps) == 1
    assert "TellMarketing" in [kind for kind, _ in world.owed()]

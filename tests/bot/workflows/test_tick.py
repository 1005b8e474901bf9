"""What the clock does to leads, beside the life of one (test_life_of_a_lead.py)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update

from agents.policy import SalesPolicy
from agents.vocabulary import (
    ClockKind,
    Handover,
    RejectReason,
    SlaState,
    Stage,
    TouchKind,
)
from bot.workflows import accept, handover, reject, tick, touch
from store.models import Clock, Heartbeat, Lead, Person
from store.session import Store
from tests.world import World


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


def kinds(world: World) -> set[str]:
    return {kind for kind, _ in world.owed()}


def test_every_rung_is_shown_on_the_card(world: World) -> None:
    """A card that says "until 10:15" after the ping said "overdue" is not a living one."""
    world.receive()
    for minutes in (8, 5, 5):
        world.settle_all()
        world.clock.forward(minutes=minutes)
        tick.escalate(world.deps)
        assert {"PingStep", "ShowLeadCard"} <= kinds(world)


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
    assert second.id != first
    world.clock.forward(days=2)
    tick.wake_leads(world.deps)
    rested = world.lead(first)
    assert (rested.handover, rested.stage, rested.wake_at) == (
        Handover.REJECTED,
        Stage.RECYCLED,
        None,
    )


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


def test_waiting_leads_are_given_out_by_turns(store: Store) -> None:
    world = World(store)
    for number in range(6):
        world.receive(email=f"p{number}@firma{number}.example", company=f"Firma {number}")
    world.hire()
    assert tick.find_owners(world.deps) == 6
    with world.store.read() as session:
        turns = session.scalars(select(Person.turns).where(Person.territory == "dach")).all()
    assert sorted(turns) == [3, 3]

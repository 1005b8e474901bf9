"""What was decided can be taken back for ten minutes: act and undo leave the former facts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from agents.facts import LeadFacts, RightPerson
from agents.vocabulary import (
    ClockKind,
    Handover,
    Metric,
    RefusalCode,
    RejectReason,
    RoutingReason,
    SlaState,
    Stage,
    TouchKind,
)
from bot.errors import Refusal
from bot.workflows import accept, handover, look, reject, spam, tick, touch, undo
from bot.workflows.figures import StoreMetrics
from store.models import Audit, ScoreHistory, StageChange, Undo
from store.session import Store
from tests.bot.workflows.test_admit import told
from tests.world import World

Act = Callable[[World, LeadFacts], LeadFacts]


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def rejects(reason: RejectReason) -> Act:
    def act(world: World, lead: LeadFacts) -> LeadFacts:
        given = {
            RejectReason.TIMING: {"wake_on": (world.clock() + timedelta(days=9)).date()},
            RejectReason.WRONG_PERSON: {"right": RightPerson(name="Ida Ost", email="o@x.example")},
            RejectReason.DUPLICATE: {"other_lead_id": 1},
        }
        mira = world.person("U0MIRA")
        more = given.get(reason, {})
        return reject.reject(world.deps, lead.id, person=mira, reason=reason, note="Weil.", **more)

    return act


def accepts(world: World, lead: LeadFacts) -> LeadFacts:
    return accept.accept(world.deps, lead.id, person=world.person("U0MIRA"))


def takes_over(world: World, lead: LeadFacts) -> LeadFacts:
    return handover.take_over(world.deps, lead.id, person=world.person("U0MIRA"))


def sets_aside(world: World, lead: LeadFacts) -> LeadFacts:
    return spam.set_aside(world.deps, lead.id, person=world.person("U0MIRA"), is_test=True)


ACTS: dict[str, Act] = {
    "accept": accepts,
    "take_over": takes_over,
    "spam": sets_aside,
    **{reason.value: rejects(reason) for reason in RejectReason},
}


def facts(world: World, lead_id: int) -> LeadFacts:
    """All of a lead but the versions of what it shows; without clocks that were called off."""
    lead = world.lead(lead_id)
    counted = tuple(one for one in lead.clocks if one.state is not SlaState.CANCELLED)
    shown = {"card_channel": None, "card_ts": None, "shown_version": None, "watch_at": None}
    return replace(lead, version=0, clocks=counted, **shown)


def stages(world: World, lead_id: int) -> set[str]:
    with world.store.read() as session:
        found = session.execute(
            text("SELECT stage, reached_at FROM lead_stage WHERE lead_id = :id"), {"id": lead_id}
        )
        return {str(row) for row in found}


def test_every_act_and_its_undo_leave_what_was(world: World) -> None:
    """Also for the lead into which another was merged, and whoever was named as the right one."""
    cold = world.receive(
        "whitepaper", email="e@kalt.example", industry="", job_title="Praktikant", need=""
    )
    assert cold.handover is Handover.NONE
    for number, (name, act) in enumerate(ACTS.items()):
        lead = world.receive(email=f"p{number}@firma{number}.example", company=f"Firma {number}")
        world.clock.forward(minutes=1)
        before = facts(world, lead.id), facts(world, cold.id), stages(world, lead.id)
        done = act(world, lead)
        assert done.undo_until == world.clock() + timedelta(minutes=10), name
        assert facts(world, lead.id) != before[0], name
        world.settle_all()
        world.clock.forward(minutes=4)
        undo.take_back(world.deps, lead.id, person=world.person("U0MIRA"))
        after = facts(world, lead.id), facts(world, cold.id), stages(world, lead.id)
        assert after == before, name
        tick.escalate(world.deps)
        tick.audit(world.deps)
        still = world.lead(lead.id).clock(ClockKind.FIRST_TOUCH)
        assert still is not None
        assert still.stopped_at is None, name
        assert ("ShowLeadCard", {"lead_id": lead.id}) in world.owed(), name
    with world.store.read() as session:
        undone = session.scalars(select(Audit).where(Audit.event == "undone")).all()
        kept = session.scalars(select(Undo)).all()
        causes = session.scalars(select(StageChange.cause).where(StageChange.cause == "undone"))
        assert len(causes.all()) == len(ACTS)
    assert {row.person_id for row in undone} == {world.person("U0MIRA").id}
    assert all(row.ended_at is not None and row.state == {} for row in kept), "nothing is left"


def test_whoever_has_it_again_is_told_and_the_ledger_knows_it(world: World) -> None:
    lead = world.receive()
    mira, lena = world.person("U0MIRA"), world.person("U0LENA")
    takes_over(world, lead)
    world.settle_all()
    undo.take_back(world.deps, lead.id, person=mira)
    said = {"lead_id": lead.id, "person_id": lena.id, "reason": "turn", "by_person_id": mira.id}
    assert ("TellNewOwner", said) in world.owed()
    newest = look.why(world.deps, lead.id, person=lena).routing[-1]
    assert (newest.owner_id, newest.reason, newest.by_person_id) == (
        lena.id,
        RoutingReason.GIVEN,
        mira.id,
    )


def test_a_lead_that_was_taken_from_the_waiting_room_waits_there_again(world: World) -> None:
    world.clock.now += timedelta(hours=11)
    lead = world.receive()
    assert lead.handover is Handover.WAITING
    before = facts(world, lead.id)
    takes_over(world, lead)
    undo.take_back(world.deps, lead.id, person=world.person("U0MIRA"))
    assert facts(world, lead.id) == before
    newest = look.why(world.deps, lead.id, person=world.person("U0LENA")).routing[-1]
    assert (newest.owner_id, newest.reason) == (None, RoutingReason.NOBODY)
    assert "TellNewOwner" not in dict(world.owed())


def test_the_right_persons_lead_is_kept_and_asks_nobody(world: World) -> None:
    lead = world.receive()
    made = rejects(RejectReason.WRONG_PERSON)(world, lead).passed_to_id
    assert made is not None
    assert world.lead(made).handover is Handover.OFFERED
    undo.take_back(world.deps, lead.id, person=world.person("U0MIRA"))
    kept = world.lead(made)
    assert (kept.handover, kept.referred_from_id) == (Handover.NONE, None)
    assert all(one.stopped_at is not None for one in kept.clocks)


def test_after_ten_minutes_the_button_goes_and_a_late_click_is_refused(world: World) -> None:
    lead = world.receive()
    accepts(world, lead)
    world.settle_all()
    assert tick.end_undos(world.deps) == 0
    world.clock.forward(minutes=10)
    assert (tick.end_undos(world.deps), tick.end_undos(world.deps)) == (1, 0)
    assert world.lead(lead.id).undo_until is None
    assert world.owed() == [("ShowLeadCard", {"lead_id": lead.id})], "drawn once"
    refused(world, lead, "U0MIRA", RefusalCode.UNDO_TOO_LATE)


def test_nobody_takes_back_over_somebodys_head(world: World) -> None:
    lead = world.receive()
    accepts(world, lead)
    lena = world.person("U0LENA")
    refusal = refused(world, lead, "U0LENA", RefusalCode.UNDO_NOT_YOURS)
    assert refusal.params["name"] == "Mira Sander"
    touch.log_touch(world.deps, lead.id, person=lena, kind=TouchKind.CALL)
    refusal = refused(world, lead, "U0MIRA", RefusalCode.UNDO_OVERTAKEN)
    assert (refusal.params["name"], refusal.params["is_you"]) == ("Lena Vogt", 0)
    assert world.lead(lead.id).handover is Handover.ACCEPTED


def test_whoever_acts_on_the_other_lead_stands_in_the_way_too(world: World) -> None:
    first = world.receive(email="a@a.example", company="A")
    second = world.receive(email="b@b.example", company="B")
    mira, reason = world.person("U0MIRA"), RejectReason.DUPLICATE
    reject.reject(world.deps, second.id, person=mira, reason=reason, other_lead_id=first.id)
    handover.take_over(world.deps, first.id, person=mira)
    refusal = refused(world, second, "U0MIRA", RefusalCode.UNDO_OVERTAKEN)
    assert refusal.params["is_you"] == 1


def test_what_the_person_did_meanwhile_stays(world: World) -> None:
    lead = world.receive()
    rejects(RejectReason.NO_NEED)(world, lead)
    told(world, "eva.sommer@sommer-anlagen.example", "price_page")
    undo.take_back(world.deps, lead.id, person=world.person("U0MIRA"))
    back = world.lead(lead.id)
    assert (back.handover, len(back.activities)) == (Handover.OFFERED, len(lead.activities) + 1)


def test_finer_reasons_are_counted(world: World) -> None:
    lead = world.receive()
    mira, reason = world.person("U0MIRA"), RejectReason.NO_FIT
    reject.reject(world.deps, lead.id, person=mira, reason=reason, sub="too_small")
    figures = StoreMetrics(world.store, world.policy).figure(
        Metric.REJECTIONS, as_of=world.clock()
    )
    assert [(one.group, one.value) for one in figures] == [("no_fit", 1), ("no_fit/too_small", 1)]


def test_a_lead_that_came_back_by_itself_is_not_taken_back(world: World) -> None:
    lead = world.receive()
    rejects(RejectReason.TIMING)(world, lead)
    assert world.receive("pricing").handover is Handover.OFFERED
    refused(world, lead, "U0MIRA", RefusalCode.UNDO_OVERTAKEN)
    assert world.lead(lead.id).stage is not Stage.RECYCLED


def test_a_try_that_falls_due_before_the_undo_is_not_lost(world: World) -> None:
    lead = world.receive()
    accepts(world, lead)
    mira = world.person("U0MIRA")
    touch.log_touch(world.deps, lead.id, person=mira, kind=TouchKind.NO_ANSWER)
    world.clock.forward(minutes=119)
    rejects(RejectReason.NO_NEED)(world, lead)
    world.clock.forward(minutes=2)
    tick.remind_tries(world.deps)
    undo.take_back(world.deps, lead.id, person=mira)
    cadence = world.lead(lead.id).cadence
    assert cadence is not None
    assert cadence.is_running
    world.clock.forward(minutes=10)
    tick.remind_tries(world.deps)
    assert "RemindTry" in [kind for kind, _ in world.owed()]


def test_the_history_of_scores_knows_what_was_taken_back(world: World) -> None:
    first = world.receive(email="a@a.example", company="A")
    second = world.receive("pricing", email="b@b.example", company="B")
    world.clock.forward(minutes=1)
    mira, reason = world.person("U0MIRA"), RejectReason.DUPLICATE
    reject.reject(world.deps, second.id, person=mira, reason=reason, other_lead_id=first.id)
    assert scores(world, first.id)[-1] > first.score
    world.clock.forward(minutes=1)
    undo.take_back(world.deps, second.id, person=mira)
    assert scores(world, first.id)[-1] == world.lead(first.id).score == first.score


def scores(world: World, lead_id: int) -> list[int]:
    with world.store.read() as session:
        rows = select(ScoreHistory.total).where(ScoreHistory.lead_id == lead_id)
        return list(session.scalars(rows.order_by(ScoreHistory.scored_at)))


def refused(world: World, lead: LeadFacts, user: str, code: RefusalCode) -> Refusal:
    with pytest.raises(Refusal) as caught:
        undo.take_back(world.deps, lead.id, person=world.person(user))
    assert caught.value.code is code
    return caught.value

"""An MQL whose interest fades, and what is kept of scores and stages (S-052, formulas 5.6)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from agents.facts import LeadFacts
from agents.rules.lifecycle import WrongStepError
from agents.vocabulary import (
    ConsentPurpose,
    ConsentState,
    Handover,
    InboxState,
    RejectReason,
    Stage,
    StageCause,
    Tier,
    TouchKind,
)
from bot.workflows import accept, intake, look, reject, tick, touch
from bot.workflows.steps import admit, journal
from store.models import Consent, Lead, ScoreHistory
from store.queries import histories, leads
from store.session import Store
from tests.world import World

MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


@pytest.fixture
def one_world(sqlite_store: Store) -> World:
    made = World(sqlite_store)
    made.hire()
    return made


def an_mql(world: World) -> LeadFacts:
    """A lead with all four conditions, offered and shown."""
    lead = world.receive()
    with world.store.begin() as session:
        row = leads.row(session, lead.id)
        assert row is not None
        agreed = Consent(
            lead_id=lead.id,
            subject_id=lead.subject_id,
            purpose=ConsentPurpose.MARKETING_EMAIL,
            state=ConsentState.GRANTED,
            source="test",
            recorded_at=world.clock(),
            delete_after=row.delete_after,
        )
        row.consents.append(agreed)
        session.flush()
        admit.settle(session, row, policy=world.policy, now=world.clock())
    world.settle_all()
    return world.lead(lead.id)


def tell(world: World, kind: str, number: int = 1) -> None:
    """Another system tells that Eva did something just now."""
    event = {
        "id": f"evt-{kind}-{number}",
        "kind": kind,
        "email": "eva.sommer@sommer-anlagen.example",
        "occurred_at": world.clock().isoformat(),
    }
    kept = intake.keep_delivery(
        world.deps,
        door=intake.EVENTS_DOOR,
        external_id=f"batch-{kind}-{number}",
        body=json.dumps({"events": [event]}).encode(),
        content_type="application/json",
    )
    assert intake.process_delivery(world.deps, kept.id) is InboxState.DONE


def scores(world: World, lead_id: int) -> int:
    with world.store.read() as session:
        kept = select(func.count()).where(ScoreHistory.lead_id == lead_id)
        return session.scalar(kept) or 0


def test_an_mql_falls_back_at_its_very_moment_and_nobody_is_pinged(world: World) -> None:
    lead = an_mql(world)
    assert (lead.stage, lead.handover) == (Stage.MQL, Handover.OFFERED)
    falls_at = lead.score_falls_at
    assert falls_at is not None
    world.clock.now = falls_at - MICROSECOND
    assert tick.fade_leads(world.deps) == 0
    world.clock.now = falls_at
    assert tick.fade_leads(world.deps) == 1
    fallen = world.lead(lead.id)
    assert (fallen.stage, fallen.score, fallen.score_falls_at) == (Stage.LEAD, 59, None)
    assert (fallen.owner_id, fallen.handover) == (lead.owner_id, Handover.OFFERED)
    assert (fallen.is_hot, fallen.tier) == (True, Tier.HOT)
    assert world.owed() == [("ShowLeadCard", {"lead_id": lead.id})]
    assert tick.fade_leads(world.deps) == 0, "there is nothing to look at any more"


def test_whoever_comes_back_to_life_is_an_mql_again_without_a_second_card(world: World) -> None:
    lead = an_mql(world)
    assert lead.score_falls_at is not None
    world.clock.now = lead.score_falls_at
    tick.fade_leads(world.deps)
    world.settle_all()
    tell(world, "price_request")
    again = world.lead(lead.id)
    assert (again.stage, again.card_ts) == (Stage.MQL, lead.card_ts)
    with world.store.read() as session:
        steps = histories.steps(session, lead.id)
    assert [(step.stage, step.cause) for step in steps] == [
        (Stage.LEAD, StageCause.TAKEN_IN),
        (Stage.MQL, StageCause.SCORED),
        (Stage.LEAD, StageCause.DECAYED),
        (Stage.MQL, StageCause.SCORED),
    ]


def test_an_accepted_lead_never_falls_back(one_world: World) -> None:
    lead = an_mql(one_world)
    lena = one_world.person("U0LENA")
    accept.accept(one_world.deps, lead.id, person=lena)
    assert one_world.lead(lead.id).score_falls_at is None
    one_world.clock.forward(days=200)
    assert tick.fade_leads(one_world.deps) == 0
    assert one_world.lead(lead.id).stage is Stage.SAL


def test_new_interest_moves_the_moment(one_world: World) -> None:
    before = an_mql(one_world)
    one_world.clock.forward(days=3)
    tell(one_world, "price_page")
    after = one_world.lead(before.id)
    assert before.score_falls_at is not None
    assert after.score_falls_at is not None
    assert after.score_falls_at > before.score_falls_at


def test_a_lower_hysteresis_is_honoured_when_the_old_moment_comes(one_world: World) -> None:
    lead = an_mql(one_world)
    assert lead.score_falls_at is not None
    score = one_world.policy.score.model_copy(update={"hysteresis": 50})
    policy = one_world.policy.model_copy(update={"score": score})
    later = World(one_world.store, policy=policy)
    later.clock.now = lead.score_falls_at
    assert tick.fade_leads(later.deps) == 1
    kept = later.lead(lead.id)
    assert kept.stage is Stage.MQL
    assert kept.score_falls_at is not None
    assert kept.score_falls_at > lead.score_falls_at
    assert tick.fade_leads(later.deps) == 0


def test_a_changed_policy_moves_the_moment_of_every_mql_in_batches(world: World) -> None:
    """What was found under other half-lives is worth nothing; whoever is no MQL is left alone."""
    first = an_mql(world)
    others = [
        world.receive(email=f"p@{name}.example", first_name=name, company=name, phone="")
        for name in ("nordwerk", "suedbau")
    ]
    with world.store.begin() as session:
        theirs = select(Lead).where(Lead.id.in_([one.id for one in others]))
        for row in session.scalars(theirs):
            row.stage, row.score_falls_at = Stage.MQL, None
    cold = world.receive("whitepaper", email="p@kalt.example", phone="", consent="")
    assert tick.rescore_leads(world.deps) == 0, "judged under this policy"
    behaviour = {
        kind: rule.model_copy(update={"half_life": rule.half_life * 2})
        for kind, rule in world.policy.score.behaviour.items()
    }
    score = world.policy.score.model_copy(update={"behaviour": behaviour})
    policy = world.policy.model_copy(update={"score": score, "revision": "slower"})
    later = World(world.store, policy=policy, clock=world.clock)
    assert [tick.rescore_leads(later.deps, limit=2) for _ in range(3)] == [2, 1, 0]
    slower = later.lead(first.id)
    assert first.score_falls_at is not None
    assert slower.score_falls_at is not None
    left, before = (one.score_falls_at - later.clock() for one in (slower, first))
    assert left.total_seconds() == pytest.approx(2 * before.total_seconds(), abs=1)
    assert all(later.lead(one.id).policy_revision == "slower" for one in (first, *others))
    assert later.lead(cold.id).policy_revision == world.policy.revision


def test_an_mql_that_a_changed_policy_makes_none_falls_back_quietly(one_world: World) -> None:
    lead = an_mql(one_world)
    score = one_world.policy.score.model_copy(update={"threshold": 100, "hysteresis": 100})
    policy = one_world.policy.model_copy(update={"score": score, "revision": "stricter"})
    later = World(one_world.store, policy=policy, clock=one_world.clock)
    one_world.settle_all()
    assert tick.rescore_leads(later.deps) == 1
    found = later.lead(lead.id)
    assert (found.stage, found.score_falls_at) == (Stage.LEAD, None)
    assert (found.owner_id, found.handover) == (lead.owner_id, Handover.OFFERED)
    assert {kind for kind, _ in later.owed()} == {"ShowLeadCard"}


def test_every_change_of_a_score_is_kept_and_nothing_else(world: World) -> None:
    lead = an_mql(world)
    first = scores(world, lead.id)
    tell(world, "price_page")
    assert scores(world, lead.id) == first + 1
    person = world.person("U0LENA")
    with world.store.begin() as session:
        row = leads.row(session, lead.id)
        assert row is not None
        admit.settle(session, row, policy=world.policy, now=world.clock())
    touch.log_touch(world.deps, lead.id, person=person, kind=TouchKind.CALL)
    assert scores(world, lead.id) == first + 1, "nothing has changed"


def test_what_has_changed_since_yesterday(one_world: World) -> None:
    lead = an_mql(one_world)
    one_world.clock.forward(days=2)
    tell(one_world, "case_study")
    why = look.why(one_world.deps, lead.id, person=one_world.person("U0LENA"))
    assert why.score_before is not None
    assert why.score_now is not None
    assert why.score_before.at == one_world.clock() - timedelta(days=1)
    assert (why.score_before.total, why.score_now.total) == (90, 98)
    assert why.score_now.interest["behaviour_case_study"] == pytest.approx(10)


def test_a_life_with_who_and_why(world: World) -> None:
    lead = an_mql(world)
    lena = world.person("U0LENA")
    accept.accept(world.deps, lead.id, person=lena)
    world.clock.forward(minutes=5)
    reject.reject(world.deps, lead.id, person=lena, reason=RejectReason.NO_NEED)
    why = look.why(world.deps, lead.id, person=lena)
    assert [(step.stage, step.cause, step.person_id, step.detail) for step in why.steps] == [
        (Stage.LEAD, StageCause.TAKEN_IN, None, None),
        (Stage.MQL, StageCause.SCORED, None, None),
        (Stage.SAL, StageCause.ACCEPTED, lena.id, None),
        (Stage.NURTURE, StageCause.REJECTED, lena.id, "no_need"),
    ]


def test_no_workflow_can_take_a_step_that_does_not_exist(one_world: World) -> None:
    lead = an_mql(one_world)
    with one_world.store.begin() as session:
        row = session.get_one(Lead, lead.id)
        with pytest.raises(WrongStepError):
            journal.reach(session, row, Stage.WON, now=one_world.clock())
    assert one_world.lead(lead.id).stage is Stage.MQL

"""What is recommended, done, ignored and of help is kept; edge cases are decided (S-064 to S-067)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from agents.vocabulary import (
    AdviceState,
    EdgeAnswer,
    EdgeCase,
    NextAction,
    RefusalCode,
    Stage,
    TouchKind,
)
from bot.errors import Refusal
from bot.workflows import accept, advise, intake, qualify, reject, touch
from store.models import Advice, Audit, EdgeDecision, Lead
from store.queries import advice as queries
from store.session import Store
from tests.world import World

LOW = {"industry": "fischerei", "employees": "3", "country": "", "job_title": "Fischer"}


@pytest.fixture
def world(sqlite_store: Store) -> World:
    made = World(sqlite_store)
    made.hire()
    return made


def kept(world, lead):
    with world.store.read() as session:
        return [(one.action, one.code, one.state) for one in queries.of_lead(session, lead.id)]


def helped(world, lead):
    with world.store.read() as session:
        return [one.has_helped for one in queries.of_lead(session, lead.id)]


def owned(world, **changes):
    lead = world.receive(**changes)
    owner = next(
        one for one in map(world.person, ("U0LENA", "U0JONAS")) if one.id == lead.owner_id
    )
    accept.accept(world.deps, lead.id, person=owner)
    return world.lead(lead.id), owner


def test_a_call_does_what_was_recommended_and_the_next_step_follows(world):
    lead, owner = owned(world)
    assert kept(world, lead) == [(NextAction.CALL, "hot_with_phone", AdviceState.OPEN)]
    called = touch.log_touch(world.deps, lead.id, person=owner, kind=TouchKind.CALL)
    assert (called.next_action, called.next_action_code) == (NextAction.BOOK_DEMO, "after_talk")
    assert kept(world, lead) == [
        (NextAction.CALL, "hot_with_phone", AdviceState.DONE),
        (NextAction.BOOK_DEMO, "after_talk", AdviceState.OPEN),
    ]


def test_two_calls_without_an_answer_become_a_mail_and_then_a_wait(world):
    lead, owner = owned(world)
    for kind in (TouchKind.NO_ANSWER, TouchKind.NO_ANSWER):
        after = touch.log_touch(world.deps, lead.id, person=owner, kind=kind)
    assert after.next_action_code == "no_answer_twice"
    written = touch.log_touch(world.deps, lead.id, person=owner, kind=TouchKind.EMAIL)
    assert written.next_action is NextAction.WAIT
    states = [state for _, _, state in kept(world, lead)]
    assert states == [*[AdviceState.DONE] * 3, AdviceState.OPEN]


def test_a_meeting_or_an_sql_within_two_weeks_shows_that_it_helped(world):
    lead, owner = owned(world)
    touch.log_touch(world.deps, lead.id, person=owner, kind=TouchKind.CALL)
    assert helped(world, lead) == [None, None]
    world.clock.forward(days=1)
    touch.log_touch(world.deps, lead.id, person=owner, kind=TouchKind.MEETING)
    assert helped(world, lead)[:2] == [True, True]
    late, owner = owned(world, email="b@b.example", phone="030 9018299")
    touch.log_touch(world.deps, late.id, person=owner, kind=TouchKind.CALL)
    world.clock.forward(days=15)
    qualify.qualify(world.deps, late.id, person=owner)
    assert helped(world, late)[0] is None


def test_what_nobody_does_in_time_was_ignored_and_what_is_over_was_not(world):
    ignored, _ = owned(world)
    over, owner = owned(world, email="b@b.example", phone="030 9018299")
    reject.reject(world.deps, over.id, person=owner, reason="no_fit")
    assert advise.end_stale(world.deps) == 0
    world.clock.forward(days=3)
    assert advise.end_stale(world.deps) == 2
    assert kept(world, ignored)[0][2] is AdviceState.IGNORED
    assert kept(world, over)[0][2] is AdviceState.SUPERSEDED
    assert advise.end_stale(world.deps) == 0


def test_an_edge_case_is_asked_and_its_answer_kept(world):
    lead, owner = owned(world, **LOW)
    assert (lead.next_action, lead.next_action_code) == (NextAction.ASK_CONTEXT, "hot_low_fit")
    given = {"person": owner, "edge_case": EdgeCase.HOT_LOW_FIT}
    decided = advise.answer(world.deps, lead.id, edge_answer=EdgeAnswer.LEAVE, **given)
    assert (decided.next_action, decided.next_action_code) == (NextAction.WAIT, "answered_leave")
    with world.store.read() as session:
        row = session.scalars(select(EdgeDecision)).one()
        assert (row.case, row.answer, row.person_id) == (
            EdgeCase.HOT_LOW_FIT,
            EdgeAnswer.LEAVE,
            owner.id,
        )
        note = session.scalars(select(Audit).where(Audit.event == "edge_decided")).one()
        assert note.params == {"case": "hot_low_fit", "answer": "leave"}
    with pytest.raises(Refusal) as refused:
        advise.answer(world.deps, lead.id, edge_answer=EdgeAnswer.GO_ON, **given)
    assert refused.value.code is RefusalCode.STALE_CLICK


def test_only_the_team_decides(world):
    lead, _ = owned(world, **LOW)
    with pytest.raises(Refusal) as refused:
        advise.answer(
            world.deps,
            lead.id,
            person=world.person("U0AMY"),
            edge_case=EdgeCase.HOT_LOW_FIT,
            edge_answer=EdgeAnswer.GO_ON,
        )
    assert refused.value.code is RefusalCode.NOT_ALLOWED


def test_a_company_that_bought_before_is_asked_about_on_both_paths(world):
    first = world.receive()
    with world.store.begin() as session:
        session.execute(update(Lead).where(Lead.id == first.id).values(stage=Stage.WON))
    world.deliver(email="neu@sommer-anlagen.example", phone="030 9018299")
    assert intake.process_waiting(world.deps) == 1
    batch = world.lead(first.id + 1)
    single = world.receive(email="drei@sommer-anlagen.example", phone="030 9018298")
    for lead in (batch, single):
        assert lead.next_action_code == "existing_customer"
    owner = world.person("U0MIRA")
    decided = advise.answer(
        world.deps,
        single.id,
        person=owner,
        edge_case=EdgeCase.EXISTING_CUSTOMER,
        edge_answer=EdgeAnswer.ACCOUNT_OWNER,
    )
    assert decided.next_action is NextAction.HAND_TO_ACCOUNT_OWNER
    done = advise.done(world.deps, single.id, person=owner)
    assert done.next_action is NextAction.WAIT


def test_somebody_says_once_whether_it_helped(world):
    lead, owner = owned(world)
    touch.log_touch(world.deps, lead.id, person=owner, kind=TouchKind.CALL)
    with world.store.read() as session:
        done = queries.of_lead(session, lead.id)[0]
    advise.rate(world.deps, lead.id, done.id, person=owner, helped=False)
    assert helped(world, lead)[0] is False
    with world.store.read() as session:
        open_one = queries.of_lead(session, lead.id)[-1]
    with pytest.raises(Refusal):
        advise.rate(world.deps, lead.id, open_one.id, person=owner, helped=True)


def test_a_click_tells_what_no_touch_can(world):
    lead, owner = owned(world, **LOW)
    with pytest.raises(Refusal):
        advise.done(world.deps, lead.id, person=owner)


def test_the_counts_leave_out_what_is_open_and_what_is_a_test(world):
    lead, owner = owned(world)
    touch.log_touch(world.deps, lead.id, person=owner, kind=TouchKind.CALL)
    ignored, _ = owned(world, email="b@b.example", phone="030 9018299")
    test, _ = owned(world, email="c@c.example", phone="030 9018297")
    with world.store.begin() as session:
        session.execute(update(Lead).where(Lead.id == test.id).values(is_test=True))
    world.clock.forward(days=3)
    advise.end_stale(world.deps)
    with world.store.read() as session:
        found = {one.code: one for one in queries.counts(session, as_of=world.clock())}
        later = queries.counts(session, as_of=world.clock() - timedelta(days=4))
        open_ones = session.scalars(select(Advice).where(Advice.state == AdviceState.OPEN)).all()
    assert (found["hot_with_phone"].done, found["hot_with_phone"].ignored) == (1, 1)
    assert later == []
    assert open_ones == []
    assert ignored.id != test.id

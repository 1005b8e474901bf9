"""What is recommended, done, ignored and of help is kept; edge cases are decided (S-064 to S-067)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from agents.vocabulary import (
    AbsenceSource,
    AdviceState,
    EdgeAnswer,
    EdgeCase,
    NextAction,
    RefusalCode,
    Stage,
    TouchKind,
)
from bot.errors import Refusal
from bot.workflows import absences, accept, advise, handover, intake, qualify, reject, tick, touch
from store.models import Account, Advice, Audit, EdgeDecision, Lead
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


def owned(world, form="demo", **changes):
    lead = world.receive(form, **changes)
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
    assert tick.advise_anew(world.deps) == 0
    world.clock.forward(days=3)
    assert tick.advise_anew(world.deps) == 2
    assert kept(world, ignored)[0][2] is AdviceState.IGNORED
    assert kept(world, over)[0][2] is AdviceState.SUPERSEDED
    assert tick.advise_anew(world.deps) == 0


def test_who_got_no_answer_to_a_mail_is_called_after_two_days(world):
    lead, owner = owned(world)
    written = touch.log_touch(world.deps, lead.id, person=owner, kind=TouchKind.EMAIL)
    assert (written.next_action, written.next_action_code) == (NextAction.WAIT, "just_mailed")
    world.settle_all()
    world.clock.forward(days=1, hours=23)
    assert tick.advise_anew(world.deps) == 0
    world.clock.forward(hours=1)
    assert tick.advise_anew(world.deps) == 1
    assert world.lead(lead.id).next_action is NextAction.CALL
    assert [kind for kind, _ in world.owed()] == ["ShowLeadCard"]
    assert [state for _, _, state in kept(world, lead)][-2:] == [
        AdviceState.SUPERSEDED,
        AdviceState.OPEN,
    ]


def test_whoever_waits_on_is_looked_at_again_and_never_counted(world):
    lead, owner = owned(world, **LOW)
    given = {"edge_case": EdgeCase.HOT_LOW_FIT, "edge_answer": EdgeAnswer.LEAVE}
    advise.answer(world.deps, lead.id, person=owner, **given)
    before = kept(world, lead)
    world.settle_all()
    for _ in range(2):
        world.clock.forward(days=3)
        assert tick.advise_anew(world.deps) == 1
        assert tick.advise_anew(world.deps) == 0
    assert kept(world, lead) == before
    assert world.owed() == []


def test_what_was_ignored_can_still_be_done_and_both_are_kept(world):
    lead, owner = owned(world)
    world.clock.forward(days=3)
    assert tick.advise_anew(world.deps) == 1
    called = touch.log_touch(world.deps, lead.id, person=owner, kind=TouchKind.CALL)
    assert called.next_action_code == "after_talk"
    assert kept(world, lead) == [
        (NextAction.CALL, "hot_with_phone", AdviceState.IGNORED),
        (NextAction.CALL, "hot_with_phone", AdviceState.DONE),
        (NextAction.BOOK_DEMO, "after_talk", AdviceState.OPEN),
    ]


def test_a_lead_that_was_given_to_whoever_looks_after_the_company_is_worked_there(world):
    lead, owner = owned(world, "pricing", phone="", message="")
    mira = world.person("U0MIRA")
    with world.store.begin() as session:
        session.execute(update(Account).values(owner_id=mira.id))
        row = session.get_one(Lead, lead.id)
        row.is_hot = False
    advised = touch.log_touch(world.deps, lead.id, person=owner, kind=TouchKind.NO_ANSWER)
    assert advised.next_action is NextAction.HAND_TO_ACCOUNT_OWNER
    world.clock.forward(days=3)
    tick.advise_anew(world.deps)
    given = handover.give(world.deps, lead.id, person=owner, to_person_id=mira.id)
    assert given.owner_id == mira.id
    assert given.next_action is not NextAction.HAND_TO_ACCOUNT_OWNER
    states = [state for action, _, state in kept(world, lead) if "account" in action]
    assert states == [AdviceState.IGNORED, AdviceState.DONE]


def test_nothing_is_to_be_given_to_whoever_is_away(world):
    lead, owner = owned(world, "pricing", phone="", message="")
    mira = world.person("U0MIRA")
    away = absences.AbsenceDraft(
        person_id=mira.id,
        starts_at=world.clock(),
        ends_at=world.clock() + timedelta(days=2),
    )
    absences.add(world.deps, away, by=mira, source=AbsenceSource.SLACK)
    with world.store.begin() as session:
        session.execute(update(Account).values(owner_id=mira.id))
        session.get_one(Lead, lead.id).is_hot = False
    advised = touch.log_touch(world.deps, lead.id, person=owner, kind=TouchKind.NO_ANSWER)
    assert advised.next_action is not NextAction.HAND_TO_ACCOUNT_OWNER
    world.clock.forward(days=2)
    advised = touch.log_touch(world.deps, lead.id, person=owner, kind=TouchKind.MEETING)
    assert advised.next_action is NextAction.HAND_TO_ACCOUNT_OWNER


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
    assert done.next_action is NextAction.CALL, "whoever has it now works it as any other"


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


def test_neither_a_question_nor_a_wait_is_done_by_a_click(world):
    lead, owner = owned(world, **LOW)
    for edge_answer in (None, EdgeAnswer.LEAVE):
        if edge_answer is not None:
            given = {"edge_case": EdgeCase.HOT_LOW_FIT, "edge_answer": edge_answer}
            advise.answer(world.deps, lead.id, person=owner, **given)
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
    tick.advise_anew(world.deps)
    with world.store.read() as session:
        found = {one.code: one for one in queries.counts(session, as_of=world.clock())}
        later = queries.counts(session, as_of=world.clock() - timedelta(days=4))
        open_ones = session.scalars(select(Advice).where(Advice.state == AdviceState.OPEN)).all()
    assert (found["hot_with_phone"].done, found["hot_with_phone"].ignored) == (1, 1)
    assert later == []
    assert open_ones == []
    assert ignored.id != test.id

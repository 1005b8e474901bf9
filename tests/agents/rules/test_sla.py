"""Promises, their state and the escalation chain (S-056 to S-058, S-137, S-139; W3, W18)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.policy import SlaPolicy
from agents.rules.sla import addressee, anew, look, promise, state
from agents.rules.working_time import working_time
from agents.vocabulary import Asked, ClockKind, EscalationStep, Role, SlaState, Tier
from tests.agents.rules.builders import NOW, a_clock, a_lead, a_person, a_policy

GERMANY = working_time(a_policy().calendars["germany"])
MINUTE = timedelta(minutes=1)
REMIND, COVER, MANAGER, NOBODY = EscalationStep
JANA = a_person()
BEN = a_person(id=2, open_leads=1)
CHEF = a_person(id=20, role=Role.MANAGER)


@pytest.mark.parametrize(
    ("tier", "minutes", "steps"),
    [(Tier.HOT, 15, (7.5, 12, 15, 22.5)), (Tier.MQL, 240 + 60, (120, 192, 240, 360))],
)
def test_the_promise_and_its_rungs(tier, minutes, steps):
    decision = promise(tier, a_policy(), calendar=GERMANY, started_at=NOW)
    assert decision.due_at == NOW + minutes * MINUTE  # four hours go over lunch
    assert [step for step, _ in decision.steps] == [REMIND, COVER, MANAGER, NOBODY]
    assert [GERMANY.elapsed(NOW, at) for _, at in decision.steps] == [n * MINUTE for n in steps]


def test_outside_the_hours_the_clock_waits_for_the_opening():
    evening = NOW.replace(hour=20)
    decision = promise(Tier.HOT, a_policy(), calendar=GERMANY, started_at=evening)
    assert decision.due_at == NOW + timedelta(hours=23, minutes=15)
    assert GERMANY.next_open(evening) < decision.steps[0][1] < decision.due_at


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=60)))
def test_the_rungs_rise_to_the_due_moment(wait):
    decision = promise(Tier.HOT, a_policy(), calendar=GERMANY, started_at=NOW + wait)
    moments = [at for _, at in decision.steps]
    assert moments == sorted(moments)
    assert moments[-2] == decision.due_at < moments[-1]


@pytest.mark.parametrize(
    ("changes", "minutes", "expected"),
    [
        ({}, 7, SlaState.PENDING),
        ({}, 8, SlaState.AT_RISK),
        ({}, 15, SlaState.AT_RISK),
        ({}, 15.1, SlaState.BREACHED),
        ({"state": SlaState.AT_RISK, "next_step_at": None}, 1, SlaState.AT_RISK),
        ({"next_step_at": None}, 14, SlaState.PENDING),
        ({"stopped_at": NOW + 15 * MINUTE}, 99, SlaState.MET),
        ({"stopped_at": NOW + 16 * MINUTE}, 99, SlaState.BREACHED),
        ({"stopped_at": NOW, "state": SlaState.AT_RISK}, 1, SlaState.MET),
        ({"state": SlaState.CANCELLED}, 99, SlaState.CANCELLED),
        ({"state": SlaState.PAUSED}, 99, SlaState.PAUSED),
    ],
)
def test_state(changes, minutes, expected):
    assert state(a_clock(**changes), NOW + minutes * MINUTE) is expected


@pytest.mark.parametrize(
    ("step", "people", "expected"),
    [
        (REMIND, [BEN, JANA, CHEF], 1),
        (REMIND, [a_person(is_active=False), BEN, CHEF], 2),
        (REMIND, [CHEF], 20),
        (COVER, [JANA, BEN, CHEF], 2),
        (COVER, [JANA, BEN, a_person(id=3, open_leads=0)], 3),
        (COVER, [JANA, a_person(id=3, turns=2), a_person(id=4, turns=1)], 4),
        (COVER, [JANA, a_person(id=3, weight=0), a_person(id=4, turns=9)], 4),
        (COVER, [JANA, a_person(id=2, territory="international"), CHEF], 20),
        (COVER, [JANA, a_person(id=2, is_active=False), CHEF], 20),
        (MANAGER, [JANA, BEN], None),
        (MANAGER, [JANA, a_person(id=19, role=Role.MANAGER, territory=None), CHEF], 20),
        (MANAGER, [JANA, a_person(id=19, role=Role.MANAGER, territory=None)], 19),
        (MANAGER, [a_person(role=Role.MANAGER), CHEF], 20),
        (MANAGER, [a_person(role=Role.MANAGER)], 1),
    ],
)
def test_whom_a_rung_calls(step, people, expected):
    found = addressee(step, lead=a_lead(), people=people)
    assert (None if found is None else found.id) == expected


@pytest.mark.parametrize(
    ("nominee", "expected"),
    [
        (a_person(id=7, open_leads=9), 7),
        (a_person(id=7, territory="international"), 7),
        (a_person(id=7, is_active=False), 2),
        (a_person(id=7, role=Role.REVOPS), 2),
    ],
)
def test_a_cover_whom_the_owner_has_named_comes_first(nominee, expected):
    people = [JANA, BEN, nominee, CHEF]
    found = addressee(COVER, lead=a_lead(), people=people, nominee_id=7)
    assert found is not None
    assert found.id == expected
    assert addressee(COVER, lead=a_lead(), people=people, nominee_id=1) == BEN, "not the owner"


def test_a_lead_without_a_territory_has_no_cover():
    lead = a_lead(territory=None, owner_id=None)
    found = addressee(COVER, lead=lead, people=[a_person(territory=None), CHEF])
    assert found == CHEF


RUNGS = ((REMIND, NOW + 7.5 * MINUTE), (COVER, NOW + 12 * MINUTE), (MANAGER, NOW + 15 * MINUTE))
DUE = NOW + 15 * MINUTE
PENDING, AT_RISK, BREACHED = SlaState.PENDING, SlaState.AT_RISK, SlaState.BREACHED


@pytest.mark.parametrize(
    ("rungs", "minutes", "expected"),
    [
        (3, 7, (PENDING, None, REMIND, 7.5)),
        (3, 7.5, (AT_RISK, REMIND, COVER, 12)),
        (3, 12, (AT_RISK, COVER, MANAGER, 15)),
        (3, 15, (BREACHED, MANAGER, None, None)),
        (3, 999, (BREACHED, MANAGER, None, None)),
        (2, 13, (AT_RISK, COVER, None, 15)),
        (2, 15, (BREACHED, COVER, None, None)),
        (1, 8, (AT_RISK, REMIND, None, 15)),
        (0, 8, (PENDING, None, None, 15)),
        (0, 15, (BREACHED, None, None, None)),
    ],
)
def test_a_look_says_the_highest_rung_and_when_to_look_next(rungs, minutes, expected):
    now = NOW + minutes * MINUTE
    found = look(ClockKind.FIRST_TOUCH, RUNGS[:rungs], due_at=DUE, now=now)
    at = None if expected[3] is None else NOW + expected[3] * MINUTE
    assert (found.state, found.said, found.next_step, found.next_at) == (*expected[:3], at)


END = (*RUNGS, (NOBODY, NOW + 22.5 * MINUTE))


@pytest.mark.parametrize(
    ("minutes", "expected", "said", "next_step", "next_minutes"),
    [
        (23, NOBODY, NOBODY, None, None),
        (23, MANAGER, MANAGER, NOBODY, 30.5),  # the manager has as long as the chain gives
        (600, REMIND, MANAGER, NOBODY, 607.5),
        (23, None, NOBODY, None, None),
    ],
)
def test_that_nobody_reacted_is_said_after_everybody_was_asked(
    minutes, expected, said, next_step, next_minutes
):
    now = NOW + minutes * MINUTE
    found = look(ClockKind.FIRST_TOUCH, END, due_at=DUE, now=now, expected=expected)
    at = None if next_minutes is None else NOW + next_minutes * MINUTE
    assert (found.state, found.said, found.next_step, found.next_at) == (
        BREACHED,
        said,
        next_step,
        at,
    )
    assert found.ended_at == (now if at is None else None)


def test_a_chain_whose_end_comes_after_the_promise_sees_the_breach_first():
    chain = (RUNGS[0], END[-1])
    found = look(ClockKind.FIRST_TOUCH, chain, due_at=DUE, now=NOW + 8 * MINUTE)
    assert (found.next_step, found.next_at) == (None, DUE)


@pytest.mark.parametrize(
    ("asks", "people", "expected"),
    [
        ((Asked.MANAGER, Asked.COVER), [JANA, BEN], 2),
        ((Asked.MANAGER, Asked.COVER), [JANA, BEN, CHEF], 20),
        ((Asked.COVER,), [JANA, CHEF], None),
    ],
)
def test_a_rung_asks_whom_its_chain_was_promised_to_ask(asks, people, expected):
    found = addressee(COVER, lead=a_lead(), people=people, asks=asks)
    assert (None if found is None else found.id) == expected


@pytest.mark.parametrize(
    "rung", [[["remind_owner", 0.5], ["remind_owner", 0.8]], [["nobody_reacted", 1.0]]]
)
def test_a_chain_names_each_rung_once_and_no_end(rung):
    escalation = [{"step": step, "at": at} for step, at in rung]
    with pytest.raises(ValidationError):
        SlaPolicy.model_validate({"hot": "PT15M", "mql": "PT4H", "escalation": escalation})


@pytest.mark.parametrize(("minutes", "expected"), [(14, PENDING), (15, BREACHED)])
def test_the_accept_clock_says_nothing(minutes, expected):
    found = look(ClockKind.ACCEPT, RUNGS, due_at=DUE, now=NOW + minutes * MINUTE)
    assert (found.state, found.said, found.next_step) == (expected, None, None)
    assert found.next_at == (DUE if minutes < 15 else None)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_however_late_the_looks_no_rung_is_said_twice_and_the_end_is_the_same(waits):
    now, heard = NOW, []
    clock = anew(ClockKind.FIRST_TOUCH, RUNGS, due_at=DUE)
    for minutes in (*waits, 60):
        now += minutes * MINUTE
        if clock.next_at is not None and clock.next_at <= now:
            clock = look(ClockKind.FIRST_TOUCH, RUNGS, due_at=DUE, now=now)
            heard.append(clock.said)
    assert heard == sorted(set(heard), key=(REMIND, COVER, MANAGER).index)
    assert heard[-1] is MANAGER
    assert (clock.state, clock.next_at) == (BREACHED, None)


@pytest.mark.parametrize(
    ("kind", "rungs", "expected"),
    [
        (ClockKind.FIRST_TOUCH, 3, (REMIND, 7.5)),
        (ClockKind.FIRST_TOUCH, 0, (None, 15)),
        (ClockKind.ACCEPT, 3, (None, 15)),
    ],
)
def test_a_clock_begins_before_its_first_rung(kind, rungs, expected):
    begun = anew(kind, RUNGS[:rungs], due_at=DUE)
    assert (begun.next_step, begun.next_at) == (expected[0], NOW + expected[1] * MINUTE)
    assert (begun.state, begun.said) == (PENDING, None)

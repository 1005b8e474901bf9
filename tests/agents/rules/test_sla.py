"""Promises, their state and the escalation chain (S-056 to S-058, S-137, S-139; W3, W18)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.rules.sla import addressee, promise, state
from agents.rules.working_time import working_time
from agents.vocabulary import EscalationStep, Role, SlaState, Tier
from tests.agents.rules.builders import NOW, a_clock, a_lead, a_person, a_policy

GERMANY = working_time(a_policy().calendars["germany"])
MINUTE = timedelta(minutes=1)
REMIND, COVER, MANAGER = EscalationStep
JANA = a_person()
BEN = a_person(id=2, open_leads=1)
CHEF = a_person(id=20, role=Role.MANAGER)


@pytest.mark.parametrize(
    ("tier", "minutes", "steps"),
    [(Tier.HOT, 15, (7.5, 12, 15)), (Tier.MQL, 240 + 60, (120, 192, 240))],
)
def test_the_promise_and_its_rungs(tier, minutes, steps):
    decision = promise(tier, a_policy(), calendar=GERMANY, started_at=NOW)
    assert decision.due_at == NOW + minutes * MINUTE  # four hours go over lunch
    assert [step for step, _ in decision.steps] == [REMIND, COVER, MANAGER]
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
    assert moments[-1] == decision.due_at


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


def test_a_lead_without_a_territory_has_no_cover():
    lead = a_lead(territory=None, owner_id=None)
    found = addressee(COVER, lead=lead, people=[a_person(territory=None), CHEF])
    assert found == CHEF

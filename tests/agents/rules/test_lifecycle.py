"""The stages of a lead (S-015, S-076, S-135)."""

from itertools import pairwise

import pytest

from agents.rules.acceptance import OUTCOMES
from agents.rules.lifecycle import (
    FALLS_BACK,
    TRANSITIONS,
    USUAL,
    WrongStepError,
    advance,
    step,
)
from agents.vocabulary import Stage, StageCause


def test_every_stage_has_its_row_and_never_leads_to_itself():
    assert set(TRANSITIONS) == set(Stage)
    assert not any(advance(stage, stage) for stage in Stage)


def test_the_way_to_a_customer():
    way = [Stage.LEAD, Stage.MQL, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY, Stage.WON]
    assert all(advance(one, other) for one, other in pairwise(way))
    assert advance(Stage.LEAD, Stage.SAL)  # hot, not MQL (A.15 3)
    assert not advance(Stage.LEAD, Stage.SQL)
    assert not advance(Stage.MQL, Stage.OPPORTUNITY)


@pytest.mark.parametrize("stage", [Stage.MQL, Stage.SAL])
def test_every_consequence_of_a_rejection_is_a_step(stage):
    assert all(advance(stage, outcome) for _, outcome in OUTCOMES.values())


@pytest.mark.parametrize(
    ("stage", "to", "cause", "been"),
    [
        (Stage.LEAD, Stage.MQL, StageCause.SCORED, {Stage.LEAD}),
        (Stage.MQL, Stage.LEAD, StageCause.DECAYED, {Stage.LEAD, Stage.MQL}),
        (Stage.SQL, Stage.LOST, StageCause.CLOSED, {Stage.LEAD}),
        (Stage.DISQUALIFIED, Stage.SAL, StageCause.UNDONE, {Stage.LEAD, Stage.SAL}),
        (Stage.LEAD, Stage.WON, StageCause.IMPORTED, {Stage.LEAD}),
    ],
)
def test_steps_that_exist(stage, to, cause, been):
    assert step(stage, to, cause=cause, been=been)


@pytest.mark.parametrize("stage", Stage)
def test_no_step_leads_where_a_lead_stands(stage):
    assert not step(stage, stage, cause=USUAL[stage], been=set())


@pytest.mark.parametrize(
    ("stage", "to", "cause"),
    [
        (Stage.LEAD, Stage.SQL, StageCause.QUALIFIED),
        (Stage.WON, Stage.LOST, StageCause.CLOSED),
        (Stage.DISQUALIFIED, Stage.SQL, StageCause.UNDONE),  # it never was one
        (Stage.MERGED, Stage.LEAD, StageCause.REOPENED),
    ],
)
def test_steps_that_do_not_exist(stage, to, cause):
    with pytest.raises(WrongStepError, match=f"{stage} is never followed by {to}"):
        step(stage, to, cause=cause, been={Stage.LEAD, stage})


def test_only_an_mql_falls_back_by_its_score():
    """Formulas 5.6: never while SAL or SQL."""
    assert {Stage.MQL} == FALLS_BACK


@pytest.mark.parametrize("stage", [Stage.WON, Stage.MERGED])
def test_what_is_over_stays_over(stage):
    assert not any(advance(stage, other) for other in Stage)


@pytest.mark.parametrize("stage", [Stage.RECYCLED, Stage.NURTURE])
def test_who_comes_back_may_become_an_mql_again(stage):
    assert advance(stage, Stage.MQL)
    assert advance(stage, Stage.SAL)


def test_a_lead_may_be_rejected_where_it_never_was_an_mql():
    outcomes = {outcome for _, outcome in OUTCOMES.values()} - {Stage.LEAD}
    assert all(advance(Stage.LEAD, outcome) for outcome in outcomes)

"""The stages of a lead (S-015, S-076, S-135)."""

from itertools import pairwise

import pytest

from agents.rules.acceptance import OUTCOMES
from agents.rules.lifecycle import TRANSITIONS, advance
from agents.vocabulary import Stage


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

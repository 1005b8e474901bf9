"""Hot and MQL (S-056, S-131 to S-134; A.15 3 and 11)."""

from datetime import timedelta

import pytest

from agents.decisions import ScoreDecision
from agents.rules.qualification import qualify
from agents.vocabulary import ActivityKind, ConsentState, Fit, MqlCriterion, Stage, Tier
from tests.agents.rules.builders import NOW, a_consent, a_policy, an_activity

DEMO = [an_activity()]
PRICES = [an_activity(ActivityKind.PRICE_REQUEST)]
READ = [an_activity(ActivityKind.CASE_STUDY)]
ALL = tuple(MqlCriterion)
OPTED_IN = (a_consent(),)


def a_score(total=80, fit=Fit.HIGH):
    return ScoreDecision(
        total=total, fit=fit, fit_points=0, behaviour_points=0, negative_points=0, lines=()
    )


def qualified(activities, *, score=None, consents=OPTED_IN, **more):
    score = a_score() if score is None else score
    return qualify(
        activities=activities, score=score, consents=consents, policy=a_policy(), **more
    )


@pytest.mark.parametrize("activities", [DEMO, PRICES])
@pytest.mark.parametrize(
    ("score", "consents"),
    [
        (a_score(0, Fit.LOW), ()),  # a student's or a competitor's, A.15 11
        (a_score(90), ()),  # without an opt-in, A.15 3
        (a_score(90), (a_consent(),)),
    ],
)
def test_a_wish_for_demo_or_prices_is_always_hot(activities, score, consents):
    given = qualified(activities, score=score, consents=consents)
    assert (given.is_hot, given.tier) == (True, Tier.HOT)


@pytest.mark.parametrize("stage", [Stage.DISQUALIFIED, Stage.MERGED, Stage.SPAM])
def test_who_is_disqualified_calls_nobody(stage):
    given = qualified(DEMO, stage=stage)
    assert (given.is_hot, given.is_mql, given.tier) == (False, False, None)


def test_an_answered_request_does_not_alarm_again():
    asked = [an_activity(ago=timedelta(days=2))]
    assert not qualified(asked, since=NOW - timedelta(days=1)).is_hot
    assert qualified(asked + DEMO, since=NOW - timedelta(days=1)).is_hot


@pytest.mark.parametrize(
    ("activities", "score", "consents", "failed"),
    [
        (READ, a_score(70), (a_consent(),), ()),
        (READ, a_score(70, Fit.MEDIUM), (a_consent(),), ()),
        (READ, a_score(69), (a_consent(),), (MqlCriterion.SCORE,)),
        (READ, a_score(70, Fit.LOW), (a_consent(),), (MqlCriterion.FIT,)),
        (READ, a_score(70), (), (MqlCriterion.CONSENT,)),
        (READ, a_score(70), (a_consent(state=ConsentState.PENDING),), (MqlCriterion.CONSENT,)),
        ([an_activity(ActivityKind.VISIT)], a_score(), (a_consent(),), (MqlCriterion.INTENT,)),
        ([], a_score(0, Fit.LOW), (), ALL),
    ],
)
def test_the_four_conditions_of_an_mql(activities, score, consents, failed):
    given = qualified(activities, score=score, consents=consents)
    assert given.failed == failed
    assert given.is_mql == (not failed)
    assert given.tier is (None if failed else Tier.MQL)


@pytest.mark.parametrize(
    ("stage", "total", "is_mql"),
    [(Stage.MQL, 60, True), (Stage.MQL, 59, False), (Stage.LEAD, 60, False)],
)
def test_an_mql_falls_back_only_under_the_hysteresis(stage, total, is_mql):
    assert qualified(READ, score=a_score(total), stage=stage).is_mql is is_mql

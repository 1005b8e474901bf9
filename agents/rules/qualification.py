"""Whether a lead goes to sales, and how fast (S-056, S-057, S-131 to S-134)."""

from collections.abc import Sequence
from datetime import datetime

from agents.decisions import Qualification, ScoreDecision
from agents.facts import ActivityFacts, ConsentFacts
from agents.facts.standing import consent_state
from agents.policy import SalesPolicy
from agents.vocabulary import ConsentPurpose, ConsentState, MqlCriterion, Stage, Tier

OUT = frozenset({Stage.DISQUALIFIED, Stage.MERGED, Stage.SPAM})
"""Stages in which nobody is called, whatever the lead does."""


def qualify(
    *,
    activities: Sequence[ActivityFacts],
    score: ScoreDecision,
    consents: Sequence[ConsentFacts],
    policy: SalesPolicy,
    stage: Stage = Stage.LEAD,
    since: datetime | None = None,
) -> Qualification:
    """Hot, MQL or neither, with the MQL conditions that fail, in their order.

    Hot is a wish for a demo or for prices of somebody who is not disqualified; a low fit or a
    missing opt-in never hides it (A.15 3 and 11). An MQL has all four conditions; one that is an
    MQL already falls back only under the hysteresis. `since` leaves older requests out of "hot"
    (not out of the score): a lead that came back is not alarmed for an answered request. None
    counts them all.
    """
    is_out = stage in OUT
    asked = any(
        activity.kind in policy.qualification.hot_kinds
        and (since is None or activity.occurred_at >= since)
        for activity in activities
    )
    failed = _failed(activities, score, consents, policy=policy, stage=stage)
    is_hot = asked and not is_out
    is_mql = not failed and not is_out
    tier = Tier.HOT if is_hot else Tier.MQL if is_mql else None
    return Qualification(is_hot=is_hot, is_mql=is_mql, tier=tier, failed=failed)


def _failed(
    activities: Sequence[ActivityFacts],
    score: ScoreDecision,
    consents: Sequence[ConsentFacts],
    *,
    policy: SalesPolicy,
    stage: Stage,
) -> tuple[MqlCriterion, ...]:
    wanted = policy.score.hysteresis if stage is Stage.MQL else policy.score.threshold
    opt_in = consent_state(consents, ConsentPurpose.MARKETING_EMAIL)
    intents = policy.qualification.intent_kinds
    holds = {
        MqlCriterion.SCORE: score.total >= wanted,
        MqlCriterion.FIT: score.fit in policy.qualification.mql_fits,
        MqlCriterion.CONSENT: opt_in is ConsentState.GRANTED,
        MqlCriterion.INTENT: any(activity.kind in intents for activity in activities),
    }
    return tuple(criterion for criterion, held in holds.items() if not held)

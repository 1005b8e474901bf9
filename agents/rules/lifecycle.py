"""Which stage may follow which, and why a lead gets there (S-015, S-076, S-135)."""

from collections.abc import Collection

from agents.vocabulary import Stage, StageCause

_LEFT = frozenset({Stage.RECYCLED, Stage.NURTURE, Stage.DISQUALIFIED, Stage.MERGED, Stage.SPAM})
_WORKED = _LEFT | {Stage.LEAD}

TRANSITIONS: dict[Stage, frozenset[Stage]] = {
    # A hot lead may be accepted without ever being an MQL (A.15 3).
    Stage.LEAD: _LEFT | {Stage.MQL, Stage.SAL},
    # Under the hysteresis an MQL falls back to lead; a wrong person is routed anew as a lead.
    Stage.MQL: _WORKED | {Stage.SAL},
    Stage.SAL: _WORKED | {Stage.SQL},
    # A deal may be lost before it has a value.
    Stage.SQL: _WORKED | {Stage.OPPORTUNITY, Stage.LOST},
    Stage.OPPORTUNITY: frozenset({Stage.WON, Stage.LOST, Stage.MERGED}),
    Stage.WON: frozenset(),
    Stage.LOST: frozenset({Stage.LEAD, Stage.MQL, Stage.RECYCLED, Stage.NURTURE, Stage.MERGED}),
    Stage.RECYCLED: (_WORKED - {Stage.RECYCLED}) | {Stage.MQL, Stage.SAL},
    Stage.NURTURE: (_WORKED - {Stage.NURTURE}) | {Stage.MQL, Stage.SAL},
    Stage.DISQUALIFIED: frozenset({Stage.LEAD, Stage.MERGED, Stage.SPAM}),
    Stage.MERGED: frozenset(),
    # Somebody clicked "spam" by mistake.
    Stage.SPAM: frozenset({Stage.LEAD}),
}
"""The stages each stage may go to; a merged or won lead stays what it is."""


def advance(stage: Stage, to: Stage) -> bool:
    """Whether a lead may go from one stage to the other; never to the stage it is in."""
    return to in TRANSITIONS[stage]


USUAL = {
    Stage.LEAD: StageCause.REOPENED,
    Stage.MQL: StageCause.SCORED,
    Stage.SAL: StageCause.ACCEPTED,
    Stage.SQL: StageCause.QUALIFIED,
    Stage.OPPORTUNITY: StageCause.DEAL,
    Stage.WON: StageCause.CLOSED,
    Stage.LOST: StageCause.CLOSED,
    Stage.RECYCLED: StageCause.REJECTED,
    Stage.NURTURE: StageCause.REJECTED,
    Stage.DISQUALIFIED: StageCause.REJECTED,
    Stage.MERGED: StageCause.MERGED,
    Stage.SPAM: StageCause.SET_ASIDE,
}
"""Why a lead reaches a stage where nobody says otherwise."""
FALLS_BACK = frozenset({Stage.MQL})
"""Stages that a lead loses by its score; a SAL, an SQL and what comes later stay (formulas 5.6)."""


class WrongStepError(ValueError):
    """A lead was to go to a stage that may not follow its own: a mistake in the code."""


def step(stage: Stage, to: Stage, *, cause: StageCause, been: Collection[Stage]) -> bool:
    """Whether the lead changes its stage by this; False where it stands there already.

    Args:
        stage: where it stands.
        to: where it shall stand.
        cause: an undone step may go back to any stage the lead has been at; the CRM is believed.
        been: the stages it has reached so far.

    Raises:
        WrongStepError: when no such step exists.
    """
    if to is stage:
        return False
    goes_back = cause is StageCause.UNDONE and to in been
    if not (goes_back or cause is StageCause.IMPORTED or advance(stage, to)):
        raise WrongStepError(f"{stage} is never followed by {to} ({cause})")
    return True

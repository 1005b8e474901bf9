"""Which stage may follow which (S-015, S-076, S-135)."""

from agents.vocabulary import Stage

_LEFT = frozenset({Stage.RECYCLED, Stage.NURTURE, Stage.DISQUALIFIED, Stage.MERGED, Stage.SPAM})
_WORKED = _LEFT | {Stage.LEAD}

TRANSITIONS: dict[Stage, frozenset[Stage]] = {
    # A hot lead may be accepted without ever being an MQL (A.15 3).
    Stage.LEAD: _LEFT | {Stage.MQL, Stage.SAL},
    # Under the hysteresis an MQL falls back to lead; a wrong person is routed anew as a lead.
    Stage.MQL: _WORKED | {Stage.SAL},
    Stage.SAL: _WORKED | {Stage.SQL},
    Stage.SQL: _WORKED | {Stage.OPPORTUNITY},
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

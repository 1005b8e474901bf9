"""What holds once two turn out to be one person (S-017, S-036)."""

from collections.abc import Sequence
from datetime import datetime

from agents.facts import ConsentFacts
from agents.facts.standing import SUPPRESSIONS, suppression
from agents.vocabulary import ConsentPurpose

JOINED = "joined"
"""`consent.source` of a no that was said by the one and holds for the other."""


def to_hold(
    sides: Sequence[Sequence[ConsentFacts]],
    known: Sequence[ConsentFacts],
    *,
    evidence: str,
    now: datetime,
) -> tuple[ConsentFacts, ...]:
    """The noes of either that would not hold by what is known: the stricter wins.

    A yes of the one never lifts a no that the other has said before they were one.

    Args:
        sides: what each has allowed and refused for themselves.
        known: what will be read of the person from now on.
        evidence: what joined them.
        now: the moment at which they become one.
    """
    held = []
    for purpose in ConsentPurpose:
        said = [no[0] for side in sides if (no := suppression(side, purpose)) is not None]
        if not said:
            continue
        strictest = max(said, key=SUPPRESSIONS.index)
        stands = suppression(known, purpose)
        if stands is None or SUPPRESSIONS.index(stands[0]) < SUPPRESSIONS.index(strictest):
            held.append(
                ConsentFacts(
                    purpose=purpose,
                    state=strictest,
                    source=JOINED,
                    evidence=evidence,
                    recorded_at=now,
                )
            )
    return tuple(held)

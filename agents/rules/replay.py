"""Whether the decisions of a time follow from what the ledger says was known then (S-053)."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.facts import RoutingFacts
from agents.vocabulary import RoutingReason

BY_TURN = frozenset({RoutingReason.TURN, RoutingReason.KEY_ACCOUNT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A row of the ledger that does not follow from itself or from those before it."""

    lead_id: int | None
    code: str
    """`not_eligible`, `not_next` or `pointer_went_back`."""


def replay(rows: Sequence[RoutingFacts]) -> tuple[Difference, ...]:
    """What differs where every decision is made again, oldest first; empty: nothing does.

    Whoever got a lead by the rules was eligible; whoever got it by turn had the lowest share of
    those who were, the lowest id among equals; and no pointer ever lies behind the turns that
    were counted.
    """
    pointers: dict[int, int] = {}
    found: list[Difference] = []
    for row in rows:
        found += [Difference(lead_id=row.lead_id, code=code) for code in _faults(row, pointers)]
        for one in row.candidates:
            pointers[one.person_id] = max(pointers.get(one.person_id, 0), one.turns)
        if row.credited_id is not None:
            pointers[row.credited_id] = pointers.get(row.credited_id, 0) + 1
    return tuple(found)


def _faults(row: RoutingFacts, pointers: dict[int, int]) -> list[str]:
    faults = []
    eligible = [one for one in row.candidates if one.is_eligible]
    if row.candidates and row.owner_id is not None:
        if row.owner_id not in {one.person_id for one in eligible}:
            faults.append("not_eligible")
        if row.reason in BY_TURN:
            first = min(eligible, key=lambda one: (one.share, one.person_id), default=None)
            if first is None or first.person_id != row.owner_id:
                faults.append("not_next")
    if any(one.turns < pointers.get(one.person_id, 0) for one in row.candidates):
        faults.append("pointer_went_back")
    return faults

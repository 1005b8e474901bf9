"""The ledger proves itself (S-053; issue C 6)."""

import pytest

from agents.facts import RoutingCandidateFacts, RoutingFacts
from agents.rules.replay import replay
from agents.vocabulary import RoutingReason
from tests.agents.rules.builders import NOW


def row(owner_id: int, *candidates: tuple[int, int, str | None], **changes) -> RoutingFacts:
    values = {"reason": RoutingReason.TURN, "credited_id": owner_id, **changes}
    return RoutingFacts(
        decided_at=NOW,
        owner_id=owner_id,
        territory="dach",
        candidates=tuple(
            RoutingCandidateFacts(
                person_id=one, is_eligible=code is None, skip_code=code, share=turns, turns=turns
            )
            for one, turns, code in candidates
        ),
        lead_id=7,
        **values,
    )


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([row(1, (1, 0, None), (2, 0, None)), row(2, (1, 1, None), (2, 0, None))], []),
        ([row(2, (1, 0, None), (2, 0, None))], ["not_next"]),
        ([row(1, (1, 0, "away"), (2, 0, None))], ["not_eligible", "not_next"]),
        ([row(1, (1, 3, None)), row(1, (1, 3, None))], ["pointer_went_back"]),
        ([row(1, (1, 9, None), reason=RoutingReason.TAKEN_OVER, credited_id=None)], []),
        ([row(1, reason=RoutingReason.GIVEN, credited_id=None)], []),
    ],
)
def test_what_differs(rows, codes):
    assert [one.code for one in replay(rows)] == codes

"""Where the purposes of a person stand, from all that was recorded of them."""

from collections.abc import Sequence
from datetime import datetime

from agents.facts.subject import ConsentFacts
from agents.vocabulary import ConsentPurpose, ConsentState

SUPPRESSIONS = (ConsentState.DENIED, ConsentState.WITHDRAWN, ConsentState.OBJECTED)
"""From the weakest (a box left empty) to the strongest (GDPR Art. 21)."""
REFUSED = frozenset(SUPPRESSIONS)
ANOTHER_ADDRESS = "address_corrected"
"""`consent.source` where the person has another address than the one that agreed."""


def consent_state(consents: Sequence[ConsentFacts], purpose: ConsentPurpose) -> ConsentState:
    """Where a purpose stands; UNKNOWN where nothing is recorded.

    The newest state, but an open double opt-in takes nothing from an opt-in that was confirmed
    before: anybody can type somebody else's address into a form. Only where the address itself was
    corrected, the yes of the old one is worth nothing any more.
    """
    state = ConsentState.UNKNOWN
    for consent in _of(consents, purpose):
        is_open = consent.state in {ConsentState.PENDING, ConsentState.UNKNOWN}
        keeps = is_open and consent.source != ANOTHER_ADDRESS
        if not (keeps and state is ConsentState.GRANTED):
            state = consent.state
    return state


def suppression(
    consents: Sequence[ConsentFacts], purpose: ConsentPurpose
) -> tuple[ConsentState, datetime] | None:
    """The strongest no since the purpose was granted last, and when the latest was said."""
    strongest: ConsentState | None = None
    said_at: datetime | None = None
    for consent in _of(consents, purpose):
        if consent.state is ConsentState.GRANTED:
            strongest = said_at = None
        elif consent.state in REFUSED:
            known = consent.state if strongest is None else strongest
            strongest = max(known, consent.state, key=SUPPRESSIONS.index)
            said_at = consent.recorded_at
    return (strongest, said_at) if strongest is not None and said_at is not None else None


def _of(consents: Sequence[ConsentFacts], purpose: ConsentPurpose) -> list[ConsentFacts]:
    """Those of a purpose, oldest first; of equal moments in their order."""
    theirs = [consent for consent in consents if consent.purpose is purpose]
    return sorted(theirs, key=lambda consent: consent.recorded_at)

"""What a yes is worth that came through a door (S-036, S-108)."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from agents.facts import ConsentFacts
from agents.facts.standing import consent_state
from agents.policy import ConsentPolicy
from agents.vocabulary import ConsentPurpose, ConsentState, LeadSource

MARKETING = frozenset(ConsentPurpose) - {ConsentPurpose.ANSWER_REQUEST}
"""Purposes for which a consent, an interest or a purchase is needed."""


def as_received(
    consents: Sequence[ConsentFacts],
    *,
    source: LeadSource,
    suppressed: Collection[ConsentPurpose],
    policy: ConsentPolicy,
) -> tuple[ConsentFacts, ...]:
    """What was said at a door, as it may be kept.

    A yes to marketing waits for its confirmation where anybody can type anybody's address, and
    wherever the address itself has said no before.
    """
    is_open_door = source in policy.double_opt_in
    return tuple(
        replace(consent, state=ConsentState.PENDING)
        if consent.state is ConsentState.GRANTED
        and consent.purpose in MARKETING
        and (is_open_door or consent.purpose in suppressed)
        else consent
        for consent in consents
    )


def waits(consents: Sequence[ConsentFacts]) -> tuple[ConsentPurpose, ...]:
    """Purposes whose double opt-in is open, in a fixed order."""
    return tuple(
        purpose
        for purpose in ConsentPurpose
        if purpose in MARKETING and consent_state(consents, purpose) is ConsentState.PENDING
    )


def is_to_be_confirmed(
    new: Sequence[ConsentFacts],
    known: Sequence[ConsentFacts],
    *,
    source: LeadSource,
    policy: ConsentPolicy,
) -> bool:
    """Whether what was just said calls for the mail with the link."""
    asked = any(consent.state is ConsentState.PENDING for consent in new)
    return asked and source in policy.double_opt_in and bool(waits((*known, *new)))

"""Steps that look at what an address has refused before, and at what a yes is worth."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from agents.facts import LeadDraft
from agents.policy import SalesPolicy
from agents.rules import matching, opt_in
from bot.workflows.steps.newcomer import Newcomer
from store import suppressions


def examined(
    session: Session, newcomers: Sequence[Newcomer], *, policy: SalesPolicy
) -> list[Newcomer]:
    """Newcomers with what their addresses have refused, also when nobody remembers the person."""
    hasher = suppressions.hasher(session)
    hashes = [_hash(newcomer.draft, hasher) for newcomer in newcomers]
    refused = suppressions.of_addresses(session, {one for one in hashes if one is not None})
    examined: list[Newcomer] = []
    for newcomer, address_hash in zip(newcomers, hashes, strict=True):
        draft, before = newcomer.draft, refused.get(address_hash or "", ())
        said = opt_in.as_received(
            draft.consents,
            source=draft.source,
            suppressed={one.purpose for one in before},
            policy=policy.consent,
        )
        # Of somebody we know the book itself has what they refused.
        is_stranger = newcomer.person is None and not newcomer.known_consents
        consents = (*before, *said) if is_stranger else said
        examined.append(
            replace(newcomer, draft=replace(draft, consents=consents), address_hash=address_hash)
        )
    return examined


def _hash(draft: LeadDraft, hasher: suppressions.Hasher) -> str | None:
    email = draft.contact.email
    return hasher.of(matching.email_key(email)) if email is not None else None

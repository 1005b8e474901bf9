"""Steps that look at what an address has refused before, and at what a yes is worth."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from agents.facts import ConsentFacts, LeadDraft
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
        is_stranger = newcomer.person is None and not newcomer.known_consents
        if not is_stranger:
            before = _news(before, newcomer)
        consents = (*before, *said)
        examined.append(
            replace(newcomer, draft=replace(draft, consents=consents), address_hash=address_hash)
        )
    return examined


def _news(before: Sequence[ConsentFacts], newcomer: Newcomer) -> tuple[ConsentFacts, ...]:
    """What the book does not have yet of what an address refused: it is another one of theirs.

    It holds from the day on which we learn that the address is theirs: no yes from before, given
    with another address, lifts it. Once it stands in the book, it is not written again.
    """
    known, since = newcomer.known_consents, newcomer.draft.occurred_at
    return tuple(
        replace(one, recorded_at=max(one.recorded_at, since))
        for one in before
        if not any(said.purpose is one.purpose and said.state is one.state for said in known)
    )


def _hash(draft: LeadDraft, hasher: suppressions.Hasher) -> str | None:
    email = draft.contact.email
    return hasher.of(matching.email_key(email)) if email is not None else None

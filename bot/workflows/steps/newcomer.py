"""Somebody who comes in, and what became of their delivery."""

from dataclasses import dataclass

from agents.facts import ConsentFacts, ContactFacts, LeadDraft
from agents.vocabulary import Former


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Somebody of the book who has no open lead."""

    contact_id: int
    subject_id: str
    facts: ContactFacts
    """As the book has them, completed by what the draft says."""
    owner_id: int | None
    """Whom they know from an earlier lead."""
    former_id: int | None = None
    former: Former | None = None
    """How that lead had ended; None where there was none."""
    former_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Somebody tries the product out: the lead is theirs, and its card stands where only they are."""

    person_id: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A draft that becomes a lead of its own."""

    draft: LeadDraft
    door: str
    key: str
    """The delivery's, unique at its door."""
    chat_session_id: int | None = None
    person: KnownPerson | None = None
    """None: somebody new, whose address no other newcomer of the same call has."""
    trial: Trial | None = None
    """Set where the draft is a test that somebody wants to see."""
    known_consents: tuple[ConsentFacts, ...] = ()
    """What the person has said before, oldest first."""
    address_hash: str | None = None
    """As suppressions and proofs know the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """The lead that a delivery became, or was added to."""

    lead_id: int
    subject_id: str

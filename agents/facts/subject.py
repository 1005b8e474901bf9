"""The person behind a lead, their company, what they did and what they allowed."""

from dataclasses import dataclass
from datetime import datetime

from agents.vocabulary import (
    ActivityKind,
    ConsentPurpose,
    ConsentState,
    Language,
    LeadSource,
    LegalBasis,
    Stage,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """The person behind a lead."""

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    """E.164, for instance +4930901820."""
    job_title: str | None = None
    topics: tuple[str, ...] | None = None
    """What they chose to be written about (policy, `consent.topics`); None: they chose nothing."""

    @property
    def full_name(self) -> str | None:
        """First and last name, or None where neither is known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightPerson:
    """Whom a colleague names instead of the wrong person."""

    name: str
    """A name or a role, as it was typed."""
    email: str | None = None
    job_title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """The company a lead named."""

    name: str | None = None
    domain: str | None = None
    industry: str | None = None
    employees: int | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    technologies: tuple[str, ...] = ()
    """What the company works with, as codes of rules/fields/technologies.py, sorted."""
    region: str | None = None
    """ISO 3166-2, for instance DE-BY; known of Germany, Austria and Switzerland."""
    postal_code: str | None = None
    """As the country writes it, without blanks and dashes: rules/fields/postal_codes.py."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """Where a lead is at home, as far as it says which team it belongs to."""

    country: str | None = None
    """ISO 3166-1 alpha-2."""
    region: str | None = None
    """ISO 3166-2, for instance "DE-BY"."""
    postal_code: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """A company of the book, as far as it says who sells to it."""

    id: int
    owner_id: int | None = None
    """The colleague to whom every lead of this company goes."""
    is_key: bool = False
    """A key account: it has its own team where nobody owns it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFacts:
    """One thing the lead did."""

    kind: ActivityKind
    occurred_at: datetime
    title: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """One consent with its proof."""

    purpose: ConsentPurpose
    state: ConsentState
    source: str
    """The door, command or page, and who used it."""
    text_version: str | None = None
    text_hash: str | None = None
    """SHA-256 of the very words, which stand in `consent_text`."""
    basis: LegalBasis | None = None
    """What a yes rests on; None for a no, and where nobody said."""
    evidence: str | None = None
    """Where the proof lies, for instance file and day of an import."""
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatTurnFacts:
    """One line of a conversation with the website chatbot."""

    is_visitor: bool
    text: str
    said_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDraft:
    """A cleaned delivery, before it is known whether the person is known."""

    source: LeadSource
    form: str | None = None
    origin: str | None = None
    external_id: str | None = None
    language: Language = Language.DE
    occurred_at: datetime
    contact: ContactFacts
    company: CompanyFacts
    message: str | None = None
    need: str | None = None
    timeframe: str | None = None
    stage: Stage | None = None
    """Only history states its stage."""
    won_at: datetime | None = None
    is_test: bool = False
    is_complete: bool = True
    """False: a mandatory field is missing, the lead is kept as incomplete."""
    gaps: tuple[tuple[str, str], ...] = ()
    """Fields that were missing or wrong, each with the code of its problem."""
    activities: tuple[ActivityFacts, ...] = ()
    consents: tuple[ConsentFacts, ...] = ()
    chat: tuple["ChatTurnFacts", ...] = ()

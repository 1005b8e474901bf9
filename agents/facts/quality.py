"""What is known of the data itself: gaps by form, and pairs that may be one."""

from dataclasses import dataclass
from datetime import date, datetime

from agents.facts.subject import CompanyFacts, ContactFacts
from agents.vocabulary import LeadSource, Match, PairKind


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFacts:
    """Leads of one form in which one field was missing or wrong."""

    source: LeadSource
    form: str | None
    field: str
    code: str
    """As rules/hygiene.py names problems; `missing_for_stage` where the stage needs it."""
    count: int
    of: int
    """Leads of the form in the same time."""
    owner: str
    """A role or a Slack user, as the policy says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFacts:
    """A week's data quality."""

    since: date
    until: date
    leads: int
    clean: int
    """Leads with nothing missing and nothing wrong."""
    gaps: tuple[GapFacts, ...]
    undecided: int
    """Pairs that wait for somebody to say whether they are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFacts:
    """One of two records that may be one."""

    number: int
    name: str | None
    contact: ContactFacts
    company: CompanyFacts
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFacts:
    """Two records that may be one, and what was said of them."""

    id: int
    kind: PairKind
    one: SideFacts
    other: SideFacts
    verdict: Match
    decided_by: str | None
    lead_id: int | None
    owner_id: int | None
    """Of the lead by which it was noticed."""
    channel: str | None
    card_ts: str | None

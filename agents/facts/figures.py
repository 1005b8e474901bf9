"""What figures are made of."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agents.vocabulary import RejectReason


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityFacts:
    """A deal as the coverage figure needs it."""

    external_id: str
    name: str | None
    value: Decimal
    currency: str
    is_qualified: bool
    is_open: bool
    is_won: bool
    expected_close_on: date
    closed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """The revenue promised for a period, both days included."""

    name: str
    starts_on: date
    ends_on: date
    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortRowFacts:
    """How many leads of one origin became MQL, and how many of those were won."""

    origin: str | None
    mql_count: int
    won_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionRowFacts:
    """How many leads were rejected for one reason, and for one finer reason of it."""

    reason: RejectReason
    sub: str | None
    count: int

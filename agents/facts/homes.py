"""What a start page counts: a person's own week, and for those who lead a team, the team's state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from agents.facts.leads import LeadFacts
from agents.vocabulary import AlertKind, Handover, RejectReason, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekFacts:
    """What a person did since Monday, counted for themselves alone."""

    accepted: int = 0
    touched: int = 0
    """Promises of a first contact that they ended."""
    touched_in_time: int = 0
    qualified: int = 0
    rejected: Mapping[RejectReason, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFacts:
    """A lead that nobody has, and when somebody is looked for again."""

    lead: LeadFacts
    wakes_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCounts:
    """All open leads of somebody, or of everybody, however many of them are listed."""

    all: int = 0
    hot: int = 0
    overdue: int = 0
    """The first contact was promised by now; a clock that stands still is not overdue."""
    without_owner: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFacts:
    """Where the open leads of all stand; no person's own values."""

    counts: OpenCounts = field(default_factory=OpenCounts)
    by_state: Mapping[Handover, int] = field(default_factory=dict)
    breaches: Mapping[Side, int] = field(default_factory=dict)
    """Broken promises of open leads, by whose promise it was."""
    unanswered: int = 0
    """Those of sales for which the whole chain went by and nobody reacted."""
    waiting: tuple[WaitingFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRate:
    """How often alerts of a kind were followed by an act of whom they mentioned, in time."""

    kind: AlertKind
    acted: int
    n: int

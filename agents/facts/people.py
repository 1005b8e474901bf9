"""Colleagues, as rules read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from agents.vocabulary import (
    AbsenceKind,
    AbsenceSource,
    AlertKind,
    AlertLevel,
    CoverCredit,
    Language,
    Role,
)

DayHours = tuple[tuple[int, int], ...]
"""The working blocks of a day, each from and to as minutes of the day in local wall time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursFacts:
    """Somebody's own working week, in their own time zone."""

    tz: str
    week: tuple[DayHours, DayHours, DayHours, DayHours, DayHours, DayHours, DayHours]
    """Monday to Sunday; a day without blocks is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceFacts:
    """A time in which somebody is away."""

    id: int
    starts_at: datetime
    ends_at: datetime | None = None
    """The first moment after it; None: nobody knows yet."""
    kind: AbsenceKind = AbsenceKind.AWAY
    source: AbsenceSource = AbsenceSource.COMMAND
    cover_id: int | None = None
    """The nominee; None leaves the choice to the rules."""
    credit: CoverCredit = CoverCredit.COVER

    def covers(self, at: datetime) -> bool:
        """Whether the person is away at this moment."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """A colleague: somebody of the team, never a lead."""

    id: int
    name: str
    slack_user_id: str
    role: Role
    language: Language
    territory: str | None = None
    is_active: bool = True
    weight: int = 1
    turns: int = 0
    """Leads this person got by turn so far, the pointer of the round robin."""
    capacity: int | None = None
    """Open leads this person can carry at once; None is no limit."""
    open_leads: int = 0
    daily_cap: int | None = None
    """Leads this person gets by turn in a day of theirs; None: as many as the policy says."""
    leads_today: int = 0
    """Leads by turn since their midnight; counted only where a cap decides."""
    hours: HoursFacts | None = None
    """Their own week; None: their territory's calendar."""
    absences: tuple[AbsenceFacts, ...] = ()
    """Those that are not over, by their beginning."""
    cover_id: int | None = None
    """Who stands in for them whenever they are not there; an absence may name another."""
    quiet: tuple[int, int] | None = None
    """Quiet hours, from and to as minutes of the day in their own time; may go over midnight."""
    alerts: Mapping[AlertKind, AlertLevel] = field(default_factory=dict)
    """What they want to be mentioned for; a kind that is not named is default."""

    def absence(self, at: datetime) -> AbsenceFacts | None:
        """The absence that covers this moment, the one that ends last."""
        now = [one for one in self.absences if one.covers(at)]
        open_ended = next((one for one in now if one.ends_at is None), None)
        return open_ended or max(now, key=lambda one: one.ends_at or one.starts_at, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntryFacts:
    """One occurrence of an entry in somebody's calendar; its title is read and never kept."""

    uid: str
    """The calendar's name for this occurrence."""
    title: str
    begins: datetime | date
    """A date for an entry of whole days."""
    ends: datetime | date
    """The first moment, or day, after it."""
    is_blocking: bool = True
    """Whether the calendar shows the time as taken."""

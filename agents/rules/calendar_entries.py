"""Which entries of a calendar are an absence (S-053; issue C 6)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from agents.facts import CalendarEntryFacts
from agents.policy import AbsencePolicy
from agents.vocabulary import AbsenceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An absence that a calendar tells of."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    kind: AbsenceKind


def absence(entry: CalendarEntryFacts, *, zone: str, policy: AbsencePolicy) -> Found | None:
    """The absence an entry is; None where the person is there all the same.

    A word of the policy in the title says so, for whole days and for hours; without one, a whole
    day that the calendar shows as taken. Whole days are those of the person's own zone.
    """
    kind = _kind(entry, policy)
    starts_at, ends_at = _moment(entry.begins, zone), _moment(entry.ends, zone)
    if kind is None or ends_at <= starts_at:
        return None
    return Found(uid=entry.uid, starts_at=starts_at, ends_at=ends_at, kind=kind)


def _kind(entry: CalendarEntryFacts, policy: AbsencePolicy) -> AbsenceKind | None:
    title = entry.title.casefold()
    if any(word.casefold() in title for word in policy.vacation_words):
        return AbsenceKind.VACATION
    if any(word.casefold() in title for word in policy.away_words):
        return AbsenceKind.AWAY
    is_taken = policy.busy_all_day and entry.is_blocking and not isinstance(entry.begins, datetime)
    return AbsenceKind.BUSY if is_taken else None


def _moment(value: datetime | date, zone: str) -> datetime:
    """A moment; a day begins at its local midnight, a time without a zone is local."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=ZoneInfo(zone))
    return datetime.combine(value, time(), tzinfo=ZoneInfo(zone))

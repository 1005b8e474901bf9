"""Absences that follow each other are one: two weeks of vacation entered week by week (S-139)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from agents.facts import AbsenceFacts
from agents.rules.working_time import WorkingTime

NEAR = timedelta(days=14)
"""So far from its edge an absence is looked at for a working day."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time away, of one absence or of several that are one."""

    begins: datetime
    ends: datetime | None
    """The first moment after it; None: nobody knows yet."""
    parts: tuple[AbsenceFacts, ...]
    """By their beginning."""

    def covers(self, at: datetime) -> bool:
        """Whether the moment lies in it, also in a weekend between two of its absences."""
        return self.begins <= at and (self.ends is None or at < self.ends)

    def begun(self, at: datetime) -> AbsenceFacts | None:
        """The absence of it that began last."""
        return next((one for one in reversed(self.parts) if one.starts_at <= at), None)


def spans(absences: Iterable[AbsenceFacts], hours: WorkingTime | None) -> tuple[Span, ...]:
    """The times away, in order.

    Absences that overlap or follow each other at once are one. So are two with no working time
    between them, as over a weekend, where each takes the whole working day on its side: an
    appointment on Friday afternoon and one on Monday morning stay two.

    Args:
        absences: somebody's.
        hours: their working time; None where they have none.
    """
    found: list[Span] = []
    for one in sorted(absences, key=lambda one: one.starts_at):
        last = found[-1] if found else None
        if last is None or not _is_one(last, one, hours):
            found.append(Span(begins=one.starts_at, ends=one.ends_at, parts=(one,)))
            continue
        ends = _later(last.ends, one.ends_at)
        found[-1] = Span(begins=last.begins, ends=ends, parts=(*last.parts, one))
    return tuple(found)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def _is_one(before: Span, after: AbsenceFacts, hours: WorkingTime | None) -> bool:
    if before.ends is None or after.starts_at <= before.ends:
        return True
    if hours is None or hours.elapsed(before.ends, after.starts_at):
        return False
    return _ends_a_day(before.begins, before.ends, hours) and _begins_a_day(after, hours)


def _ends_a_day(begins: datetime, ends: datetime, hours: WorkingTime) -> bool:
    """Whether nothing was worked on the last working day before somebody went."""
    worked = hours.counted(max(begins, ends - NEAR), ends)
    midnight = _midnight(worked[-1][0], hours) if worked else begins
    return begins <= midnight or not hours.elapsed(midnight, begins)


def _begins_a_day(absence: AbsenceFacts, hours: WorkingTime) -> bool:
    """Whether nothing is worked on the first working day after somebody is away."""
    if absence.ends_at is None:
        return True
    worked = hours.counted(absence.starts_at, min(absence.ends_at, absence.starts_at + NEAR))
    midnight = _midnight(worked[0][0], hours, days=1) if worked else absence.ends_at
    return midnight <= absence.ends_at or not hours.elapsed(absence.ends_at, midnight)


def _midnight(at: datetime, hours: WorkingTime, *, days: int = 0) -> datetime:
    on: date = at.astimezone(hours.zone).date() + days * DAY
    return datetime.combine(on, time(), tzinfo=hours.zone)

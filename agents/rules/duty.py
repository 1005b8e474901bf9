"""Who is there: own working hours, the team's holidays, and absences (S-053, S-055, S-139)."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from agents.facts import DayHours, HoursFacts, PersonFacts
from agents.policy import MINUTES_A_DAY, WEEKDAYS, Blocks, CalendarPolicy, SalesPolicy
from agents.rules.absences import Span, spans
from agents.rules.working_time import CalendarNeverOpensError, WorkingTime, working_time


def is_on_duty(person: PersonFacts, *, policy: SalesPolicy, at: datetime) -> bool:
    """Whether the person works here, is in their hours and not away at this moment."""
    if not person.is_active or person.absence(at) is not None:
        return False
    hours = working_hours(person, policy)
    return hours is not None and hours.is_open(at)


def next_duty_at(person: PersonFacts, *, policy: SalesPolicy, at: datetime) -> datetime | None:
    """The moment itself where the person is on duty, else when they are next.

    None: nobody knows when: they left, are away without an end, or their hours never open.
    """
    hours = working_hours(person, policy)
    if not person.is_active or hours is None:
        return None
    try:
        found = hours.next_open(at)
        while (absence := person.absence(found)) is not None:
            if absence.ends_at is None:
                return None
            found = hours.next_open(absence.ends_at)
    except CalendarNeverOpensError:
        return None
    return found


def duty_ends_at(person: PersonFacts, *, policy: SalesPolicy, at: datetime) -> datetime:
    """When the person, now on duty, stops being so: their hours end, or an absence begins.

    The moment itself for somebody who is not on duty.
    """
    hours = working_hours(person, policy)
    if hours is None or not is_on_duty(person, policy=policy, at=at):
        return at
    begins = [one.starts_at for one in person.absences if one.starts_at > at]
    return min([hours.next_close(at), *begins])


def anybody_on_duty(people: Iterable[PersonFacts], *, policy: SalesPolicy, at: datetime) -> bool:
    """Whether one of these people is on duty."""
    return any(is_on_duty(person, policy=policy, at=at) for person in people)


def first_duty_at(
    people: Collection[PersonFacts], *, policy: SalesPolicy, at: datetime
) -> datetime | None:
    """The first moment from `at` on at which one of these people is on duty; None: unknown."""
    if anybody_on_duty(people, policy=policy, at=at):
        return at
    found = (next_duty_at(person, policy=policy, at=at) for person in people)
    return min((moment for moment in found if moment is not None), default=None)


def is_away_long(person: PersonFacts, *, policy: SalesPolicy, at: datetime) -> bool:
    """Whether they are away now, for longer than the policy lets ordinary leads wait.

    The whole absence counts, also one that is nearly over; those that follow each other are one,
    and the weekend between them is a part of it.
    """
    span = away(person, policy=policy, at=at)
    if span is None:
        return False
    return span.ends is None or span.ends - span.begins > policy.routing.absence.long_after


def away(person: PersonFacts, *, policy: SalesPolicy, at: datetime) -> Span | None:
    """The time away in which a moment lies; None where they are here."""
    return next((one for one in times_away(person, policy=policy) if one.covers(at)), None)


def times_away(person: PersonFacts, *, policy: SalesPolicy) -> tuple[Span, ...]:
    """Their absences that are not over; those that follow each other are one time away."""
    return spans(person.absences, working_hours(person, policy)) if person.absences else ()


def working_hours(person: PersonFacts, policy: SalesPolicy) -> WorkingTime | None:
    """The person's own working time, else their territory's; None where it never opens.

    The team's holidays are everybody's, and on a day with hours of its own nobody works longer
    than the team, by the team's clock.
    """
    calendar = policy.calendars[policy.team(person.territory).calendar]
    try:
        return working_time(calendar) if person.hours is None else _own(person.hours, calendar)
    except CalendarNeverOpensError:
        return None


def zone_of(person: PersonFacts, policy: SalesPolicy) -> str:
    """The time zone of somebody's day."""
    if person.hours is not None:
        return person.hours.tz
    return policy.zone_of(policy.team(person.territory))


@lru_cache(maxsize=1024)
def _own(hours: HoursFacts, team: CalendarPolicy) -> WorkingTime:
    """Compiled once for each distinct week.

    Raises:
        CalendarNeverOpensError: for a week without any hours.
    """
    own = CalendarPolicy.model_validate(
        {
            "tz": hours.tz,
            "hours": {
                day: tuple(tuple(block) for block in blocks)
                for day, blocks in zip(WEEKDAYS, hours.week, strict=True)
            },
            "holidays": team.holidays,
            "public_holidays": team.public_holidays,
        }
    )
    special = _shortened(WorkingTime(own), hours, team)
    return WorkingTime(own.model_copy(update={"special": special}))


def _shortened(
    usual: WorkingTime, hours: HoursFacts, team: CalendarPolicy
) -> dict[date, DayHours]:
    """Days on which somebody works less, because the team has a day with hours of its own.

    The team's day is one by the clock on the team's wall: who works in another zone stops and
    begins at the same moments, which may lie on the day before or after theirs.
    """
    found = {day: hours.week[day.weekday()] for day in team.special}
    there = ZoneInfo(team.tz)
    for day, blocks in team.special.items():
        midnight = datetime.combine(day, time(), there)
        for begins, ends in _closed(blocks):
            first = (midnight + timedelta(minutes=begins)).astimezone(usual.zone)
            last = (midnight + timedelta(minutes=ends)).astimezone(usual.zone)
            for on, low, high in _by_day(first, last):
                known = found[on] if on in found else usual.blocks(on)
                found[on] = _without(known, low, high)
    return found


def _closed(blocks: Blocks) -> Iterator[tuple[int, int]]:
    """The minutes of a day that lie in none of its blocks."""
    edges = [0, *(minute for block in blocks for minute in block), MINUTES_A_DAY]
    for begins, ends in zip(edges[::2], edges[1::2], strict=True):
        if begins < ends:
            yield begins, ends


def _by_day(first: datetime, last: datetime) -> Iterator[tuple[date, int, int]]:
    """A time in one zone, cut at its midnights: each day with the minutes from and to."""
    on = first.date()
    while on <= last.date():
        low = first.hour * 60 + first.minute if on == first.date() else 0
        high = last.hour * 60 + last.minute if on == last.date() else MINUTES_A_DAY
        if low < high:
            yield on, low, high
        on += timedelta(days=1)


def _without(blocks: DayHours, low: int, high: int) -> DayHours:
    """The blocks of a day less the minutes between two."""
    cut = [
        part
        for opens, closes in blocks
        for part in ((opens, min(closes, low)), (max(opens, high), closes))
    ]
    return tuple(part for part in cut if part[0] < part[1])

"""Who is there: own working hours, the team's holidays, and absences (S-053, S-055, S-139)."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from agents.facts import DayHours, HoursFacts, PersonFacts
from agents.policy import WEEKDAYS, CalendarPolicy, SalesPolicy
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
    people: Iterable[PersonFacts], *, policy: SalesPolicy, at: datetime
) -> datetime | None:
    """The first moment from `at` on at which one of these people is on duty; None: unknown."""
    found = (next_duty_at(person, policy=policy, at=at) for person in people)
    return min((moment for moment in found if moment is not None), default=None)


def is_away_long(person: PersonFacts, *, policy: SalesPolicy, at: datetime) -> bool:
    """Whether they are away now, for longer than the policy lets ordinary leads wait.

    The whole absence counts, also one that is nearly over; those that overlap or follow each
    other at once are one.
    """
    away = person.absence(at)
    if away is None:
        return False
    begin, end = away.starts_at, away.ends_at
    for one in sorted(person.absences, key=lambda one: one.starts_at, reverse=True):
        if one.starts_at < begin and (one.ends_at is None or one.ends_at >= begin):
            begin = one.starts_at
    while end is not None and (then := person.absence(end)) is not None:
        end = then.ends_at
    return end is None or end - begin > policy.routing.absence.long_after


def working_hours(person: PersonFacts, policy: SalesPolicy) -> WorkingTime | None:
    """The person's own working time, else their territory's; None where it never opens.

    The team's holidays are everybody's, and on a day with hours of its own nobody works longer
    than the team.
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
    return policy.calendars[policy.team(person.territory).calendar].tz


@lru_cache(maxsize=1024)
def _own(hours: HoursFacts, team: CalendarPolicy) -> WorkingTime:
    """Compiled once for each distinct week.

    Raises:
        CalendarNeverOpensError: for a week without any hours.
    """
    own = {
        day: tuple(tuple(block) for block in blocks)
        for day, blocks in zip(WEEKDAYS, hours.week, strict=True)
    }
    special = {
        day: _both(blocks, hours.week[day.weekday()]) for day, blocks in team.special.items()
    }
    return WorkingTime(
        CalendarPolicy.model_validate(
            {
                "tz": hours.tz,
                "hours": own,
                "holidays": team.holidays,
                "special": special,
                "public_holidays": team.public_holidays,
            }
        )
    )


def _both(one: DayHours, other: DayHours) -> DayHours:
    """The minutes that lie in a block of each."""
    common = [
        (max(opens, begins), min(closes, ends)) for opens, closes in one for begins, ends in other
    ]
    return tuple(block for block in common if block[0] < block[1])

"""Somebody's own working week, as they fill it in (S-053, S-055)."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agents.decisions import FieldProblem
from agents.facts import DayHours, HoursFacts, PersonFacts
from agents.policy import WEEKDAYS, SalesPolicy
from agents.rules import duty
from agents.rules.fields import hours

ZONE = "zone"
Typed = Mapping[str, str | None]
"""By weekday (`agents.policy.WEEKDAYS`), and the zone."""


def read(typed: Typed) -> tuple[HoursFacts | None, tuple[FieldProblem, ...]]:
    """The week, or what is wrong with it, each at its field.

    Several blocks a day, in order and apart; a day without any is free, and a week without any
    is no week. The zone is a name of the IANA list.
    """
    days = [_day(typed.get(name)) for name in WEEKDAYS]
    problems = [
        FieldProblem(name=name, code="hours_unreadable")
        for name, blocks in zip(WEEKDAYS, days, strict=True)
        if blocks is None
    ]
    zone = _zone(typed.get(ZONE))
    if zone is None:
        problems.append(FieldProblem(name=ZONE, code="unknown_zone"))
    if not any(days) and not problems:
        problems.append(FieldProblem(name=WEEKDAYS[0], code="no_hours"))
    if problems or zone is None:
        return None, tuple(problems)
    return HoursFacts(tz=zone, week=_week([blocks or () for blocks in days])), ()


def usual(person: PersonFacts, policy: SalesPolicy) -> HoursFacts:
    """Their own week; for who has none, that of their territory."""
    if person.hours is not None:
        return person.hours
    calendar = policy.calendars[policy.team(person.territory).calendar]
    week = _week([calendar.hours.get(name, ()) for name in WEEKDAYS])
    return HoursFacts(tz=duty.zone_of(person, policy), week=week)


def _day(text: str | None) -> DayHours | None:
    words = (text or "").strip()
    return hours.day(words) if words else ()


def _week(
    days: Sequence[DayHours],
) -> tuple[DayHours, DayHours, DayHours, DayHours, DayHours, DayHours, DayHours]:
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = days
    return monday, tuesday, wednesday, thursday, friday, saturday, sunday


def _zone(text: str | None) -> str | None:
    name = "_".join((text or "").split())
    try:
        return ZoneInfo(name).key if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None

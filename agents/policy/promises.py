"""Calendars and what is promised in their working time."""

from datetime import date, timedelta
from typing import Self

from pydantic import model_validator

from agents.policy.base import WEEKDAYS, CountryName, DayBlocks, Frozen, Share, ZoneName
from agents.vocabulary import EscalationStep


class CalendarPolicy(Frozen):
    """Opening hours in local wall time; `special` replaces a day's hours, holidays close it."""

    tz: ZoneName
    hours: dict[str, DayBlocks]
    holidays: frozenset[date] = frozenset()
    special: dict[date, DayBlocks] = {}
    public_holidays: CountryName | None = None
    """Country, or country and part of it, of the `holidays` library: "DE" or "DE-BY"."""

    @model_validator(mode="after")
    def _known_days(self) -> Self:
        unknown = set(self.hours) - set(WEEKDAYS)
        if unknown:
            raise ValueError(f"unknown weekday {min(unknown)!r}; use {', '.join(WEEKDAYS)}")
        return self

    def __hash__(self) -> int:
        # Equal calendars hash alike; the dicts are left out, as equality compares them anyway.
        return hash((self.tz, self.public_holidays, self.holidays))


class EscalationPolicy(Frozen):
    """One rung: after which share of the promised working time, which step."""

    at: Share
    step: EscalationStep


class SlaPolicy(Frozen):
    """The promises (S-056, S-057): working time until the first touch."""

    hot: timedelta
    mql: timedelta
    escalation: tuple[EscalationPolicy, ...]

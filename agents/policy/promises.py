"""Calendars and what is promised in their working time."""

from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from agents.policy.base import WEEKDAYS, CountryName, DayBlocks, Frozen, Share, ZoneName
from agents.vocabulary import Asked, EscalationStep, Language


class CalendarPolicy(Frozen):
    """Opening hours in local wall time; `special` replaces a day's hours, holidays close it."""

    tz: ZoneName
    hours: dict[str, DayBlocks]
    holidays: frozenset[date] = frozenset()
    special: dict[date, DayBlocks] = {}
    public_holidays: CountryName | None = None
    """Country, or country and part of it, of the `holidays` library: "DE" or "DE-BY"."""
    label: dict[Language, str] = {}
    """What people call it, for instance on a receipt."""

    @model_validator(mode="after")
    def _known_days(self) -> Self:
        unknown = set(self.hours) - set(WEEKDAYS)
        if unknown:
            raise ValueError(f"unknown weekday {min(unknown)!r}; use {', '.join(WEEKDAYS)}")
        return self

    def __hash__(self) -> int:
        # Equal calendars hash alike; the dicts are left out, as equality compares them anyway.
        return hash((self.tz, self.public_holidays, self.holidays))


ASKED: dict[EscalationStep, tuple[Asked, ...]] = {
    EscalationStep.REMIND_OWNER: (Asked.OWNER, Asked.COVER, Asked.MANAGER),
    EscalationStep.CALL_COVER: (Asked.COVER, Asked.MANAGER),
    EscalationStep.TELL_MANAGER: (Asked.MANAGER,),
    EscalationStep.NOBODY_REACTED: (Asked.MANAGER,),
}
"""Whom a rung asks where the policy does not say: the first of these who is there."""


class EscalationPolicy(Frozen):
    """One rung: after which share of the promised working time, which step, and who is asked."""

    at: Share
    step: EscalationStep
    asks: tuple[Asked, ...] = ()
    """The first of these who is on duty; empty: as the step's name says."""

    @model_validator(mode="after")
    def _is_no_end(self) -> Self:
        if self.step is EscalationStep.NOBODY_REACTED:
            raise ValueError("nobody_reacted is the end of the chain; see sla.nobody_reacted")
        return self


class SlaPolicy(Frozen):
    """The promises (S-056, S-057): working time until the first touch."""

    hot: timedelta
    mql: timedelta
    escalation: tuple[EscalationPolicy, ...]
    nobody_reacted: float = Field(default=1.5, gt=1, le=10)
    """Share of the promised time after which a chain that nobody answered says so and ends."""

    @model_validator(mode="after")
    def _each_rung_once(self) -> Self:
        steps = [rung.step for rung in self.escalation]
        if len(set(steps)) != len(steps):
            raise ValueError("sla.escalation: each step stands there once")
        return self

"""When a clock stands still, and where everything ahead of it moves when it goes on (W4, W7).

A pause takes working time away: the due moment and the rungs that were still ahead move by just
what of it was open. Nothing that lay behind when it began moves.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agents.decisions import GoneOnDecision
from agents.facts import LeadFacts, PauseFacts, PersonFacts
from agents.policy import PausePolicy
from agents.rules import acceptance
from agents.rules.sla import Rung
from agents.rules.working_time import WorkingTime
from agents.vocabulary import ClockKind, PauseCause, RefusalCode

BY_PEOPLE = (PauseCause.CUSTOMER, PauseCause.WRONG_DATA)
"""Causes that a person may give; only these are counted against the policy's most."""
ZERO = timedelta(0)


def go_on(
    chain: Sequence[Rung],
    *,
    due_at: datetime,
    began_at: datetime,
    ended_at: datetime,
    calendar: WorkingTime,
) -> GoneOnDecision:
    """Where a clock stands after a pause.

    What was due while it stood still is due again after as much working time as was left of it.
    """

    def moved(at: datetime) -> datetime:
        if at <= began_at:
            return at
        return calendar.due(ended_at, calendar.elapsed(began_at, at))

    return GoneOnDecision(
        paused=calendar.elapsed(began_at, ended_at),
        due_at=moved(due_at),
        steps=tuple((step, moved(at)) for step, at in chain),
    )


def used(pauses: Sequence[PauseFacts], calendar: WorkingTime, *, now: datetime) -> timedelta:
    """Working time that people have let a clock stand still so far."""
    return sum(
        (
            calendar.elapsed(one.began_at, min(one.ended_at or now, now))
            for one in pauses
            if one.cause in BY_PEOPLE
        ),
        ZERO,
    )


def may_pause(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    """None where the person may let the lead's clock stand still."""
    refusal = acceptance.may_log_touch(lead, person)
    if refusal is not None:
        return refusal
    clock = lead.clock(ClockKind.FIRST_TOUCH)
    if clock is None or clock.stopped_at is not None:
        return RefusalCode.NO_CLOCK
    return RefusalCode.STANDS_STILL if clock.pause is not None else None


def may_go_on(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    """None where the person may let the lead's clock go on."""
    refusal = acceptance.may_log_touch(lead, person)
    if refusal is not None:
        return refusal
    clock = lead.clock(ClockKind.FIRST_TOUCH)
    stands = clock is not None and clock.stopped_at is None and clock.pause is not None
    return None if stands else RefusalCode.NOT_PAUSED


def until(
    pauses: Sequence[PauseFacts],
    *,
    policy: PausePolicy,
    calendar: WorkingTime,
    now: datetime,
    wanted: timedelta | None = None,
) -> datetime | RefusalCode:
    """When a pause that a person begins now ends by itself: there is none without an end.

    `wanted` is working time, else the policy's; what the lead has left of the policy's most is
    the bound.
    """
    left = policy.most - used(pauses, calendar, now=now)
    if left <= ZERO:
        return RefusalCode.PAUSES_USED_UP
    return calendar.due(now, min(wanted or policy.wake_after, left))

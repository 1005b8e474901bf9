"""*No answer* starts a cadence: tries at growing distances, then the lead rests (issue C 7)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from agents.decisions import TryDecision
from agents.facts import CadenceFacts, PersonFacts, TryFacts
from agents.policy import CadencePolicy, SalesPolicy
from agents.rules import duty
from agents.rules.working_time import WorkingTime
from agents.vocabulary import CadenceEnd, TouchKind

WAYS = (TouchKind.CALL, TouchKind.EMAIL)
"""How somebody can be tried; where one way is closed, the other is taken."""
ANSWERED = frozenset({TouchKind.CALL, TouchKind.EMAIL, TouchKind.MEETING})
"""Touches that end a cadence: the person was reached, or was written to."""


def plan(policy: CadencePolicy) -> tuple[TryFacts, ...]:
    """The tries as they are kept at the start; later changes of the policy change no cadence."""
    return tuple(TryFacts(by=one.by, after=one.after) for one in policy.tries)


def not_reached(
    cadence: CadenceFacts,
    *,
    may_use: Callable[[TouchKind], bool],
    calendar: WorkingTime,
    owner: PersonFacts | None,
    policy: SalesPolicy,
    now: datetime,
) -> TryDecision:
    """What follows a try that reached nobody.

    The next one comes after its working time, when its owner is on duty; by the other way where
    the planned one may not be used, and not at all where none may.

    Args:
        cadence: as it stood before this try.
        may_use: whether a way may be used now.
        calendar: whose working time the distances are.
        owner: who makes the tries; None: whoever of the team.
        policy: the team's rules, for the hours of its people.
        now: the moment of the try.
    """
    made = cadence.made + 1
    if made >= len(cadence.tries):
        return TryDecision(made=made, by=None, next_at=None, outcome=CadenceEnd.USED_UP)
    planned = cadence.tries[made]
    by = _way(planned.by, may_use)
    if by is None:
        return TryDecision(made=made, by=None, next_at=None, outcome=CadenceEnd.NOT_ALLOWED)
    at = calendar.next_open(calendar.due(now, planned.after))
    return TryDecision(made=made, by=by, next_at=on_duty_at(owner, policy=policy, at=at))


def on_duty_at(owner: PersonFacts | None, *, policy: SalesPolicy, at: datetime) -> datetime:
    """The moment itself, or when the owner is back; where nobody knows when, the moment."""
    if owner is None:
        return at
    return duty.next_duty_at(owner, policy=policy, at=at) or at


def spoken_of_again(
    cadence: CadenceFacts,
    *,
    rules: CadencePolicy,
    calendar: WorkingTime,
    owner: PersonFacts | None,
    policy: SalesPolicy,
    now: datetime,
) -> datetime | None:
    """When a try that is due is spoken of next, after being spoken of now; None: not again."""
    if cadence.reminders + 1 >= rules.reminders:
        return None
    at = calendar.next_open(calendar.due(now, rules.remind_again))
    return on_duty_at(owner, policy=policy, at=at)


def way_now(cadence: CadenceFacts, *, may_use: Callable[[TouchKind], bool]) -> TouchKind | None:
    """By which way the try that is due may be made now; None: by none any more."""
    planned: Sequence[TryFacts] = cadence.tries[cadence.made : cadence.made + 1]
    return _way(planned[0].by, may_use) if planned else None


def wake_at(rest: timedelta, *, calendar: WorkingTime, now: datetime) -> datetime:
    """When a lead that could not be reached comes back: an opening after its rest."""
    return calendar.opening((now + rest).astimezone(calendar.zone).date())


def _way(planned: TouchKind, may_use: Callable[[TouchKind], bool]) -> TouchKind | None:
    others = [way for way in WAYS if way is not planned]
    return next((way for way in (planned, *others) if may_use(way)), None)

"""Whether a hot lead hears from us while nobody is on duty, and what can be promised."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty
from agents.rules.working_time import CalendarNeverOpensError, working_time
from agents.vocabulary import Role


def answered_from(
    people: Iterable[PersonFacts], *, territory: str, policy: SalesPolicy, at: datetime
) -> datetime | None:
    """When somebody of the team will be there to answer; None where somebody is there now.

    A team of which nobody knows when they are back is there when its calendar opens; None too
    where that never happens, because then nothing can be promised.
    """
    team = _team(people, territory)
    if duty.anybody_on_duty(team, policy=policy, at=at):
        return None
    calendar = policy.calendars[policy.team(territory).calendar]
    try:
        opens_at = working_time(calendar).next_open(at)
    except CalendarNeverOpensError:
        return None
    found = duty.first_duty_at(team, policy=policy, at=at) or opens_at
    return found if found > at else None


def _team(people: Iterable[PersonFacts], territory: str) -> Sequence[PersonFacts]:
    """Who accepts leads here."""
    active = [one for one in people if one.is_active and one.role is Role.SDR]
    return [one for one in active if one.territory == territory] or active

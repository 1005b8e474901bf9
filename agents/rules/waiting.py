"""The waiting room: until when a lead waits there (S-056, S-139)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty
from agents.rules.working_time import CalendarNeverOpensError, working_time
from agents.vocabulary import Role

NOBODY_COMES = timedelta(hours=1)
"""When it is tried again where nobody can be expected; whoever is hired is tried at once."""


def others_from(territory: str, policy: SalesPolicy, now: datetime) -> datetime:
    """From when on others step in for a team of which nobody is there: while its office is open.

    Outside its hours a lead waits for the team, unless the policy follows the sun.
    """
    calendar = policy.calendars[policy.team(territory).calendar]
    try:
        return now if policy.routing.follow_the_sun else working_time(calendar).next_open(now)
    except CalendarNeverOpensError:
        return now


def wake_up(
    people: Sequence[PersonFacts],
    *,
    territory: str,
    policy: SalesPolicy,
    now: datetime,
    knowing: PersonFacts | None = None,
) -> datetime:
    """The next moment at which anybody who may take the lead is on duty; later than `now`.

    Those are the team's SDRs who take turns, whoever knows the lead, and, once others step in,
    the fallback's SDRs and the managers. Where somebody is there and only too full, the policy
    says when it is tried again.
    """
    fallback, sdrs = policy.routing.fallback_territory, Role.SDR
    takes_turns = [one for one in people if one.role is sdrs and one.weight > 0]
    team = [one for one in takes_turns if one.territory == territory]
    others = [one for one in takes_turns if one.territory == fallback]
    others += [one for one in people if one.role is Role.MANAGER]
    theirs = [*team, knowing] if knowing is not None else team
    later = others_from(territory, policy, now)
    moments = (
        duty.first_duty_at(theirs, policy=policy, at=now),
        duty.first_duty_at(others, policy=policy, at=later),
    )
    found = min((one for one in moments if one is not None), default=None)
    if found is None:
        return max(later, now + NOBODY_COMES)
    return found if found > now else now + policy.routing.look_again

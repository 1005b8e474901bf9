"""The chain waits while nobody is on duty, and goes on when somebody is (W6, W7)."""

from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial

from sqlalchemy.orm import Session

from agents.decisions import LookDecision
from agents.facts import PauseFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty
from agents.vocabulary import PauseCause, Role, SlaState
from bot.workflows.steps import calendars, journal
from store import still
from store.clocks import DueLead

Looks = MutableMapping[int, LookDecision]


def on_duty(
    team: Sequence[PersonFacts], *, policy: SalesPolicy, now: datetime
) -> tuple[PersonFacts, ...]:
    """Those of the team who are on duty; everybody where nobody is: a call must go somewhere."""
    there = tuple(one for one in team if duty.is_on_duty(one, policy=policy, at=now))
    return there or tuple(team)


def wait_for_duty(
    session: Session,
    due: Sequence[DueLead],
    looks: Looks,
    *,
    team: Sequence[PersonFacts],
    policy: SalesPolicy,
    now: datetime,
) -> None:
    """Says nothing of leads whose team is not there, until somebody is.

    Where working time goes by meanwhile the promise stands still. So does a broken one, which
    stays broken: its rungs keep their distances to the moment at which somebody is there.
    """
    back = cache(partial(back_at, team, policy=policy, now=now))
    if not any(back(*whose) for whose in {(lead.owner_id, lead.territory) for lead in due}):
        return  # as nearly always
    stands: dict[int, PauseFacts] = {}
    """By lead."""
    for lead in due:
        is_called = any(looks[clock.id].said is not None for clock in lead.clocks)
        until = back(lead.owner_id, lead.territory) if is_called else None
        if until is None:
            continue
        calendar = calendars.of_team(lead.territory, policy)
        for clock in lead.clocks:
            look, is_broken = _waits(looks[clock.id], until=until), now >= clock.due_at
            if is_broken or calendar.elapsed(now, until):
                stands[lead.id] = PauseFacts(cause=PauseCause.ABSENCE, began_at=now, until=until)
                look = look if is_broken else replace(look, state=SlaState.PAUSED)
            looks[clock.id] = look
    if stands:
        calendars.keep_all(session, policy, now=now)
        still.write(session, stands)
        why = {lead_id: {"cause": one.cause.value} for lead_id, one in stands.items()}
        journal.note_all(session, "clock_paused", why, now=now, policy_revision=policy.revision)


def _waits(look: LookDecision, *, until: datetime) -> LookDecision:
    """The same, with nothing said before that moment; a clock that says nothing stays as it is."""
    if look.said is None:
        return look
    return replace(look, said=None, next_step=look.said, next_at=until, ended_at=None)


def back_at(
    team: Sequence[PersonFacts],
    owner_id: int | None,
    territory: str | None,
    *,
    policy: SalesPolicy,
    now: datetime,
) -> datetime | None:
    """When somebody of the lead's team is on duty again; None: somebody is, or nobody ever is."""
    theirs = [one for one in team if _may_be_called(one, owner_id, territory)]
    at = duty.first_duty_at(theirs, policy=policy, at=now)
    return None if at is None or at <= now else at


def _may_be_called(person: PersonFacts, owner_id: int | None, territory: str | None) -> bool:
    if person.id == owner_id:
        return True
    if person.role is Role.MANAGER:
        return person.territory in {None, territory}
    return person.role is Role.SDR and person.territory == territory

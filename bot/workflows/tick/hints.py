"""At the end of somebody's quiet hours: one message about what they held back."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agents.policy import SalesPolicy
from agents.rules import attention, duty
from bot.deps import Deps
from bot.workflows.steps import hints
from bot.workflows.tick.each import each_person
from store.models import Person
from store.queries import people

TOGETHER = timedelta(minutes=5)
"""A day that begins so soon brings the list of the morning, which takes this along."""


def tell_hints(deps: Deps, *, limit: int = 200) -> int:
    """Owes what was held back to everybody whose quiet hours have ended; says to how many."""
    now = deps.clock()
    due = (
        select(Person.id)
        .where(
            Person.is_active,
            Person.quiet_until.is_not(None),
            or_(Person.hints_due_at.is_(None), Person.hints_due_at <= now),
        )
        .order_by(Person.id)
    )
    return each_person(deps, due, partial(_tell, policy=deps.policy, now=now), limit=limit)


def _tell(session: Session, row: Person, *, policy: SalesPolicy, now: datetime) -> bool:
    """Who is away, or quiet again because this comes late, is told at the next end."""
    person = people.facts(row, absences=people.absences(session, row.id))
    zone = duty.zone_of(person, policy)
    is_quiet = attention.is_quiet(person, zone=zone, at=now)
    if row.hints_due_at is None or is_quiet or person.absence(now) is not None:
        hints.plan(row, person, policy=policy, now=now)
        return False
    if row.next_queue_at is not None and abs(row.next_queue_at - now) <= TOGETHER:
        return False
    return hints.tell(session, row, policy=policy, now=now)

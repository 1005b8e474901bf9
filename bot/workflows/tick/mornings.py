"""At the start of somebody's day: one message about what came in since their last one."""

from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty
from agents.rules.routing import OWNERS
from bot.deps import Deps
from bot.effects import PRIORITY_PING, Held, MorningQueue, owe, post_lane
from bot.workflows.steps import hints
from bot.workflows.tick.each import each_person
from store.models import Person
from store.queries import people, queues

SETTLES = timedelta(minutes=1)
"""The waiting room is given out first, at the start itself."""
LOOK_BACK = timedelta(days=14)
"""Where somebody's last working day is looked for."""
DAY = timedelta(days=1)


def greet_mornings(deps: Deps, *, limit: int = 200) -> int:
    """Owes a list of overnight leads to everybody whose day has just begun; says to how many.

    Nobody gets a second one on the same day, and nobody one without leads. Where hours have
    changed, their own or the policy's, the next day is planned anew; a day that has begun by the
    new ones, and not by the old ones, begins now.
    """
    now, revision = deps.clock(), deps.policy.revision
    due = (
        select(Person.id)
        .where(
            Person.is_active,
            Person.role.in_(OWNERS),
            or_(
                Person.next_queue_at.is_(None),
                Person.next_queue_at <= now,
                Person.queue_revision != revision,
            ),
        )
        .order_by(Person.id)
    )
    return each_person(deps, due, partial(_look, policy=deps.policy, now=now), limit=limit)


def _look(session: Session, row: Person, *, policy: SalesPolicy, now: datetime) -> bool:
    """Greets whose day has begun, and plans the next one; who is new is not greeted today.

    A day that had ended and goes on by other hours keeps its first end: what came after it is
    told the next morning.
    """
    person = people.facts(row, absences=people.absences(session, row.id))
    is_there = duty.is_on_duty(person, policy=policy, at=now)
    is_done = row.day_ends_at is not None and row.day_ends_at > _midnight(person, policy, now)
    is_told = False
    if is_there and not is_done and row.next_queue_at is not None:
        is_told = _greet(session, row, person, policy=policy, now=now)
    has_ended = is_done and row.day_ends_at is not None and row.day_ends_at <= now
    if (is_there or is_done) and not has_ended:
        ends_at = _last_end(person, policy, now + DAY)
        row.day_ends_at = max(now, ends_at)
    tomorrow = _midnight(person, policy, now + DAY)
    begins = tomorrow if is_there or is_done else now
    start = duty.next_duty_at(person, policy=policy, at=begins)
    row.next_queue_at = now + DAY if start is None else start + SETTLES
    row.queue_revision = policy.revision
    return is_told


def _greet(
    session: Session, row: Person, person: PersonFacts, *, policy: SalesPolicy, now: datetime
) -> bool:
    since = row.day_ends_at or _last_end(person, policy, now)
    if not queues.overnight(session, person.id, since=since):
        return False
    held: tuple[Held, ...] = ()
    if row.hints_due_at is not None and row.hints_due_at <= now:
        held = hints.take(session, row, policy=policy, now=now)
    today = now.astimezone(ZoneInfo(duty.zone_of(person, policy))).date()
    return owe(
        session,
        MorningQueue(person_id=person.id, since=since, held=held),
        key=f"morning:{person.id}:{today.isoformat()}",
        now=now,
        priority=PRIORITY_PING,
        lane=post_lane(person.slack_user_id),
    )


def _last_end(person: PersonFacts, policy: SalesPolicy, now: datetime) -> datetime:
    """When their last working day before the day of a moment ends."""
    hours = duty.working_hours(person, policy)
    midnight = _midnight(person, policy, now)
    before = hours.counted(midnight - LOOK_BACK, midnight) if hours is not None else ()
    return before[-1][1] if before else midnight


def _midnight(person: PersonFacts, policy: SalesPolicy, at: datetime) -> datetime:
    zone = ZoneInfo(duty.zone_of(person, policy))
    return datetime.combine(at.astimezone(zone).date(), time(), tzinfo=zone)

"""What somebody's quiet hours held back, taken once: whoever takes it says it."""

from datetime import datetime

from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules import attention, duty
from bot.effects import PRIORITY_PING, Held, TellHints, owe, post_lane
from store.models import Person
from store.queries import attention as alerts
from store.queries import people


def plan(row: Person, person: PersonFacts, *, policy: SalesPolicy, now: datetime) -> None:
    """When the quiet hours end next.

    Args:
        row: the person's, locked.
        person: the same, with the quiet hours that count from now on.
        policy: the team's rules.
        now: the moment.
    """
    zone = duty.zone_of(person, policy)
    row.hints_due_at = attention.next_quiet_end(person, zone=zone, after=now)
    if row.hints_since is None:
        row.hints_since = now


def take(session: Session, row: Person, *, policy: SalesPolicy, now: datetime) -> tuple[Held, ...]:
    """What was held back since it was said last, one alert a lead, the heaviest first.

    Args:
        session: the open block.
        row: the person's, locked: nobody else takes the same.
        policy: the team's rules.
        now: the moment.
    """
    person = people.facts(row, absences=people.absences(session, row.id))
    zone = duty.zone_of(person, policy)
    kinds: dict[int, int] = {}
    for one in alerts.sent_to(session, row.id, since=row.hints_since or now, until=now):
        if attention.is_held_back(person, one.kind, is_hot=one.is_hot, zone=zone, at=one.sent_at):
            weight = attention.BY_WEIGHT.index(one.kind)
            kinds[one.lead_id] = min(weight, kinds.get(one.lead_id, weight))
    row.hints_since = now
    plan(row, person, policy=policy, now=now)
    heaviest = sorted(kinds.items(), key=lambda item: (item[1], item[0]))
    return tuple(
        Held(kind=attention.BY_WEIGHT[weight], lead_id=lead_id) for lead_id, weight in heaviest
    )


def tell(
    session: Session,
    row: Person,
    *,
    policy: SalesPolicy,
    now: datetime,
    due_at: datetime | None = None,
) -> bool:
    """Takes it and owes the message; False where nothing was held back."""
    since = row.hints_since or now
    held = take(session, row, policy=policy, now=now)
    if not held:
        return False
    return owe(
        session,
        TellHints(person_id=row.id, held=held),
        key=f"hints:{row.id}:{since.isoformat()}",
        now=now,
        priority=PRIORITY_PING,
        lane=post_lane(row.slack_user_id),
        due_at=due_at,
    )

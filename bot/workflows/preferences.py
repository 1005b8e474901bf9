"""What a colleague wants to be mentioned for, and when not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules import attention, duty
from agents.vocabulary import AlertKind, AlertLevel, RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.steps import hints
from store.models import Person
from store.queries import people


def save(
    deps: Deps,
    *,
    person: PersonFacts,
    quiet: tuple[int, int] | None,
    alerts: Mapping[AlertKind, AlertLevel],
) -> PersonFacts:
    """Keeps a person's own wishes; only they can change them.

    Args:
        deps: the bot's parts.
        person: whose.
        quiet: from and to as minutes of the day; None: no quiet hours.
        alerts: levels by kind.

    Raises:
        Refusal: UNKNOWN_PERSON when they are gone.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        row = session.scalar(select(Person).where(Person.id == person.id).with_for_update())
        if row is None:
            raise Refusal(RefusalCode.UNKNOWN_PERSON)
        if people.facts(row).quiet != quiet:
            _say_so_far(session, row, quiet, policy=deps.policy, now=now)
        row.quiet_from, row.quiet_until = quiet if quiet is not None else (None, None)
        row.alerts = {
            kind.value: level.value
            for kind, level in alerts.items()
            if level is not AlertLevel.DEFAULT
        }
        row.changed_at = now
        session.flush()
        saved = people.facts(row)
        hints.plan(row, saved, policy=deps.policy, now=now)
    deps.wake.set()
    return saved


def _say_so_far(
    session: Session,
    row: Person,
    quiet: tuple[int, int] | None,
    *,
    policy: SalesPolicy,
    now: datetime,
) -> None:
    """Other quiet hours cannot tell what these held back: it is said as soon as those allow it."""
    person = replace(people.facts(row), quiet=quiet)
    zone = duty.zone_of(person, policy)
    is_quiet = attention.is_quiet(person, zone=zone, at=now)
    ends_at = attention.next_quiet_end(person, zone=zone, after=now)
    hints.tell(session, row, policy=policy, now=now, due_at=ends_at if is_quiet else None)

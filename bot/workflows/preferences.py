"""What a colleague wants to be mentioned for, and when not."""

from collections.abc import Mapping

from sqlalchemy import select

from agents.facts import PersonFacts
from agents.vocabulary import AlertKind, AlertLevel, RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
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
        row.quiet_from, row.quiet_until = quiet if quiet is not None else (None, None)
        row.alerts = {
            kind.value: level.value
            for kind, level in alerts.items()
            if level is not AlertLevel.DEFAULT
        }
        row.changed_at = now
        session.flush()
        return people.facts(row)

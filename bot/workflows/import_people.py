"""The people of the team from a file; who does not stand in it stays as they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from agents.rules.colleagues import PersonDraft
from agents.vocabulary import Language
from bot.deps import Deps
from bot.workflows.fates import Fate, RowFate
from bot.workflows.steps import joining
from store.models import Person
from store.queries import people


def import_people(
    deps: Deps, rows: Sequence[PersonDraft], *, default_language: Language
) -> list[RowFate]:
    """Adds or changes colleagues as one block, known by their Slack user."""
    now = deps.clock()
    with deps.store.begin() as session:
        users = {row.slack_user_id for row in rows}
        found = session.scalars(select(Person).where(Person.slack_user_id.in_(users)))
        known = {person.slack_user_id: person for person in found}
        fates: list[RowFate] = []
        for row in rows:
            person = known.get(row.slack_user_id)
            was = None if person is None else people.facts(person)
            if person is None:
                person = known[row.slack_user_id] = _new(row, default_language, now=now)
                session.add(person)
                fate: Fate = "taken"
            else:
                fate = "merged" if _changes(person, row, now=now) else "unchanged"
            joining.level(session, person, was=was)
            fates.append(RowFate(fate=fate))
    deps.wake.set()
    return fates


def _new(row: PersonDraft, default_language: Language, *, now: datetime) -> Person:
    return Person(
        slack_user_id=row.slack_user_id,
        name=row.name,
        email=row.email,
        role=row.role,
        language=row.language or default_language,
        territory=row.territory,
        channels=list(row.channels or ()),
        is_active=row.is_active is not False,
        weight=1 if row.weight is None else row.weight,
        turns=0,
        capacity=row.capacity,
        created_at=now,
        changed_at=now,
    )


def _changes(person: Person, row: PersonDraft, *, now: datetime) -> bool:
    """Changes what the row says; what it does not say stays."""
    said = {
        "name": row.name,
        "role": row.role,
        "email": row.email,
        "language": row.language,
        "territory": row.territory,
        "channels": None if row.channels is None else list(row.channels),
        "is_active": row.is_active,
        "weight": row.weight,
        "capacity": row.capacity,
    }
    changed = {
        name: value
        for name, value in said.items()
        if value is not None and getattr(person, name) != value
    }
    for name, value in changed.items():
        setattr(person, name, value)
    if changed:
        person.changed_at = now
    return bool(changed)

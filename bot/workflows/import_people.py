"""The people of the team from a file; who does not stand in it stays as they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.rules.colleagues import PersonDraft
from agents.vocabulary import Language
from bot.deps import Deps
from bot.workflows.fates import Fate, RowFate
from bot.workflows.steps import joining, left_deals, mornings, owners
from store.models import CalendarFeed, Person
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
        gone: list[Person] = []
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
            if was is not None and was.is_active and not person.is_active:
                gone.append(person)
            fates.append(RowFate(fate=fate))
        session.flush()
        _complete(session, rows, known, deps)
        owners.look_again(session, now=now, owner_ids=[person.id for person in known.values()])
        for person in gone:
            left_deals.tell_manager(session, person, now=now)
    deps.wake.set()
    return fates


def _as_lists(row: PersonDraft) -> list[list[list[int]]] | None:
    """A week as JSON keeps it."""
    return None if row.hours is None else [[list(span) for span in day] for day in row.hours]


def _complete(
    session: Session, rows: Sequence[PersonDraft], known: dict[str, Person], deps: Deps
) -> None:
    """Once everybody stands in the book: who stands in for whom, and whose calendar is read.

    Hours without a zone are in the territory's.
    """
    now, policy = deps.clock(), deps.policy
    for row in rows:
        person = known[row.slack_user_id]
        if person.hours is not None and person.tz is None:
            person.tz = policy.zone_of(policy.team(person.territory))
        if row.cover is not None:
            cover = known.get(row.cover) or session.scalar(
                select(Person).where(Person.slack_user_id == row.cover)
            )
            if cover is not None and cover.id != person.id:
                person.cover_id = cover.id
        if row.calendar_url is not None:
            feed = session.get(CalendarFeed, person.id)
            if feed is None:
                feed = CalendarFeed(person_id=person.id, url=row.calendar_url, next_sync_at=now)
                session.add(feed)
            elif feed.url != row.calendar_url:
                feed.url, feed.next_sync_at = row.calendar_url, now


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
        daily_cap=row.daily_cap,
        hours=_as_lists(row),
        tz=row.tz,
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
        "daily_cap": row.daily_cap,
        "hours": _as_lists(row),
        "tz": row.tz,
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
    if changed.keys() & {"hours", "tz", "territory"}:
        mornings.hours_changed(person)
    return bool(changed)

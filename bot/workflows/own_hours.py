"""A colleague's own working hours, as they say them themselves; they count at once."""

from sqlalchemy import select

from agents.facts import HoursFacts, PersonFacts
from agents.vocabulary import RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.steps import mornings, owners
from store.models import Person
from store.queries import people


def save(deps: Deps, *, person: PersonFacts, hours: HoursFacts | None) -> PersonFacts:
    """Keeps the person's own week; only they can change it.

    Their open leads and the waiting rooms are looked at by the next tick, and their next morning
    is planned anew.

    Args:
        deps: the bot's parts.
        person: whose.
        hours: None: the territory's hours count.

    Raises:
        Refusal: UNKNOWN_PERSON when they are gone.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        row = session.scalar(select(Person).where(Person.id == person.id).with_for_update())
        if row is None or not row.is_active:
            raise Refusal(RefusalCode.UNKNOWN_PERSON)
        if people.hours_facts(row) != hours:
            week = None if hours is None else [[list(one) for one in day] for day in hours.week]
            row.hours, row.tz = week, None if hours is None else hours.tz
            row.changed_at = now
            mornings.hours_changed(row)
            owners.look_again(session, now=now, owner_ids=[row.id])
        session.flush()
        saved = people.facts(row, absences=people.absences(session, row.id))
    deps.wake.set()
    return saved

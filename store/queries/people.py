"""People of the team, as facts."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.vocabulary import Handover, Role
from store.models import Lead, Person

CARRIED = (Handover.OFFERED, Handover.ACCEPTED)


def all_active(session: Session, *, with_load: bool = True) -> tuple[PersonFacts, ...]:
    """Everybody who works here now, by id; `open_leads` is counted only `with_load`."""
    rows = session.scalars(select(Person).where(Person.is_active).order_by(Person.id))
    load = _open_leads(session) if with_load else {}
    return tuple(facts(row, open_leads=load.get(row.id, 0)) for row in rows)


def everybody(session: Session, *, with_load: bool = True) -> tuple[PersonFacts, ...]:
    """Also those who left, by id; `open_leads` is counted only `with_load`."""
    rows = session.scalars(select(Person).order_by(Person.id))
    load = _open_leads(session) if with_load else {}
    return tuple(facts(row, open_leads=load.get(row.id, 0)) for row in rows)


def for_routing(session: Session) -> tuple[PersonFacts, ...]:
    """Everybody, by id; `open_leads` only of those it decides about (rules/routing.py).

    Those are managers and whoever has a capacity: counting the open leads of a whole team takes
    longer than giving one out.
    """
    rows = session.scalars(select(Person).order_by(Person.id)).all()
    counts = [row.id for row in rows if row.capacity is not None or row.role is Role.MANAGER]
    load = _open_leads(session, of=counts) if counts else {}
    return tuple(facts(row, open_leads=load.get(row.id, 0)) for row in rows)


def by_slack_user(session: Session, slack_user_id: str) -> PersonFacts | None:
    """The active colleague behind a Slack user, or None for strangers."""
    row = session.scalar(
        select(Person).where(Person.slack_user_id == slack_user_id, Person.is_active)
    )
    return None if row is None else facts(row, open_leads=_open_leads(session).get(row.id, 0))


def by_id(session: Session, person_id: int) -> PersonFacts | None:
    """A colleague, also a former one."""
    row = session.get(Person, person_id)
    return None if row is None else facts(row)


def _open_leads(session: Session, *, of: Collection[int] | None = None) -> dict[int, int]:
    whose = Lead.owner_id.is_not(None) if of is None else Lead.owner_id.in_(of)
    counted = (
        select(Lead.owner_id, func.count())
        .where(Lead.handover.in_(CARRIED), whose)
        .group_by(Lead.owner_id)
    )
    return {owner: count for owner, count in session.execute(counted) if owner is not None}


def facts(row: Person, *, open_leads: int = 0) -> PersonFacts:
    """The row as a value."""
    return PersonFacts(
        id=row.id,
        name=row.name,
        slack_user_id=row.slack_user_id,
        role=row.role,
        language=row.language,
        territory=row.territory,
        is_active=row.is_active,
        weight=row.weight,
        turns=row.turns,
        capacity=row.capacity,
        open_leads=open_leads,
    )

"""People of the team, as facts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, cast

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from agents.facts import AbsenceFacts, HoursFacts, PersonFacts
from agents.vocabulary import AlertKind, AlertLevel, Handover, Role
from store.models import Absence, Lead, Person

CARRIED = (Handover.OFFERED, Handover.ACCEPTED)
_EVERYBODY = select(Person).order_by(Person.id)
_BY_SLACK_USER = select(Person).where(
    Person.slack_user_id == bindparam("slack_user_id"), Person.is_active
)


def all_active(session: Session, *, with_load: bool = True) -> tuple[PersonFacts, ...]:
    """Everybody who works here now, by id; `open_leads` is counted only `with_load`."""
    rows = session.scalars(select(Person).where(Person.is_active).order_by(Person.id))
    return _all(session, rows, load=_open_leads(session) if with_load else {})


def everybody(session: Session, *, with_load: bool = True) -> tuple[PersonFacts, ...]:
    """Also those who left, by id; `open_leads` is counted only `with_load`."""
    rows = session.scalars(_EVERYBODY)
    return _all(session, rows, load=_open_leads(session) if with_load else {})


def for_routing(session: Session) -> tuple[PersonFacts, ...]:
    """Everybody, by id; `open_leads` only of those it decides about (rules/routing.py).

    Those are managers and whoever has a capacity: counting the open leads of a whole team takes
    longer than giving one out.
    """
    rows = session.scalars(_EVERYBODY).all()
    counts = [row.id for row in rows if row.capacity is not None or row.role is Role.MANAGER]
    return _all(session, rows, load=_open_leads(session, of=counts) if counts else {})


def by_slack_user(session: Session, slack_user_id: str) -> PersonFacts | None:
    """The active colleague behind a Slack user, or None for strangers."""
    row = session.scalar(_BY_SLACK_USER, {"slack_user_id": slack_user_id})
    if row is None:
        return None
    load = _open_leads(session, of=[row.id])
    return facts(row, open_leads=load.get(row.id, 0), absences=absences(session, row.id))


def by_id(session: Session, person_id: int) -> PersonFacts | None:
    """A colleague, also a former one."""
    row = session.get(Person, person_id)
    return None if row is None else facts(row, absences=absences(session, row.id))


def absences(session: Session, person_id: int) -> tuple[AbsenceFacts, ...]:
    """Somebody's absences that are not over, by their beginning."""
    return _absences(session, of=person_id).get(person_id, ())


def _all(
    session: Session, rows: Iterable[Person], *, load: dict[int, int]
) -> tuple[PersonFacts, ...]:
    away = _absences(session)
    return tuple(
        facts(row, open_leads=load.get(row.id, 0), absences=away.get(row.id, ())) for row in rows
    )


def _absences(session: Session, *, of: int | None = None) -> dict[int, tuple[AbsenceFacts, ...]]:
    wanted = select(Absence).where(Absence.is_over.is_(False))
    if of is not None:
        wanted = wanted.where(Absence.person_id == of)
    found: defaultdict[int, tuple[AbsenceFacts, ...]] = defaultdict(tuple)
    for row in session.scalars(wanted.order_by(Absence.starts_at, Absence.id)):
        found[row.person_id] += (absence_facts(row),)
    return found


def _open_leads(session: Session, *, of: Collection[int] | None = None) -> dict[int, int]:
    whose = Lead.owner_id.is_not(None) if of is None else Lead.owner_id.in_(of)
    counted = (
        select(Lead.owner_id, func.count())
        .where(Lead.handover.in_(CARRIED), whose)
        .group_by(Lead.owner_id)
    )
    return {owner: count for owner, count in session.execute(counted) if owner is not None}


def absence_facts(row: Absence) -> AbsenceFacts:
    """The row as a value."""
    return AbsenceFacts(
        id=row.id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        kind=row.kind,
        source=row.source,
        cover_id=row.cover_id,
        credit=row.credit,
    )


def hours_facts(row: Person) -> HoursFacts | None:
    """Their own week; None where the territory's counts."""
    if row.hours is None or row.tz is None:
        return None
    week = tuple(tuple((int(begin), int(end)) for begin, end in day) for day in row.hours)
    return HoursFacts(tz=row.tz, week=cast(Any, week))


def facts(
    row: Person, *, open_leads: int = 0, absences: tuple[AbsenceFacts, ...] = ()
) -> PersonFacts:
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
        daily_cap=row.daily_cap,
        hours=hours_facts(row),
        absences=absences,
        cover_id=row.cover_id,
        quiet=_quiet(row),
        alerts={AlertKind(kind): AlertLevel(level) for kind, level in row.alerts.items()},
    )


def _quiet(row: Person) -> tuple[int, int] | None:
    if row.quiet_from is None or row.quiet_until is None:
        return None
    return row.quiet_from, row.quiet_until

"""People of the team, as facts."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import Session

from agents.facts import AbsenceFacts, HoursFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty
from agents.vocabulary import AlertKind, AlertLevel, Handover, Role
from store.models import Absence, CalendarFeed, Lead, Person, RoutingLedger

Whole = dict[Person, list[AbsenceFacts]]
CARRIED = (Handover.OFFERED, Handover.ACCEPTED)
_EVERYBODY = (
    select(Person, Absence)
    .join_from(
        Person,
        Absence,
        (Absence.person_id == Person.id) & Absence.is_over.is_(False),
        isouter=True,
    )
    .order_by(Person.id, Absence.starts_at, Absence.id)
)
"""One row for each absence that is not over, and for whoever has none."""
_ACTIVE = _EVERYBODY.where(Person.is_active)
_AWAY = (
    select(Absence)
    .where(Absence.person_id == bindparam("of"), Absence.is_over.is_(False))
    .order_by(Absence.starts_at, Absence.id)
)
_BY_SLACK_USER = select(Person).where(
    Person.slack_user_id == bindparam("slack_user_id"), Person.is_active
)
AS_FAR = 1_000
"""Whoever has so many open leads has many: where it only matters who has fewer, nobody counts on."""
_IS_OPEN = (Lead.handover.in_(CARRIED), Lead.is_test.is_(False))
_SO_FAR = (
    select(Lead.owner_id)
    .where(*_IS_OPEN, Lead.owner_id == Person.id)
    .limit(bindparam("as_far", type_=Integer))
    .correlate(Person)
    .subquery()
)
_COUNTED_SO_FAR = select(
    Person.id, select(func.count()).select_from(_SO_FAR).scalar_subquery()
).where(Person.is_active)


def all_active(session: Session, *, with_load: bool = True) -> tuple[PersonFacts, ...]:
    """Everybody who works here now, by id; `open_leads` is counted only `with_load`."""
    load = _open_leads(session) if with_load else {}
    return _facts(_with_absences(session, _ACTIVE), load=load)


def carried(session: Session) -> dict[int, int]:
    """How many open leads each who works here now has, by id, as far as anybody counts."""
    return dict(session.execute(_COUNTED_SO_FAR, {"as_far": AS_FAR}).all())


def everybody(session: Session, *, with_load: bool = True) -> tuple[PersonFacts, ...]:
    """Also those who left, by id; `open_leads` is counted only `with_load`."""
    load = _open_leads(session) if with_load else {}
    return _facts(_with_absences(session, _EVERYBODY), load=load)


def for_routing(
    session: Session, *, policy: SalesPolicy, now: datetime
) -> tuple[PersonFacts, ...]:
    """Everybody, by id, with counts only of those they decide about (rules/routing.py).

    Open leads decide about managers and whoever has a capacity, today's about whoever has a daily
    cap: counting the leads of a whole team takes longer than giving one out.
    """
    rows = _with_absences(session, _EVERYBODY)
    counts = [row.id for row in rows if row.capacity is not None or row.role is Role.MANAGER]
    found = _facts(rows, load=_open_leads(session, of=counts) if counts else {})
    capped = [one for one in found if one.daily_cap or policy.routing.daily_cap]
    if not capped:
        return found
    today = _leads_today(session, capped, policy=policy, now=now)
    return tuple(replace(one, leads_today=today.get(one.id, 0)) for one in found)


def _leads_today(
    session: Session, people: Collection[PersonFacts], *, policy: SalesPolicy, now: datetime
) -> dict[int, int]:
    """Turns of each since their own midnight; one question for all who share it."""
    by_midnight: defaultdict[datetime, list[int]] = defaultdict(list)
    for person in people:
        zone = ZoneInfo(duty.zone_of(person, policy))
        midnight = datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone)
        by_midnight[midnight].append(person.id)
    found: dict[int, int] = {}
    for midnight, ids in by_midnight.items():
        counted = (
            select(RoutingLedger.credited_id, func.count())
            .where(RoutingLedger.credited_id.in_(ids), RoutingLedger.decided_at >= midnight)
            .group_by(RoutingLedger.credited_id)
        )
        found |= {who: count for who, count in session.execute(counted) if who is not None}
    return found


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
    return tuple(map(absence_facts, session.scalars(_AWAY, {"of": person_id})))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """How reading somebody's calendar goes."""

    person_id: int
    synced_at: datetime | None
    failed_at: datetime | None
    failure: str | None


def feeds(session: Session) -> tuple[FeedFacts, ...]:
    """The calendars that are read, by person."""
    rows = session.scalars(select(CalendarFeed).order_by(CalendarFeed.person_id))
    return tuple(
        FeedFacts(
            person_id=row.person_id,
            synced_at=row.synced_at,
            failed_at=row.failed_at,
            failure=row.failure,
        )
        for row in rows
    )


def _with_absences(session: Session, wanted: Select[Person, Absence]) -> Whole:
    """People by id, each with their absences that are not over, by their beginning."""
    found: Whole = {}
    for person, absence in session.execute(wanted):
        theirs = found.setdefault(person, [])
        if absence is not None:
            theirs.append(absence_facts(absence))
    return found


def _facts(people: Whole, *, load: Mapping[int, int]) -> tuple[PersonFacts, ...]:
    return tuple(
        facts(row, open_leads=load.get(row.id, 0), absences=tuple(away))
        for row, away in people.items()
    )


def _open_leads(session: Session, *, of: Collection[int] | None = None) -> dict[int, int]:
    whose = Lead.owner_id.is_not(None) if of is None else Lead.owner_id.in_(of)
    counted = select(Lead.owner_id, func.count()).where(*_IS_OPEN, whose).group_by(Lead.owner_id)
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

"""Reads colleagues' calendars for absences, without ever losing what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from agents.facts import CalendarEntryFacts
from agents.rules import calendar_entries, duty
from agents.rules.calendar_entries import Found
from agents.vocabulary import AbsenceSource
from bot.deps import Calendars, Deps
from bot.errors import CalendarError
from bot.workflows.steps import mornings, owners
from bot.workflows.steps.apart import apart
from store.among import among
from store.models import Absence, Base, CalendarFeed, Person
from store.queries import people

log = structlog.get_logger()
A = Base.metadata.tables["absence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A calendar to be read."""

    person_id: int
    url: str


def sync_calendars(deps: Deps, *, limit: int = 10) -> int:
    """Reads the calendars that are due; says how many could be read.

    Each stands alone: one that cannot be read is logged, shown by `staffel check` and tried again; the absences that
    are known stay as they are.
    """
    if deps.calendars is None:
        return 0
    feeds = _claim(deps, limit=limit)
    return sum(_sync(deps, deps.calendars, feed) for feed in feeds)


def _claim(deps: Deps, *, limit: int) -> tuple[Feed, ...]:
    """Those that are due, put off at once: whoever dies while reading leaves them to the next."""
    now = deps.clock()
    due = (
        select(CalendarFeed)
        .join(Person, Person.id == CalendarFeed.person_id)
        .where(CalendarFeed.next_sync_at <= now, Person.is_active)
    )
    with deps.store.read() as session:
        if session.scalar(due.limit(1)) is None:
            return ()
    with deps.store.begin() as session:
        locked = due.order_by(CalendarFeed.next_sync_at).limit(limit)
        rows = session.scalars(locked.with_for_update(of=CalendarFeed, skip_locked=True)).all()
        for row in rows:
            row.next_sync_at = now + deps.policy.routing.absence.sync_every
        return tuple(Feed(person_id=row.person_id, url=row.url) for row in rows)


def _sync(deps: Deps, calendars: Calendars, feed: Feed) -> bool:
    now = deps.clock()
    horizon = now + deps.policy.routing.absence.look_ahead
    try:
        entries = calendars.entries(feed.url, begin=now, end=horizon)
    except CalendarError as error:
        log.warning("calendar_unreadable", person_id=feed.person_id, code=error.code)
        with deps.store.begin() as session:
            _failed(session, feed, error.code, now=now)
        return False
    with deps.store.begin() as session:
        keep = partial(_keep, session, deps, feed, entries, horizon=horizon)
        outcome = apart(session, keep, what="calendar", number=feed.person_id)
        if outcome == "failed":
            _failed(session, feed, "not_kept", now=now)
    deps.wake.set()
    return outcome == "done"


def _failed(session: Session, feed: Feed, code: str, *, now: datetime) -> None:
    row = session.get_one(CalendarFeed, feed.person_id)
    row.failed_at, row.failure = row.failed_at or now, code[:80]


def _keep(
    session: Session,
    deps: Deps,
    feed: Feed,
    entries: Sequence[CalendarEntryFacts],
    *,
    horizon: datetime,
) -> None:
    now = deps.clock()
    row = session.get_one(CalendarFeed, feed.person_id)
    row.synced_at, row.failed_at, row.failure = now, None, None
    if _write(session, deps, feed, _absences(session, deps, feed, entries), horizon):
        owners.look_again(session, now=now, owner_ids=[feed.person_id])
        mornings.hours_changed(session.get_one(Person, feed.person_id))


def _absences(
    session: Session, deps: Deps, feed: Feed, entries: Sequence[CalendarEntryFacts]
) -> dict[str, Found]:
    person = people.by_id(session, feed.person_id)
    assert person is not None
    zone = duty.zone_of(person, deps.policy)
    policy = deps.policy.routing.absence
    found = (calendar_entries.absence(entry, zone=zone, policy=policy) for entry in entries)
    return {one.uid: one for one in found if one is not None}


def _write(
    session: Session, deps: Deps, feed: Feed, found: dict[str, Found], horizon: datetime
) -> bool:
    """The calendar's absences as they are now; one that vanished ends, or never was."""
    now, has_changed = deps.clock(), False
    known = {
        row.external_id: row
        for row in session.scalars(
            select(Absence).where(
                Absence.person_id == feed.person_id,
                Absence.source == AbsenceSource.CALDAV,
                or_(Absence.is_over.is_(False), among(session, A.c.external_id, list(found))),
            )
        )
    }
    for uid, row in known.items():
        one = found.pop(uid or "", None)
        if row.is_over:
            continue  # they are back, whatever the calendar still says
        if one is not None:
            is_same = (row.starts_at, row.ends_at, row.kind) == (
                one.starts_at,
                one.ends_at,
                one.kind,
            )
            row.starts_at, row.ends_at, row.kind = one.starts_at, one.ends_at, one.kind
            has_changed |= not is_same
        elif row.starts_at >= horizon or (row.ends_at is not None and row.ends_at <= now):
            continue  # it was not asked for
        else:
            has_changed = True
            if row.starts_at > now:
                session.execute(delete(Absence).where(Absence.id == row.id))
            else:  # the tick sees to what has ended
                row.ends_at = now
    for uid, one in found.items():
        if one.ends_at > now:
            has_changed = True
            session.add(
                Absence(
                    person_id=feed.person_id,
                    kind=one.kind,
                    source=AbsenceSource.CALDAV,
                    external_id=uid,
                    starts_at=one.starts_at,
                    ends_at=one.ends_at,
                    credit=deps.policy.routing.absence.credit,
                    created_at=now,
                )
            )
    return has_changed

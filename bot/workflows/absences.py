"""Who is away: entered by the person, by those who keep the team, or read from a calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from agents.facts import AbsenceFacts, PersonFacts
from agents.vocabulary import AbsenceKind, AbsenceSource, CoverCredit, RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.people import MAY_EDIT
from bot.workflows.steps import joining, owners
from store.models import Absence, Person
from store.queries import people

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceDraft:
    """An absence as somebody enters it."""

    person_id: int
    starts_at: datetime
    ends_at: datetime | None
    kind: AbsenceKind = AbsenceKind.AWAY
    cover_id: int | None = None
    credit: CoverCredit | None = None
    """None: as the policy says."""


def add(
    deps: Deps, draft: AbsenceDraft, *, by: PersonFacts | None, source: AbsenceSource
) -> AbsenceFacts:
    """Enters an absence; their untouched hot leads are looked at when it begins.

    Args:
        deps: the bot's parts.
        draft: who, from when, until when.
        by: who enters it; None is the operator.
        source: where.

    Raises:
        Refusal: NOT_ALLOWED for a colleague's absence, DATE_IN_PAST and PERIOD_EMPTY for a time
            that is over or ends before it begins, NO_SUCH_PERSON for a cover who cannot stand in.
    """
    _may_enter(by, draft.person_id)
    now = deps.clock()
    if draft.ends_at is not None and draft.ends_at <= draft.starts_at:
        raise Refusal(RefusalCode.PERIOD_EMPTY)
    if draft.ends_at is not None and draft.ends_at <= now:
        raise Refusal(RefusalCode.DATE_IN_PAST)
    with deps.store.begin() as session:
        _cover(session, draft)
        row = Absence(
            person_id=draft.person_id,
            kind=draft.kind,
            source=source,
            starts_at=draft.starts_at,
            ends_at=draft.ends_at,
            cover_id=draft.cover_id,
            credit=draft.credit or deps.policy.routing.absence.credit,
            created_by_id=by.id if by is not None else None,
            created_at=now,
        )
        session.add(row)
        session.flush()
        owners.look_again(session, now=now, owner_ids=[draft.person_id])
        found = people.absence_facts(row)
    deps.wake.set()
    return found


def _cover(session: Session, draft: AbsenceDraft) -> None:
    """Checks who shall stand in.

    Raises:
        Refusal: NO_SUCH_PERSON for oneself, and for those who left.
    """
    if draft.cover_id is None:
        return
    cover = people.by_id(session, draft.cover_id)
    if cover is None or not cover.is_active or cover.id == draft.person_id:
        raise Refusal(RefusalCode.NO_SUCH_PERSON)


def end(deps: Deps, absence_id: int, *, by: PersonFacts | None) -> None:
    """Ends an absence now; one that has not begun is taken back.

    Raises:
        Refusal: NO_SUCH_ABSENCE for one that is over or was never there, NOT_ALLOWED for a
            colleague's.
    """
    with deps.store.begin() as session:
        row = session.get(Absence, absence_id)
        if row is None or row.is_over:
            raise Refusal(RefusalCode.NO_SUCH_ABSENCE)
        _may_enter(by, row.person_id)
        _end(session, [row], deps)
    deps.wake.set()


def back(deps: Deps, person: PersonFacts) -> int:
    """The person is here again: every absence that covers this moment ends; says how many.

    Raises:
        Refusal: NO_SUCH_ABSENCE where they were here already.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        rows = session.scalars(
            select(Absence).where(
                Absence.person_id == person.id,
                Absence.is_over.is_(False),
                Absence.starts_at <= now,
            )
        ).all()
        if not rows:
            raise Refusal(RefusalCode.NO_SUCH_ABSENCE)
        _end(session, rows, deps)
    deps.wake.set()
    return len(rows)


def of(deps: Deps, person_id: int) -> tuple[AbsenceFacts, ...]:
    """Somebody's absences that are not over, by their beginning."""
    with deps.store.read() as session:
        return people.absences(session, person_id)


def end_absences(deps: Deps, *, limit: int = BATCH) -> int:
    """Sees to absences whose end has come: who was away for long is level with the team again."""
    now = deps.clock()
    due = select(Absence.id).where(Absence.is_over.is_(False), Absence.ends_at <= now)
    with deps.store.read() as session:
        if session.scalar(due.limit(1)) is None:
            return 0
    with deps.store.begin() as session:
        rows = session.scalars(
            select(Absence)
            .where(Absence.is_over.is_(False), Absence.ends_at <= now)
            .order_by(Absence.ends_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        _end(session, rows, deps)
    deps.wake.set()
    return len(rows)


def _end(session: Session, ended: Sequence[Absence], deps: Deps) -> None:
    now = deps.clock()
    long_after = deps.policy.routing.absence.long_after
    for row in ended:
        was_long = min(row.ends_at or now, now) - row.starts_at > long_after
        if row.starts_at > now:
            session.execute(delete(Absence).where(Absence.id == row.id))
            continue
        person = session.get(Person, row.person_id)
        if person is not None and (row.ends_at is None or row.ends_at > now):
            person.next_queue_at = None  # their next day is an earlier one than was planned
        row.ends_at = now if row.ends_at is None else min(row.ends_at, now)
        row.is_over = True
        if was_long and person is not None:
            joining.come_back(session, person)
    owners.look_again(session, now=now, owner_ids=[row.person_id for row in ended])


def _may_enter(by: PersonFacts | None, person_id: int) -> None:
    if by is not None and by.id != person_id and by.role not in MAY_EDIT:
        raise Refusal(RefusalCode.NOT_ALLOWED)

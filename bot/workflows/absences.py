"""Who is away: entered by the person, by those who keep the team, or read from a calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from agents.facts import AbsenceFacts, PersonFacts
from agents.rules import duty
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
        begun = session.scalars(
            select(Absence).where(
                Absence.person_id == person.id,
                Absence.is_over.is_(False),
                Absence.starts_at <= now,
            )
        ).all()
        rows = [row for row in begun if row.ends_at is None or row.ends_at > now]
        if not rows:
            raise Refusal(RefusalCode.NO_SUCH_ABSENCE)
        _end(session, begun, deps)
    deps.wake.set()
    return len(rows)


def of(deps: Deps, person_id: int) -> tuple[AbsenceFacts, ...]:
    """Somebody's absences that have not ended, by their beginning."""
    now = deps.clock()
    with deps.store.read() as session:
        found = people.absences(session, person_id)
    return tuple(one for one in found if one.ends_at is None or one.ends_at > now)


def end_absences(deps: Deps, *, limit: int = BATCH) -> int:
    """Sees to absences whose end has come: who was away for long is level with the team again.

    One that another follows is over with it: nobody is back for the weekend between the two.
    """
    with deps.store.read() as session:
        if not _over(session, deps):
            return 0
    with deps.store.begin() as session:
        rows = session.scalars(
            select(Absence)
            .where(Absence.id.in_(_over(session, deps)), Absence.is_over.is_(False))
            .order_by(Absence.ends_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        _end(session, rows, deps)
    deps.wake.set()
    return len(rows)


def _over(session: Session, deps: Deps) -> list[int]:
    """Absences that have ended, unless what follows them as one with them goes on."""
    now = deps.clock()
    due = select(Absence.person_id).where(Absence.is_over.is_(False), Absence.ends_at <= now)
    found: list[int] = []
    for person_id in sorted(set(session.scalars(due))):
        person = people.by_id(session, person_id)
        assert person is not None
        for span in duty.times_away(person, policy=deps.policy):
            if span.ends is not None and span.ends <= now:
                found += [one.id for one in span.parts]
    return found


def _end(session: Session, ended: Sequence[Absence], deps: Deps) -> None:
    now = deps.clock()
    returned = [row.person_id for row in ended if _was_long(session, row, deps)]
    for row in ended:
        if row.starts_at > now:
            session.execute(delete(Absence).where(Absence.id == row.id))
            continue
        person = session.get(Person, row.person_id)
        if person is not None and (row.ends_at is None or row.ends_at > now):
            person.next_queue_at = None  # their next day is an earlier one than was planned
        row.ends_at = now if row.ends_at is None else min(row.ends_at, now)
        row.is_over = True
    for person_id in dict.fromkeys(returned):
        joining.come_back(session, session.get_one(Person, person_id))
    owners.look_again(session, now=now, owner_ids=[row.person_id for row in ended])


def _was_long(session: Session, row: Absence, deps: Deps) -> bool:
    """Whether they were away for long until now, with the absences that are one with this one."""
    now = deps.clock()
    person = people.by_id(session, row.person_id)
    if person is None or row.starts_at > now:
        return False
    times = duty.times_away(person, policy=deps.policy)
    span = next((one for one in times if row.id in {part.id for part in one.parts}), None)
    if span is None:
        return False
    return min(span.ends or now, now) - span.begins > deps.policy.routing.absence.long_after


def _may_enter(by: PersonFacts | None, person_id: int) -> None:
    if by is not None and by.id != person_id and by.role not in MAY_EDIT:
        raise Refusal(RefusalCode.NOT_ALLOWED)

"""The outbox: owed effects, claimed one lead at a time and settled under a fence.

`owe` is called in the transaction of the cause. The relay calls `claim`, closes the block, sends,
and settles with the fence it was given; a late settler changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Select,
    exists,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from agents.vocabulary import OutboxState
from store import gates
from store.models import Gate, Owed
from store.session import database_now

UNSETTLED = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNCERTAIN)
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One owed effect in the hands of a relay, with the fence that lets it settle."""

    id: int
    kind: str
    dedup_key: str
    lead_id: int | None
    payload: dict[str, Any]
    priority: int
    attempts: int
    fence: int
    first_try_at: datetime
    lane: str
    in_doubt: bool
    """An earlier try ended without an answer: look for its message before sending."""


def owe(
    session: Session,
    *,
    kind: str,
    dedup_key: str,
    payload: dict[str, Any],
    now: datetime,
    lead_id: int | None = None,
    subject_id: str | None = None,
    priority: int = 50,
    lane: str = "default",
    due_at: datetime | None = None,
    coalesce: bool = False,
) -> bool:
    """Owes an effect; says whether it is new.

    Args:
        session: the open block of the cause.
        kind: name of the effect class (bot/effects.py).
        dedup_key: the same effect is owed once, however often it is asked for.
        payload: ids and codes, never rendered text (but a text a person approved).
        now: the moment.
        lead_id: effects of one lead go out in the order in which they were owed.
        subject_id: the person whose values the payload holds, where it does.
        priority: smaller goes first.
        lane: what paces it; see `claim`.
        due_at: not before.
        coalesce: a pending effect of this kind for this lead already says all, because effects
            are rendered from current state when they are sent.
    """
    if session.scalar(select(Owed.id).where(Owed.dedup_key == dedup_key)) is not None:
        return False
    if coalesce and _already_waiting(session, kind=kind, lead_id=lead_id):
        return False
    session.add(
        Owed(
            kind=kind,
            dedup_key=dedup_key,
            lead_id=lead_id,
            seq=_next_seq(session, lead_id),
            subject_id=subject_id,
            payload=payload,
            lane=lane,
            priority=priority,
            due_at=due_at or now,
            state=OutboxState.PENDING,
            created_at=now,
            delete_after=now + KEPT_FOR,
        )
    )
    session.flush()
    return True


def _already_waiting(session: Session, *, kind: str, lead_id: int | None) -> bool:
    """Whether such an effect waits, locked so that no relay takes it before this commit."""
    waiting = (
        select(Owed.id)
        .where(Owed.lead_id == lead_id, Owed.kind == kind, Owed.state == OutboxState.PENDING)
        .with_for_update()
    )
    return session.scalars(waiting).first() is not None


def _next_seq(session: Session, lead_id: int | None) -> int | None:
    if lead_id is None:
        return None
    highest = session.scalar(select(func.max(Owed.seq)).where(Owed.lead_id == lead_id))
    return (highest or 0) + 1


def claim(
    session: Session,
    *,
    owner: str,
    lease: timedelta,
    margin: timedelta,
    paces: Mapping[str, timedelta],
    limit: int,
) -> tuple[Claimed, ...]:
    """Takes due effects, most urgent first, each the oldest unsettled one of its lead.

    An effect whose lease ran out while it was being sent is taken over `margin` later, when its
    message has landed or never will. A lane whose gate is closed gives nothing; one with a pace
    gives one effect and closes its gate, also where several claim at once.

    Args:
        session: an open block.
        owner: who claims.
        lease: how long the claim holds, by the database's clock.
        margin: how long a message may take to land.
        paces: time between two effects, by the part of the lane's name before the colon.
        limit: at most so many.
    """
    now = database_now(session)
    paced = [kind for kind, pace in paces.items() if pace > timedelta(0)]
    rows = session.scalars(
        select(Owed)
        .where(Owed.id.in_(_next_ids(now, margin, paced, limit)), _free(now, margin))
        .order_by(Owed.priority, Owed.id)
        .with_for_update(skip_locked=True)
    ).all()
    passes: dict[str, bool] = {}
    for lane in sorted({row.lane for row in rows}):  # in one order, so that nobody waits in a ring
        pace = paces.get(lane.partition(":")[0], timedelta(0))
        passes[lane] = pace <= timedelta(0) or gates.pass_one(session, name=lane, pace=pace)
    return tuple(
        _take(row, owner=owner, until=now + lease, now=now) for row in rows if passes[row.lane]
    )


def _free(now: datetime, margin: timedelta) -> ColumnElement[bool]:
    return or_(
        (Owed.state == OutboxState.PENDING) & (Owed.due_at <= now),
        (Owed.state == OutboxState.SENDING) & (Owed.lease_until < now - margin),
    )


def _next_ids(now: datetime, margin: timedelta, paced: Sequence[str], limit: int) -> Select[int]:
    """The ids to take: the first of each paced lane, all of the others."""
    older = aliased(Owed)
    is_first_of_its_lead = or_(
        Owed.lead_id.is_(None),
        ~exists().where(
            older.lead_id == Owed.lead_id, older.id < Owed.id, older.state.in_(UNSETTLED)
        ),
    )
    is_open = ~exists().where(Gate.name == Owed.lane, Gate.opens_at > now)
    place = func.row_number().over(partition_by=Owed.lane, order_by=(Owed.priority, Owed.id))
    is_paced = or_(false(), *(Owed.lane.like(f"{kind}%") for kind in paced))
    ranked = (
        select(
            Owed.id.label("id"),
            Owed.priority.label("priority"),
            place.label("place"),
            is_paced.label("is_paced"),
        )
        .where(_free(now, margin), is_first_of_its_lead, is_open)
        .subquery()
    )
    return (
        select(ranked.c.id)
        .where(or_(~ranked.c.is_paced, ranked.c.place == 1))
        .order_by(ranked.c.priority, ranked.c.id)
        .limit(limit)
    )


def anything_due(session: Session, *, margin: timedelta) -> bool:
    """Whether a claim could find something; cheap, and takes no lock."""
    now = database_now(session)
    return session.scalar(select(Owed.id).where(_free(now, margin)).limit(1)) is not None


def _take(row: Owed, *, owner: str, until: datetime, now: datetime) -> Claimed:
    row.in_doubt = row.in_doubt or row.state is OutboxState.SENDING
    row.state = OutboxState.SENDING
    row.lease_owner, row.lease_until = owner, until
    row.fence += 1
    row.attempts += 1
    row.first_try_at = row.first_try_at or now
    return Claimed(
        id=row.id,
        kind=row.kind,
        dedup_key=row.dedup_key,
        lead_id=row.lead_id,
        payload=dict(row.payload),
        priority=row.priority,
        attempts=row.attempts,
        fence=row.fence,
        first_try_at=row.first_try_at,
        lane=row.lane,
        in_doubt=row.in_doubt,
    )


def _settle(session: Session, claimed: Claimed, **values: Any) -> bool:
    """Writes the end of a claim, unless somebody else has taken it over since."""
    result = session.execute(
        update(Owed)
        .where(
            Owed.id == claimed.id,
            Owed.fence == claimed.fence,
            Owed.state == OutboxState.SENDING,
        )
        .values(**values)
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def sent(
    session: Session, claimed: Claimed, *, channel: str | None, external_id: str | None
) -> bool:
    """The world has it; False when the fence has moved on."""
    return _settle(
        session,
        claimed,
        state=OutboxState.SENT,
        channel=channel,
        external_id=external_id,
        settled_at=database_now(session),
        lease_until=None,
    )


def superseded(session: Session, claimed: Claimed, *, code: str) -> bool:
    """The state has moved on: there is nothing left to say."""
    return _settle(
        session,
        claimed,
        state=OutboxState.SUPERSEDED,
        error_code=code,
        settled_at=database_now(session),
        lease_until=None,
    )


def put_back(session: Session, claimed: Claimed, *, wait: timedelta, counts: bool) -> bool:
    """Nothing was sent: it waits. A closed gate, a 429 or a stop is not an attempt."""
    return _settle(
        session,
        claimed,
        state=OutboxState.PENDING,
        due_at=database_now(session) + wait,
        attempts=claimed.attempts if counts else claimed.attempts - 1,
        lease_until=None,
    )


def let_go(session: Session, claimed: Claimed) -> bool:
    """No answer came: the row stays `sending`, and whoever looks next need not wait the lease."""
    return _settle(session, claimed, lease_until=database_now(session))


def leave_uncertain(session: Session, claimed: Claimed, *, code: str) -> bool:
    """Nobody can say whether it was sent: the operator decides."""
    return _settle(
        session, claimed, state=OutboxState.UNCERTAIN, error_code=code, lease_until=None
    )


def bury(session: Session, claimed: Claimed, *, code: str) -> bool:
    """It cannot be sent; visible to the operator, never dropped."""
    return _settle(
        session,
        claimed,
        state=OutboxState.DEAD,
        error_code=code,
        settled_at=database_now(session),
        lease_until=None,
    )

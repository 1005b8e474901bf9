"""Claims on the outbox: taken one lead at a time under a lease, settled under a fence.

The relay calls `claim`, closes the block, sends, and settles with the fence it was given; a late
settler changes nothing. All times are the database's.

A relay asks the same all day: putting a statement together takes longer than a database needs for
an answer, so each is made once and given its moments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Row,
    Select,
    Update,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session

from agents.vocabulary import OutboxState
from store import gates
from store.models import Base
from store.session import database_now

T = Base.metadata.tables["outbox"]
GATES = Base.metadata.tables["gate"]
LONGEST_PACE = timedelta(seconds=5)
"""A gate that is closed for longer does not keep a pace: somebody asked us to wait."""
UNSETTLED = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNCERTAIN)
MOMENT = T.c.due_at.type
NOW, LEFT_BEHIND = bindparam("now", type_=MOMENT), bindparam("left_behind", type_=MOMENT)
"""The moment, and when a lease must have run out for its row to be free; see `_moments`."""


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
    """Which try this would be; a claim that ends without one is none."""
    fence: int
    first_try_at: datetime
    lane: str
    in_doubt: bool
    """An earlier try ended without an answer: look for its message before sending."""
    is_repeat: bool
    """Nobody could look for an earlier try: the message says that it may be a repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which terms effects may be claimed."""

    lease: timedelta
    """How long a claim holds."""
    margin: timedelta
    """How long a message may take to land after its call ended without an answer."""
    paces: Mapping[str, timedelta]
    """Time between two effects of a lane, by the part of its name before the colon."""
    doors: Mapping[str, str]
    """The gate that a kind of lane stands behind, with all others of its service."""


def claim(
    session: Session, *, owner: str, terms: Terms, limit: int, ceiling: int | None = None
) -> tuple[Claimed, ...]:
    """Takes due effects, most urgent first, each the oldest unsettled one of its lead.

    An effect whose lease ran out while it was being sent is taken over a margin later, when its
    message has landed or never will. A lane whose gate is closed gives nothing; one with a pace
    gives one effect and closes its gate, also where several claim at once.

    Args:
        session: an open block.
        owner: who claims.
        terms: lease, margin, paces and doors.
        limit: at most so many.
        ceiling: leaves all that is less urgent than this priority.
    """
    now = database_now(session)
    shut = gates.closed(session, set(terms.doors.values()))
    wanted = _wanted(
        paced=tuple(kind for kind, pace in terms.paces.items() if pace > timedelta(0)),
        closed=tuple(kind for kind, door in terms.doors.items() if door in shut),
        limit=limit,
        ceiling=ceiling,
    )
    rows = session.execute(wanted, _moments(now, terms.margin)).all()
    paces = {row.lane: pace for row in rows if (pace := _pace(row.lane, terms)) > timedelta(0)}
    passed = gates.pass_each(session, paces)
    taken = [row for row in rows if row.lane not in paces or row.lane in passed]
    if taken:
        its = {"of": [row.id for row in taken], "by": owner, "to": now + terms.lease, "now": now}
        session.execute(_TAKE, its)
    return tuple(_claimed(row, now=now) for row in taken)


def _pace(lane: str, terms: Terms) -> timedelta:
    return terms.paces.get(lane.partition(":")[0], timedelta(0))


def _moments(now: datetime, margin: timedelta) -> dict[str, datetime]:
    return {"now": now, "left_behind": now - margin}


def _free() -> ColumnElement[bool]:
    """What waits, what was left behind, and what nobody could look for until now."""
    waits = T.c.state.in_((OutboxState.PENDING, OutboxState.UNCERTAIN)) & (T.c.due_at <= NOW)
    return or_(waits, (T.c.state == OutboxState.SENDING) & (T.c.lease_until < LEFT_BEHIND))


def _is_first_of_its_lead() -> ColumnElement[bool]:
    older = T.alias("older")
    return or_(
        T.c.lead_id.is_(None),
        ~exists().where(
            older.c.lead_id == T.c.lead_id, older.c.id < T.c.id, older.c.state.in_(UNSETTLED)
        ),
    )


@cache
def _wanted(
    *, paced: tuple[str, ...], closed: tuple[str, ...], limit: int, ceiling: int | None
) -> Select[Any]:
    """Asks for the rows to take: the first of each paced lane, all of the others, locked."""
    is_not_shut = and_(_is_under(ceiling), *(~_of_kind(kind) for kind in closed))
    ranked = (
        select(
            T.c.id,
            T.c.priority,
            func.row_number()
            .over(partition_by=T.c.lane, order_by=(T.c.priority, T.c.id))
            .label("place"),
            or_(false(), *map(_of_kind, paced)).label("is_paced"),
        )
        .where(_free(), _is_first_of_its_lead(), _is_open(), is_not_shut)
        .subquery()
    )
    candidates = (
        select(ranked.c.id)
        .where(or_(~ranked.c.is_paced, ranked.c.place == 1))
        .order_by(ranked.c.priority, ranked.c.id)
        .limit(limit)
    )
    return (
        select(T)
        .where(T.c.id.in_(candidates), _free())
        .order_by(T.c.priority, T.c.id)
        .with_for_update(skip_locked=True)
    )


def _of_kind(kind: str) -> ColumnElement[bool]:
    return or_(T.c.lane == kind, T.c.lane.like(f"{kind}:%"))


def anything_due(session: Session, *, margin: timedelta, ceiling: int | None = None) -> bool:
    """Whether a claim could find something; takes no lock, so that nobody waits for an empty one."""
    moments = _moments(database_now(session), margin)
    return session.scalar(_due(ceiling=ceiling), moments) is not None


@cache
def _due(*, ceiling: int | None) -> Select[Any]:
    return select(T.c.id).where(_free(), _is_open(), _is_under(ceiling)).limit(1)


def _is_open() -> ColumnElement[bool]:
    return ~exists().where(GATES.c.name == T.c.lane, GATES.c.opens_at > NOW)


def _is_under(ceiling: int | None) -> ColumnElement[bool]:
    return true() if ceiling is None else T.c.priority < ceiling


def is_overdue(session: Session, *, priority: int, by: timedelta) -> bool:
    """Whether something waits for so long after its time that is no more urgent than this."""
    late = {"before": database_now(session) - by, "from": priority}
    return session.scalar(_LATE, late) is not None


def is_any_going_out(session: Session, *, priority: int, lanes: str, since: timedelta) -> bool:
    """Whether something as urgent as this, owed no longer ago, waits for its turn or is being sent.

    What waits for longer stands behind something that is wrong, and so does all in a lane whose
    gate was closed for more than a pace.
    """
    now = database_now(session)
    moments = {"now": now, "since": now - since, "shut_until": now + LONGEST_PACE}
    asked = {"up_to": priority, "lanes": f"{lanes}:%"}
    return session.scalar(_GOING_OUT, moments | asked) is not None


_LATE = (
    select(T.c.id)
    .where(
        T.c.state == OutboxState.PENDING,
        T.c.due_at < bindparam("before", type_=MOMENT),
        T.c.priority >= bindparam("from"),
    )
    .limit(1)
)
_GOING_OUT = (
    select(T.c.id)
    .where(
        T.c.state.in_((OutboxState.PENDING, OutboxState.SENDING)),
        T.c.due_at.between(bindparam("since", type_=MOMENT), NOW),
        T.c.priority <= bindparam("up_to"),
        T.c.lane.like(bindparam("lanes")),
        ~exists().where(
            GATES.c.name == T.c.lane, GATES.c.opens_at > bindparam("shut_until", type_=MOMENT)
        ),
    )
    .limit(1)
)
_TAKE = (
    update(T)
    .where(T.c.id.in_(bindparam("of", expanding=True)))
    .values(
        in_doubt=or_(T.c.in_doubt, T.c.state.in_((OutboxState.SENDING, OutboxState.UNCERTAIN))),
        state=OutboxState.SENDING,
        lease_owner=bindparam("by"),
        lease_until=bindparam("to"),
        fence=T.c.fence + 1,
        first_try_at=func.coalesce(T.c.first_try_at, NOW),
    )
)


def _claimed(row: Row[Any], *, now: datetime) -> Claimed:
    """The row as it stands once it was taken."""
    return Claimed(
        id=row.id,
        kind=row.kind,
        dedup_key=row.dedup_key,
        lead_id=row.lead_id,
        payload=dict(row.payload),
        priority=row.priority,
        attempts=row.attempts + 1,
        fence=row.fence + 1,
        first_try_at=row.first_try_at or now,
        lane=row.lane,
        in_doubt=row.in_doubt or row.state is not OutboxState.PENDING,
        is_repeat=row.is_repeat,
    )


def _settle(session: Session, claimed: Claimed, **values: Any) -> bool:
    """Writes the end of a claim, unless somebody else has taken it over since."""
    return _write(session, claimed, lease_until=None, **values)


def _write(session: Session, claimed: Claimed, **values: Any) -> bool:
    """Changes the row of a claim, unless somebody else has taken it over since."""
    given = {f"new_{name}": value for name, value in values.items()}
    own = {"own_id": claimed.id, "own_fence": claimed.fence}
    result = session.execute(_writing(tuple(values)), own | given)
    return cast("CursorResult[Any]", result).rowcount == 1


@cache
def _writing(names: tuple[str, ...]) -> Update:
    own = update(T).where(T.c.id == bindparam("own_id"), _is_ours())
    return own.values({name: bindparam(f"new_{name}", type_=T.c[name].type) for name in names})


def _is_ours() -> ColumnElement[bool]:
    return and_(T.c.fence == bindparam("own_fence"), T.c.state == OutboxState.SENDING)


def sent(
    session: Session, claimed: Claimed, *, channel: str | None, external_id: str | None
) -> bool:
    """The world has it; False when the fence has moved on."""
    return _settle(
        session,
        claimed,
        state=OutboxState.SENT,
        attempts=claimed.attempts,
        channel=channel,
        external_id=external_id,
        error_code=None,
        settled_at=database_now(session),
    )


def superseded(session: Session, claimed: Claimed, *, code: str) -> bool:
    """The state has moved on: there is nothing left to say."""
    return _settle(
        session,
        claimed,
        state=OutboxState.SUPERSEDED,
        error_code=code,
        settled_at=database_now(session),
    )


def put_back(
    session: Session, claimed: Claimed, *, wait: timedelta, code: str | None = None
) -> bool:
    """Nothing was sent, and that was no attempt: it waits. `code` says for what."""
    return _settle(
        session,
        claimed,
        state=OutboxState.PENDING,
        due_at=database_now(session) + wait,
        error_code=code,
    )


def let_go(session: Session, claimed: Claimed, *, code: str) -> bool:
    """No answer came: the row stays `sending`, and whoever looks next need not wait the lease."""
    return _write(
        session,
        claimed,
        lease_until=database_now(session),
        attempts=claimed.attempts,
        error_code=code,
    )


def leave_uncertain(session: Session, claimed: Claimed, *, wait: timedelta, code: str) -> bool:
    """Nobody can say whether it was sent: it is looked for again later; the operator may decide."""
    return _settle(
        session,
        claimed,
        state=OutboxState.UNCERTAIN,
        due_at=database_now(session) + wait,
        error_code=code,
    )


def allow_repeat(session: Session, claimed: Claimed) -> bool:
    """It goes out though an earlier try may have landed; committed before it is sent."""
    return _write(session, claimed, is_repeat=True)


def bury(session: Session, claimed: Claimed, *, code: str) -> bool:
    """It cannot be sent; visible to the operator, never dropped."""
    return _settle(
        session,
        claimed,
        state=OutboxState.DEAD,
        attempts=claimed.attempts,
        error_code=code,
        settled_at=database_now(session),
    )

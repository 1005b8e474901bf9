"""The outbox: effects that are owed to the world, written in the transaction of their cause.

What becomes of them stands in `store/claims.py`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from sqlalchemy import ColumnElement, bindparam, false, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agents.vocabulary import OutboxState
from store.among import among, listed
from store.batches import insert_many, insert_many_missing
from store.models import Base
from store.session import database_now

T = Base.metadata.tables["outbox"]
KEPT_FOR = timedelta(days=90)
OFTEN_ALIKE = ("kind", "subject_id", "priority", "due_at")
"""What a tick owes is of one kind, and of one moment."""
TAKEN = {
    "uq_outbox_dedup_key": "outbox.dedup_key",
    "uq_outbox_lead_id_seq": "outbox.lead_id, outbox.seq",
}
"""Keys on which an effect, or its place, clashes with another: PostgreSQL's names and SQLite's."""
SQLITE_SAYS = "UNIQUE constraint failed: "
_LAST = select(func.max(T.c.id))
_WAITING_OF_LEAD = select(T.c.id, T.c.payload).where(
    T.c.lead_id == bindparam("of_lead"),
    T.c.state == OutboxState.PENDING,
    T.c.in_doubt.is_(False),
    T.c.kind == bindparam("kind"),
)


# Not frozen, and nobody changes them: a tick makes hundreds, and frozen ones take three times as long.
@dataclass(slots=True, kw_only=True)
class Owing:
    """One effect to be owed."""

    kind: str
    """Name of the effect class (bot/effects.py)."""
    dedup_key: str
    """The same effect is owed once, however often it is asked for."""
    payload: dict[str, Any]
    """Ids and codes, never rendered text (but a text a person approved)."""
    lane: str
    """What paces it; see `store.claims.claim`."""
    lead_id: int | None = None
    """Effects of one lead go out in the order in which they were owed."""
    subject_id: str | None = None
    """The person whose values the payload holds, where it does."""
    priority: int = 50
    """Smaller goes first."""
    due_at: datetime | None = None
    """Not before; None: at once."""
    coalesce: bool = False
    """A pending effect of this kind and payload already says all, because effects are rendered
    from current state when they are sent. It becomes as urgent as the more urgent of the two."""


def owe_many(session: Session, owings: Sequence[Owing], *, now: datetime) -> tuple[bool, ...]:
    """Owes effects, in this order; says of each whether it is new.

    Whoever owes something of a lead holds the lead's row: that keeps the order of its effects. Of
    what two blocks owe at the same moment, both are told that it is new; it is owed once.
    """
    rows = _unsaid(session, owings, now=now)
    if not rows:
        return (False,) * len(owings)
    is_any_leadless = any(row["lead_id"] is None for row in rows.values())
    last = (session.scalar(_LAST) or 0) if is_any_leadless else 0
    added = _add(session, [*rows.values()], now=now)
    if added == len(rows):
        return tuple([place in rows for place in range(len(owings))])
    new = _added_behind(session, last, [*rows.values()])
    return tuple(
        place in rows and _first_use(new, item.dedup_key) for place, item in enumerate(owings)
    )


def owe_new(
    session: Session, owings: Sequence[Owing], *, now: datetime, places: Mapping[int, int]
) -> None:
    """As `owe_many`, for what is nearly always new and of leads whose next places are known.

    Args:
        session: an open block.
        owings: the effects.
        now: the moment.
        places: of their leads, as `next_places` says them.

    Raises:
        IntegrityError: where an effect was owed before, or its place has been taken since: whoever
            sees it (`is_owed_already`) begins the block anew with `owe_many`.
    """
    rows = _unsaid(session, owings, now=now, places=places)
    insert_many(session, T, [*rows.values()], same=_shared(now), often_alike=OFTEN_ALIKE)


def is_owed_already(error: Exception) -> bool:
    """Whether a block failed only because of what others have owed; see `owe_new`."""
    if not isinstance(error, IntegrityError):
        return False
    if isinstance(error.orig, psycopg.Error):
        return error.orig.diag.constraint_name in TAKEN
    return str(error.orig).removeprefix(SQLITE_SAYS) in TAKEN.values()


def owe_all(session: Session, owings: Sequence[Owing], *, now: datetime) -> None:
    """As `owe_many`, for whoever need not know what is new: that would be one look more."""
    rows = _unsaid(session, owings, now=now) if owings else {}
    if rows:
        _add(session, [*rows.values()], now=now)


def next_place(lead_id: ColumnElement[int]) -> ColumnElement[int]:
    """The place that the next effect of a lead has, as a column of a question about leads.

    One look into an index for each, however long the outbox is and whatever the database believes.
    """
    last = select(func.max(T.c.seq)).where(T.c.lead_id == lead_id).scalar_subquery()
    return func.coalesce(last, 0) + 1


def next_places(session: Session, leads: Collection[int]) -> dict[int, int]:
    """`next_place` of each of these leads; the caller holds their rows."""
    if not leads:
        return {}
    given = listed(session, leads, T.c.lead_id.type)
    asked = select(given.c.value, next_place(given.c.value))
    return dict(session.execute(asked).all())


def _unsaid(
    session: Session,
    owings: Sequence[Owing],
    *,
    now: datetime,
    places: Mapping[int, int] | None = None,
) -> dict[int, dict[str, Any]]:
    """The rows of those effects that no waiting one says already, by their places."""
    session.flush()
    said = _said_already(session, owings, now=now)
    if places is None:
        leads = {item.lead_id for item in owings if item.lead_id is not None}
        places = next_places(session, leads)
    seqs = dict(places)
    rows: dict[int, dict[str, Any]] = {}
    for place, item in enumerate(owings):
        if place not in said:
            rows[place] = _own(item, now=now, seq=seqs.get(item.lead_id or 0))
            if item.lead_id is not None:
                seqs[item.lead_id] += 1
    return rows


def owe_first(session: Session, owings: Sequence[Owing], *, now: datetime) -> None:
    """Owes the first effect of each lead that is new in this block: nothing was owed before."""
    rows = [_own(item, now=now, seq=1) for item in owings]
    insert_many(session, T, rows, same=_shared(now), often_alike=OFTEN_ALIKE)


def withdraw(session: Session, item: Owing, *, code: str) -> None:
    """What says the same and still waits is not to be said any more.

    Left alone is what a relay has taken, and what is in doubt: it may stand there already. The
    caller holds the lead's row.
    """
    waiting = session.execute(_WAITING_OF_LEAD, {"kind": item.kind, "of_lead": item.lead_id})
    these = [row.id for row in waiting if row.payload == item.payload]
    if these:
        session.execute(
            update(T)
            .where(T.c.id.in_(these), T.c.state == OutboxState.PENDING)
            .values(
                state=OutboxState.SUPERSEDED, error_code=code, settled_at=database_now(session)
            )
        )


def _added_behind(session: Session, last: int, rows: Sequence[dict[str, Any]]) -> set[str]:
    """The keys of those that are new: they have the place of their lead that they were given.

    What is of no lead is new where it came after this number was the last.
    """
    places = {row["dedup_key"]: (row["lead_id"], row["seq"]) for row in reversed(rows)}
    known = select(T.c.dedup_key, T.c.lead_id, T.c.seq, T.c.id)
    return {
        key
        for key, lead_id, seq, number in session.execute(
            known.where(among(session, T.c.dedup_key, places))
        )
        if (lead_id, seq) == places[key] and (lead_id is not None or number > last)
    }


def _first_use(new: set[str], key: str) -> bool:
    is_first = key in new
    new.discard(key)
    return is_first


def _add(session: Session, rows: Sequence[dict[str, Any]], *, now: datetime) -> int:
    return insert_many_missing(
        session, T, rows, unique=("dedup_key",), same=_shared(now), often_alike=OFTEN_ALIKE
    )


def _own(item: Owing, *, now: datetime, seq: int | None) -> dict[str, Any]:
    """The columns of an effect that are its own."""
    return {
        "kind": item.kind,
        "dedup_key": item.dedup_key,
        "lead_id": item.lead_id,
        "seq": seq,
        "subject_id": item.subject_id,
        "payload": item.payload,
        "lane": item.lane,
        "priority": item.priority,
        "due_at": item.due_at or now,
    }


def _shared(now: datetime) -> dict[str, Any]:
    """Those of whatever is owed now."""
    return {
        "state": OutboxState.PENDING,
        "in_doubt": False,
        "is_repeat": False,
        "attempts": 0,
        "fence": 0,
        "created_at": now,
        "delete_after": now + KEPT_FOR,
    }


def _said_already(session: Session, owings: Sequence[Owing], *, now: datetime) -> set[int]:
    """Places of effects that a waiting one says already, or an earlier one of this call.

    The waiting rows are locked, so that no relay takes them before this commit. One in doubt may
    stand in the channel as it was before: it says nothing of what has changed since.
    """
    asked = [(place, item) for place, item in enumerate(owings) if item.coalesce]
    if not asked:
        return set()
    wanted = (
        select(T.c.id, T.c.kind, T.c.lead_id, T.c.payload, T.c.priority, T.c.due_at)
        .where(
            T.c.state == OutboxState.PENDING,
            T.c.in_doubt.is_(False),
            T.c.kind.in_({item.kind for _, item in asked}),
            _of_leads(session, {item.lead_id for _, item in asked}),
        )
        .with_for_update()
    )
    waiting = {_topic(row.kind, row.lead_id, row.payload): row for row in session.execute(wanted)}
    said: set[int] = set()
    new: set[str] = set()
    for place, item in asked:
        topic = _topic(item.kind, item.lead_id, item.payload)
        if topic in waiting:
            _hurry(session, waiting[topic], item, now=now)
            said.add(place)
        elif topic in new:
            said.add(place)
        new.add(topic)
    return said


def _of_leads(session: Session, leads: set[int | None]) -> ColumnElement[bool]:
    numbers = {lead for lead in leads if lead is not None}
    is_nobodys = T.c.lead_id.is_(None) if None in leads else false()
    return or_(is_nobodys, among(session, T.c.lead_id, numbers)) if numbers else is_nobodys


def _topic(kind: str, lead_id: int | None, payload: Mapping[str, Any]) -> str:
    return f"{kind}|{lead_id}|{sorted(payload.items())}"


def _hurry(session: Session, row: Any, item: Owing, *, now: datetime) -> None:
    """A waiting effect takes over the urgency of the one it stands for."""
    due_at = item.due_at or now
    if item.priority < row.priority or due_at < row.due_at:
        session.execute(
            update(T)
            .where(T.c.id == row.id)
            .values(priority=min(item.priority, row.priority), due_at=min(due_at, row.due_at))
        )

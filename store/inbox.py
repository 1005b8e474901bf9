"""The inbox: every inbound delivery, durable before it is acknowledged, answered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select, tuple_, update
from sqlalchemy.orm import Session

from agents.decisions import FieldProblem
from agents.vocabulary import InboxState
from store.models import Base, Delivery
from store.upsert import insert_missing

T = Base.metadata.tables["delivery"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFacts:
    """A kept delivery."""

    id: int
    door: str
    external_id: str
    content_type: str
    body: bytes
    state: InboxState
    problems: tuple[FieldProblem, ...]
    lead_id: int | None
    received_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A delivery as it came in, not kept yet."""

    door: str
    external_id: str
    body: bytes
    content_type: str = "application/json"
    received_at: datetime
    keep_for: timedelta
    problems: tuple[FieldProblem, ...] = ()
    """It is kept as refused from the start."""


Kept = tuple[DeliveryFacts, bool]
"""A kept delivery, and whether it is new; otherwise it was seen before, and is as it was."""


def keep(
    session: Session,
    *,
    door: str,
    external_id: str,
    body: bytes,
    content_type: str = "application/json",
    now: datetime,
    keep_for: timedelta,
) -> Kept:
    """Keeps one delivery; see `keep_all`."""
    arrival = Arrival(
        door=door,
        external_id=external_id,
        body=body,
        content_type=content_type,
        received_at=now,
        keep_for=keep_for,
    )
    return keep_all(session, (arrival,))[0]


def keep_all(session: Session, arrivals: Sequence[Arrival]) -> list[Kept]:
    """Keeps deliveries, each once by its door and number, in their order.

    One that another block is keeping just now is waited for, and was then seen before.
    """
    first: dict[tuple[str, str], Arrival] = {}
    for arrival in arrivals:
        first.setdefault((arrival.door, arrival.external_id), arrival)
    missing = insert_missing(session, T, unique=("door", "external_id"))
    made = session.execute(
        missing.returning(T.c.door, T.c.external_id, T.c.id),
        [_values(arrival) for arrival in first.values()],
    )
    new = {(door, number): delivery_id for door, number, delivery_id in made}
    known = _known(session, [key for key in first if key not in new])
    kept: list[Kept] = []
    for arrival in arrivals:
        key = (arrival.door, arrival.external_id)
        is_new = key in new and arrival is first[key]
        seen = known.get(key) or _arrived(first[key], new[key])
        kept.append((seen, is_new))
    return kept


def _known(
    session: Session, keys: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], DeliveryFacts]:
    if not keys:
        return {}
    rows = session.execute(select(T).where(tuple_(T.c.door, T.c.external_id).in_(keys)))
    return {(row.door, row.external_id): facts(row) for row in rows}


def _values(arrival: Arrival) -> dict[str, Any]:
    is_refused = bool(arrival.problems)
    return {
        "door": arrival.door,
        "external_id": arrival.external_id,
        "content_type": arrival.content_type,
        "body": arrival.body,
        "state": InboxState.REFUSED if is_refused else InboxState.RECEIVED,
        "problems": _written(arrival.problems),
        "received_at": arrival.received_at,
        "settled_at": arrival.received_at if is_refused else None,
        "attempts": int(is_refused),
        "delete_after": arrival.received_at + arrival.keep_for,
    }


def _arrived(arrival: Arrival, delivery_id: int) -> DeliveryFacts:
    is_refused = bool(arrival.problems)
    return DeliveryFacts(
        id=delivery_id,
        door=arrival.door,
        external_id=arrival.external_id,
        content_type=arrival.content_type,
        body=arrival.body,
        state=InboxState.REFUSED if is_refused else InboxState.RECEIVED,
        problems=arrival.problems,
        lead_id=None,
        received_at=arrival.received_at,
        attempts=int(is_refused),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How a delivery ended: done, or refused with its reasons."""

    id: int
    lead_id: int | None = None
    subject_id: str | None = None
    problems: tuple[FieldProblem, ...] = ()

    @property
    def state(self) -> InboxState:
        """What it is from now on."""
        return InboxState.REFUSED if self.problems else InboxState.DONE


def claim(session: Session, *, besides: str, limit: int) -> tuple[DeliveryFacts, ...]:
    """Deliveries that wait, oldest first, locked; those of doors named so are left alone."""
    rows = session.execute(
        select(T)
        .where(T.c.state == InboxState.RECEIVED, ~T.c.door.startswith(besides, autoescape=True))
        .order_by(T.c.received_at, T.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return tuple(facts(row) for row in rows)


def lock(session: Session, delivery_id: int) -> DeliveryFacts | None:
    """One delivery, locked, in any state."""
    row = session.execute(select(T).where(T.c.id == delivery_id).with_for_update()).first()
    return None if row is None else facts(row)


def settle_all(session: Session, ended: Sequence[Settled], *, now: datetime) -> None:
    """Ends deliveries, many at once."""
    if ended:
        session.execute(
            update(T)
            .where(T.c.id == bindparam("of"))
            .values(
                state=bindparam("to"),
                problems=bindparam("why"),
                lead_id=bindparam("lead"),
                subject_id=bindparam("subject"),
                settled_at=now,
                attempts=T.c.attempts + 1,
            ),
            [
                {
                    "of": one.id,
                    "to": one.state,
                    "why": _written(one.problems),
                    "lead": one.lead_id,
                    "subject": one.subject_id,
                }
                for one in ended
            ],
        )


def count_attempts(session: Session, delivery_ids: Sequence[int]) -> None:
    """Each was tried once more, in vain."""
    these = update(T).where(T.c.id.in_(delivery_ids))
    session.execute(these.values(attempts=T.c.attempts + 1))


def get(session: Session, delivery_id: int) -> Delivery | None:
    """The row, to be settled in this block."""
    return session.get(Delivery, delivery_id, with_for_update=True)


def settle(
    row: Delivery,
    *,
    now: datetime,
    lead_id: int | None = None,
    subject_id: str | None = None,
    problems: tuple[FieldProblem, ...] = (),
) -> None:
    """Ends one delivery; see `settle_all`."""
    row.state = InboxState.REFUSED if problems else InboxState.DONE
    row.problems = _written(problems)
    row.lead_id, row.subject_id = lead_id, subject_id
    row.settled_at = now
    row.attempts += 1


def in_state(
    session: Session, *states: InboxState, limit: int = 100, door: str | None = None
) -> tuple[DeliveryFacts, ...]:
    """Deliveries in these states, oldest first."""
    wanted = select(Delivery).where(Delivery.state.in_(states))
    if door is not None:
        wanted = wanted.where(Delivery.door == door)
    rows = session.scalars(wanted.order_by(Delivery.received_at, Delivery.id).limit(limit))
    return tuple(facts(row) for row in rows)


def resume(
    session: Session, *, doors: str, before: datetime, most_attempts: int, limit: int
) -> tuple[DeliveryFacts, ...]:
    """Deliveries nobody finished, newest first; being given counts as an attempt.

    Args:
        session: the block's.
        doors: how the name of their door begins.
        before: those received earlier.
        most_attempts: after so many a delivery is left to the operator.
        limit: at most so many.
    """
    wanted = (
        select(Delivery)
        .where(
            Delivery.state == InboxState.RECEIVED,
            Delivery.received_at < before,
            Delivery.door.startswith(doors, autoescape=True),
            Delivery.attempts < most_attempts,
        )
        .order_by(Delivery.received_at.desc(), Delivery.id.desc())
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(wanted).all()
    for row in rows:
        row.attempts += 1
    return tuple(facts(row) for row in rows)


def facts(row: Delivery | Row[Any]) -> DeliveryFacts:
    """The row as a value, read by the ORM or by Core."""
    return DeliveryFacts(
        id=row.id,
        door=row.door,
        external_id=row.external_id,
        content_type=row.content_type,
        body=row.body,
        state=row.state,
        problems=tuple(_problem(item) for item in row.problems or ()),
        lead_id=row.lead_id,
        received_at=row.received_at,
        attempts=row.attempts or 0,
    )


def _written(problems: Sequence[FieldProblem]) -> list[dict[str, Any]]:
    return [{"name": p.name, "code": p.code, "params": p.params} for p in problems]


def _problem(item: dict[str, Any]) -> FieldProblem:
    return FieldProblem(name=item["name"], code=item["code"], params=item["params"])

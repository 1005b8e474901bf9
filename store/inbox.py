"""The inbox: every inbound delivery, durable before it is acknowledged, answered once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agents.decisions import FieldProblem
from agents.vocabulary import InboxState
from store.models import Delivery


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


def keep(
    session: Session,
    *,
    door: str,
    external_id: str,
    body: bytes,
    content_type: str = "application/json",
    now: datetime,
    keep_for: timedelta,
) -> tuple[DeliveryFacts, bool]:
    """Keeps a delivery; the flag says whether it is new or was seen before."""
    row = Delivery(
        door=door,
        external_id=external_id,
        content_type=content_type,
        body=body,
        state=InboxState.RECEIVED,
        received_at=now,
        delete_after=now + keep_for,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        known = select(Delivery).where(Delivery.door == door, Delivery.external_id == external_id)
        return facts(session.scalars(known).one()), False
    return facts(row), True


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
    """Ends a delivery: done, or refused with its reasons."""
    row.state = InboxState.REFUSED if problems else InboxState.DONE
    row.problems = [{"name": p.name, "code": p.code, "params": p.params} for p in problems]
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


def facts(row: Delivery) -> DeliveryFacts:
    """The row as a value."""
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


def _problem(item: dict[str, Any]) -> FieldProblem:
    return FieldProblem(name=item["name"], code=item["code"], params=item["params"])

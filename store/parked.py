"""What the operator does with owed effects: another try now, or none any more."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update
from sqlalchemy.orm import Session

from agents.vocabulary import OutboxState
from store import gates
from store.models import Audit, Base
from store.session import database_now

T = Base.metadata.tables["outbox"]
GIVEN_OUT = (
    OutboxState.PENDING,
    OutboxState.SENDING,
    OutboxState.UNCERTAIN,
    OutboxState.SENT,
)


class Outcome(StrEnum):
    """What became of an operator's wish."""

    DONE = "done"
    REPLACED = "replaced"
    """A newer effect says the same: this one is settled, so that nothing is shown twice."""
    UNKNOWN = "unknown"
    SENT = "sent"
    SETTLED = "settled"
    """There was nothing left to say, or it was dropped before."""
    UNDER_WAY = "under_way"
    """A relay has it in its hands just now."""


def dead_ids(session: Session) -> tuple[int, ...]:
    """All that can never be delivered."""
    return tuple(session.scalars(select(T.c.id).where(T.c.state == OutboxState.DEAD)))


def retry(
    session: Session, outbox_id: int, *, doors: Mapping[str, str], coalesces: Collection[str]
) -> Outcome:
    """Due now, as if for the first time, its gates open.

    What may have arrived is looked for first, as before. Of several effects that say the same only
    the newest is tried: call it with the newest first.

    Args:
        session: an open block.
        outbox_id: which effect.
        doors: the gate that a kind of lane stands behind.
        coalesces: kinds of which a newer effect says all.
    """
    row = _locked(session, outbox_id)
    refused = _refusal(session, row)
    if row is None or refused is not None:
        return refused or Outcome.UNKNOWN
    if row.kind in coalesces and _is_replaced(session, row):
        _settle(session, row, code="replaced")
        return Outcome.REPLACED
    was_tried = row.state in {OutboxState.UNCERTAIN, OutboxState.SENDING}
    session.execute(
        update(T)
        .where(T.c.id == outbox_id)
        .values(
            state=OutboxState.PENDING,
            due_at=database_now(session),
            in_doubt=row.in_doubt or was_tried,
            attempts=0,
            lease_until=None,
            settled_at=None,
        )
    )
    gates.open_these(session, {row.lane, doors[row.lane.partition(":")[0]]})
    return Outcome.DONE


def drop(
    session: Session, outbox_id: int, *, code: str, now: datetime, policy_revision: str
) -> Outcome:
    """Never sent; who reads the audit finds when and why."""
    row = _locked(session, outbox_id)
    refused = _refusal(session, row)
    if row is None or refused is not None:
        return refused or Outcome.UNKNOWN
    _settle(session, row, code=code)
    session.add(
        Audit(
            happened_at=now,
            event="outbox_dropped",
            lead_id=row.lead_id,
            params={"outbox_id": outbox_id, "kind": row.kind, "code": code},
            policy_revision=policy_revision,
        )
    )
    return Outcome.DONE


def _locked(session: Session, outbox_id: int) -> Row[Any] | None:
    return session.execute(select(T).where(T.c.id == outbox_id).with_for_update()).one_or_none()


def _refusal(session: Session, row: Row[Any] | None) -> Outcome | None:
    """Why nothing is done with it; a row that a dead relay left behind is free."""
    if row is None:
        return Outcome.UNKNOWN
    if row.state is OutboxState.SENT:
        return Outcome.SENT
    if row.state is OutboxState.SUPERSEDED:
        return Outcome.SETTLED
    is_held = row.lease_until is not None and row.lease_until > database_now(session)
    return Outcome.UNDER_WAY if row.state is OutboxState.SENDING and is_held else None


def _is_replaced(session: Session, row: Row[Any]) -> bool:
    """Whether a newer effect of the same kind about the same thing was given out."""
    newer = session.execute(
        select(T.c.payload).where(
            T.c.kind == row.kind,
            _same(row.lead_id),
            T.c.id > row.id,
            T.c.state.in_(GIVEN_OUT),
        )
    ).scalars()
    return any(dict(payload) == dict(row.payload) for payload in newer)


def _same(lead_id: int | None) -> ColumnElement[bool]:
    return T.c.lead_id.is_(None) if lead_id is None else T.c.lead_id == lead_id


def _settle(session: Session, row: Row[Any], *, code: str) -> None:
    session.execute(
        update(T)
        .where(T.c.id == row.id)
        .values(
            state=OutboxState.SUPERSEDED,
            error_code=code,
            lease_until=None,
            settled_at=database_now(session),
        )
    )

"""The plain floor of a tick: the due ids, one update, one insert of a row each; no rules."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from store.models import Base

CLOCK, OUTBOX = Base.metadata.tables["clock"], Base.metadata.tables["outbox"]


def look(session: Session, now: datetime) -> int | None:
    due = select(CLOCK.c.id).where(CLOCK.c.next_step_at <= now, CLOCK.c.stopped_at.is_(None))
    return session.scalar(due.limit(1))


def claim(session: Session, now: datetime, later: datetime, row: dict[str, Any]) -> int:
    due = select(CLOCK.c.id).where(CLOCK.c.next_step_at <= now, CLOCK.c.stopped_at.is_(None))
    oldest = due.order_by(CLOCK.c.next_step_at).limit(500).with_for_update(skip_locked=True)
    ids = session.scalars(oldest).all()
    session.execute(update(CLOCK).where(CLOCK.c.id.in_(ids)).values(next_step_at=later))
    keys = [f"ping:floor:{each}" for each in ids]
    session.execute(insert(OUTBOX), [{**row, "dedup_key": key} for key in keys])
    return len(ids)

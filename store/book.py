"""New rows of the book by SQLAlchemy Core, many at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from store.models import Base

CONTACT, ACCOUNT, LEAD, LEAD_STAGE, ACTIVITY, CONSENT, CLOCK, ROUTING_LEDGER = (
    Base.metadata.tables[name]
    for name in (
        *("contact", "account", "lead", "lead_stage"),
        *("activity", "consent", "clock", "routing_ledger"),
    )
)


def add(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts rows that name the same columns; nothing where there are none."""
    if rows:
        session.execute(insert(table), rows)


def add_numbered(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Inserts rows that name the same columns; gives their ids, in order."""
    if not rows:
        return []
    made = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(session.scalars(made, rows))

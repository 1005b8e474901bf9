"""New rows of the book by SQLAlchemy Core, many at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select
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
    """Inserts rows that name the same columns; gives their ids, in order.

    The ids are drawn first: an INSERT that returns them must be one statement for many rows, and
    psycopg needs longer to read that statement than PostgreSQL to obey it.
    """
    ids = _draw(session, table, len(rows))
    add(session, table, [{"id": number, **row} for number, row in zip(ids, rows, strict=True)])
    return ids


def _draw(session: Session, table: Table, count: int) -> list[int]:
    """So many new ids; on SQLite the next ones, because whoever writes writes alone."""
    if count == 0:
        return []
    if session.get_bind().dialect.name == "sqlite":
        last = session.scalar(select(func.max(table.c.id))) or 0
        return list(range(last + 1, last + 1 + count))
    sequence = func.pg_get_serial_sequence(table.name, "id")
    many = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return list(session.scalars(many))

"""New rows of the book by SQLAlchemy Core, many at once."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count as count_from
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from store.batches import insert_many
from store.models import Base

_NAMES = (
    *("contact", "account", "lead", "lead_stage", "activity", "consent", "clock"),
    *("routing_ledger", "stage_change", "score_history", "duty"),
)
_TABLES = tuple(Base.metadata.tables[name] for name in _NAMES)
CONTACT, ACCOUNT, LEAD, LEAD_STAGE, ACTIVITY, CONSENT, CLOCK = _TABLES[:7]
ROUTING_LEDGER, STAGE_CHANGE, SCORE_HISTORY, DUTY = _TABLES[7:]

ADVICE = Base.metadata.tables["advice"]


def add(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts rows that name the same columns; nothing where there are none."""
    insert_many(session, table, rows)


def draw(session: Session, counts: Mapping[Table, int]) -> dict[Table, Iterator[int]]:
    """So many ids of each table for rows to come.

    An INSERT that returns ids must be one statement for many rows, and psycopg needs longer to
    read that statement than PostgreSQL to obey it. On SQLite the ids are the next ones, because
    whoever writes writes alone.
    """
    if session.get_bind().dialect.name == "sqlite":
        last = session.execute(
            select(*(select(func.max(table.c.id)).scalar_subquery() for table in counts))
        ).one()
        return {table: count_from((top or 0) + 1) for table, top in zip(counts, last, strict=True)}
    return {table: _from_sequence(session, table, count) for table, count in counts.items()}


def _from_sequence(session: Session, table: Table, count: int) -> Iterator[int]:
    sequence = func.pg_get_serial_sequence(table.name, "id")
    many = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return iter(session.scalars(many).all())

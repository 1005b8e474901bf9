"""Many rows for SQLite, as its driver takes them.

SQLAlchemy puts together the parameters of each row anew, which takes longer than SQLite needs to
write it. Here a statement, and what its types do with a value, is made once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from sqlalchemy import CursorResult, Dialect, Insert, Table, Update, bindparam, insert, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import CallableColumnDefault
from sqlalchemy.types import TypeEngine

Row = dict[str, Any]
Names = tuple[str, ...]
Write = Callable[[Any], Any]
KNOWN = 256
"""Statements that are kept."""
COUNTED = {"preserve_rowcount": True}
AT_ID = "at_id"
NOTHING: Row = {}


@dataclass(frozen=True, slots=True)
class Given:
    """What is given of a row, for a default that is worked out from it."""

    row: Row

    def get_current_parameters(self) -> Row:
        """As SQLAlchemy's own context has it."""
        return self.row


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A statement, and how rows become its parameters."""

    sql: str
    columns: tuple[tuple[str, Write | None], ...]
    """In the order of the parameters, each with what gives its values the form in which they are
    kept."""
    defaults: Row
    """Those that nobody gives."""

    def parameters(self, rows: Sequence[Row], same: Row) -> list[tuple[Any, ...]]:
        """The rows, with what they share, as the driver takes them."""
        shared = self.defaults | same
        columns = [self._values(rows, *column, shared=shared) for column in self.columns]
        return list(zip(*columns, strict=True))

    def _values(
        self, rows: Sequence[Row], name: str, write: Write | None, *, shared: Row
    ) -> list[Any]:
        if name in shared:
            value = shared[name]
            return [write(value) if write else value] * len(rows)
        return [write(row[name]) for row in rows] if write else [row[name] for row in rows]


def completed(table: Table, rows: Sequence[Row], same: Row = NOTHING) -> Sequence[Row]:
    """The rows with those defaults that are worked out for each: the key of a name, an empty list.

    Where many rows are one statement, SQLAlchemy would work them out once, from none of the rows.

    Args:
        table: of the rows.
        rows: at least one, all with the same columns.
        same: what they share beside that.
    """
    lacking = _worked_out(table, (*rows[0], *same))
    if not lacking:
        return rows
    return [row | {name: default(Given(row | same)) for name, default in lacking} for row in rows]


@cache
def _worked_out(table: Table, names: Names) -> tuple[tuple[str, Callable[[Given], Any]], ...]:
    return tuple(
        (column.name, cast("Callable[[Given], Any]", column.default.arg))
        for column in table.c
        if isinstance(column.default, CallableColumnDefault) and column.name not in names
    )


def insert_rows(
    session: Session, table: Table, rows: Sequence[Row], *, unique: Names = (), same: Row = NOTHING
) -> CursorResult[Any]:
    """Inserts rows; those whose `unique` columns are taken are left alone, other clashes raise.

    Args:
        session: an open block of SQLite.
        table: any.
        rows: at least one, all with the same columns.
        unique: the columns that decide; none: any clash raises.
        same: further columns, which all of the rows share.
    """
    whole = completed(table, rows, same)
    plan = _insertion(table, (*whole[0], *same), unique, _dialect(session))
    return _execute(session, plan, whole, same)


def update_rows(session: Session, table: Table, rows: Sequence[Row]) -> CursorResult[Any]:
    """Sets the other columns of each row where its `id` is.

    Args:
        session: an open block of SQLite.
        table: with an `id`.
        rows: at least one, all with the same columns.
    """
    return _execute(session, _change(table, tuple(rows[0]), _dialect(session)), rows)


def _execute(
    session: Session, plan: Plan, rows: Sequence[Row], same: Row = NOTHING
) -> CursorResult[Any]:
    return session.connection().exec_driver_sql(
        plan.sql, plan.parameters(rows, same), execution_options=COUNTED
    )


def _dialect(session: Session) -> Dialect:
    return session.get_bind().dialect


@lru_cache(maxsize=KNOWN)
def _insertion(table: Table, names: Names, unique: Names, dialect: Dialect) -> Plan:
    statement: Insert = insert(table)
    if unique:
        statement = sqlite.insert(table).on_conflict_do_nothing(index_elements=list(unique))
    return _plan(statement, table, names, dialect)


@lru_cache(maxsize=KNOWN)
def _change(table: Table, names: Names, dialect: Dialect) -> Plan:
    statement = update(table).where(table.c.id == bindparam(AT_ID))
    return _plan(statement, table, tuple(name for name in names if name != "id"), dialect)


def _plan(statement: Insert | Update, table: Table, names: Names, dialect: Dialect) -> Plan:
    made: Any = statement.compile(dialect=dialect, column_keys=list(names))
    places = [name if name != AT_ID else "id" for name in made.positiontup]
    return Plan(
        sql=str(made),
        columns=tuple((name, _write(table.c[name].type, dialect)) for name in places),
        defaults={column.name: column.default.arg for column in made.insert_prefetch},
    )


def _write(kind: TypeEngine[Any], dialect: Dialect) -> Write | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)

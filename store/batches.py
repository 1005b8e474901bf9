"""Many rows in one statement, on both databases.

SQLite takes a list of rows fast. psycopg needs tens of milliseconds for a thousand of them, each
value a parameter; PostgreSQL is given an array for each column and reads them as a table.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    CursorResult,
    Insert,
    Table,
    Update,
    bindparam,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TableValuedAlias

from store.arrays import Written
from store.rows import COUNTED, Names, Row, completed, insert_rows, update_rows

MANY = 8
"""Rows from which on one statement is faster for PostgreSQL than a prepared statement a row."""


def insert_many(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows, nothing where there are none; any clash raises.

    Args:
        session: an open block.
        table: without binary columns.
        rows: all with the same columns; moments are aware.
    """
    if session.get_bind().dialect.name == "sqlite":
        if rows:
            insert_rows(session, table, rows)
    elif len(rows) >= MANY:
        whole = completed(table, rows)
        session.execute(_insert(table, tuple(whole[0]), ()), _each(whole))
    elif rows:
        session.execute(_row_by_row(table), rows)


def insert_many_missing(
    session: Session,
    table: Table,
    rows: Sequence[Row],
    *,
    unique: tuple[str, ...],
    same: Row | None = None,
    often_alike: Names = (),
) -> int:
    """Inserts rows whose `unique` columns are not taken, and says how many; other clashes raise.

    Args:
        session: an open block.
        table: without binary columns.
        rows: all with the same columns; moments are aware.
        unique: the columns that decide.
        same: further columns, which all of the rows share.
        often_alike: columns in which all rows may agree; PostgreSQL is given them once then.
    """
    shared = same or {}
    if session.get_bind().dialect.name == "sqlite":
        return insert_rows(session, table, [row | shared for row in rows], unique=unique).rowcount
    own, alike = _apart(completed(table, rows), often_alike)
    shared = shared | alike
    made = session.execute(
        _insert(table, tuple(own[0]), unique, tuple(shared)),
        _each(own) | _all(shared),
        execution_options=COUNTED,
    )
    return cast("CursorResult[Any]", made).rowcount


def update_many(
    session: Session, table: Table, rows: Sequence[Row], *, often_alike: Names = ()
) -> None:
    """Sets the columns of each row where its `id` is; ids that are not there are passed over.

    Args:
        session: an open block.
        table: with an `id`.
        rows: `id` and the same columns each; moments are aware.
        often_alike: columns in which all rows may agree; PostgreSQL is given them once then.
    """
    if session.get_bind().dialect.name == "sqlite":
        update_rows(session, table, rows)
    else:
        own, shared = _apart(rows, often_alike)
        session.execute(_update(table, tuple(own[0]), tuple(shared)), _each(own) | _all(shared))


def _apart(rows: Sequence[Row], names: Names) -> tuple[Sequence[Row], Row]:
    """The rows without these columns, and these once; as they are where not all rows agree."""
    same = {name: rows[0][name] for name in names}
    agree = all(
        [row[name] for row in rows].count(value) == len(rows) for name, value in same.items()
    )
    if not (same and agree):
        return rows, {}
    own = [name for name in rows[0] if name not in same]
    return [{name: row[name] for name in own} for row in rows], same


@cache  # putting a statement together takes longer than a database needs for a row
def _row_by_row(table: Table) -> Insert:
    return insert(table)


@cache
def _insert(
    table: Table, names: tuple[str, ...], unique: tuple[str, ...], shared: tuple[str, ...] = ()
) -> Insert:
    given = _as_table(table, names)
    statement = postgresql.insert(table).from_select(
        (*names, *shared), select(*(given.c[name] for name in names), *_for_all(table, shared))
    )
    return statement.on_conflict_do_nothing(index_elements=list(unique)) if unique else statement


@cache
def _update(table: Table, names: tuple[str, ...], shared: tuple[str, ...]) -> Update:
    given = _as_table(table, names)
    each = update(table).where(table.c.id == given.c.id)
    own = {name: given.c[name] for name in names if name != "id"}
    return each.values(own | dict(zip(shared, _for_all(table, shared), strict=True)))


def _for_all(table: Table, shared: Sequence[str]) -> list[BindParameter[Any]]:
    """The places of columns that all rows share; see `_all`."""
    return [bindparam(f"all_{name}", type_=table.c[name].type) for name in shared]


def _all(shared: Row) -> Row:
    return {f"all_{name}": value for name, value in shared.items()}


def _each(rows: Sequence[Row]) -> Row:
    """The values of columns that each row has for itself; see `_as_table`."""
    return {f"each_{name}": [row[name] for row in rows] for name in rows[0]}


def _as_table(table: Table, names: tuple[str, ...]) -> TableValuedAlias:
    """The arrays as a table of these columns."""
    arrays = (bindparam(f"each_{name}", type_=Written(table.c[name].type)) for name in names)
    columns = (column(name, table.c[name].type) for name in names)
    return func.unnest(*arrays).table_valued(*columns).render_derived(name="given")

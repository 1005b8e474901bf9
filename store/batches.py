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


def insert_many(
    session: Session,
    table: Table,
    rows: Sequence[Row],
    *,
    same: Row | None = None,
    often_alike: Names = (),
) -> None:
    """Inserts rows, nothing where there are none; any clash raises.

    Args:
        session: an open block.
        table: without binary columns.
        rows: all with the same columns; moments are aware.
        same: further columns, which all of the rows share.
        often_alike: columns in which all rows may agree; PostgreSQL is given them once then.
    """
    shared = same or {}
    if not rows:
        return
    if session.get_bind().dialect.name == "sqlite":
        insert_rows(session, table, rows, same=shared)
    elif len(rows) >= MANY:
        whole = completed(table, rows, shared)
        own, alike = _apart(whole, often_alike)
        shared = shared | alike
        session.execute(_insert(table, own, (), tuple(shared)), _each(whole, own) | _all(shared))
    else:
        session.execute(_row_by_row(table), [row | shared for row in rows])


def insert_many_missing(
    session: Session,
    table: Table,
    rows: Sequence[Row],
    *,
    unique: Names,
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
        return insert_rows(session, table, rows, unique=unique, same=shared).rowcount
    whole = completed(table, rows, shared)
    own, alike = _apart(whole, often_alike)
    shared = shared | alike
    made = session.execute(
        _insert(table, own, unique, tuple(shared)),
        _each(whole, own) | _all(shared),
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
        session.execute(_update(table, own, tuple(shared)), _each(rows, own) | _all(shared))


def _apart(rows: Sequence[Row], names: Names) -> tuple[Names, Row]:
    """The columns that each row has for itself, and these once; none where not all rows agree."""
    same = {name: rows[0][name] for name in names}
    agree = all(
        [row[name] for row in rows].count(value) == len(rows) for name, value in same.items()
    )
    alike = same if agree else {}
    return tuple([name for name in rows[0] if name not in alike]), alike


@cache  # putting a statement together takes longer than a database needs for a row
def _row_by_row(table: Table) -> Insert:
    return insert(table)


@cache
def _insert(table: Table, names: Names, unique: Names, shared: Names = ()) -> Insert:
    given = _as_table(table, names)
    statement = postgresql.insert(table).from_select(
        (*names, *shared), select(*(given.c[name] for name in names), *_for_all(table, shared))
    )
    return statement.on_conflict_do_nothing(index_elements=list(unique)) if unique else statement


@cache
def _update(table: Table, names: Names, shared: Names) -> Update:
    given = _as_table(table, names)
    each = update(table).where(table.c.id == given.c.id)
    own = {name: given.c[name] for name in names if name != "id"}
    return each.values(own | dict(zip(shared, _for_all(table, shared), strict=True)))


def _for_all(table: Table, shared: Sequence[str]) -> list[BindParameter[Any]]:
    """The places of columns that all rows share; see `_all`."""
    return [bindparam(f"all_{name}", type_=table.c[name].type) for name in shared]


def _all(shared: Row) -> Row:
    return {f"all_{name}": value for name, value in shared.items()}


def _each(rows: Sequence[Row], names: Names) -> Row:
    """The values of columns that each row has for itself; see `_as_table`."""
    return {f"each_{name}": [row[name] for row in rows] for name in names}


def _as_table(table: Table, names: Names) -> TableValuedAlias:
    """The arrays as a table of these columns."""
    arrays = (bindparam(f"each_{name}", type_=Written(table.c[name].type)) for name in names)
    columns = (column(name, table.c[name].type) for name in names)
    return func.unnest(*arrays).table_valued(*columns).render_derived(name="given")

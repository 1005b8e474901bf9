"""Many rows in one statement, on both databases.

SQLite takes a list of rows fast. psycopg needs tens of milliseconds for a thousand of them, each
value a parameter; PostgreSQL is given them as one JSON document and reads it as a table.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from pydantic_core import to_json
from sqlalchemy import (
    JSON,
    CursorResult,
    Enum,
    Insert,
    Table,
    Text,
    Update,
    bindparam,
    column,
    func,
    insert,
    select,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TableValuedAlias

from store.upsert import insert_missing

Row = dict[str, Any]
COUNTED = {"preserve_rowcount": True}
MANY = 8
"""Rows from which on one document is faster for PostgreSQL than a prepared statement a row."""


def insert_many(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows, nothing where there are none; any clash raises.

    Args:
        session: an open block.
        table: without binary columns.
        rows: all with the same columns; moments are aware.
    """
    if len(rows) >= MANY and session.get_bind().dialect.name != "sqlite":
        session.execute(_insert(table, tuple(rows[0]), ()), _document(table, rows))
    elif rows:
        session.execute(_row_by_row(table), rows)


def insert_many_missing(
    session: Session,
    table: Table,
    rows: Sequence[Row],
    *,
    unique: tuple[str, ...],
    same: Row | None = None,
) -> int:
    """Inserts rows whose `unique` columns are not taken, and says how many; other clashes raise.

    Args:
        session: an open block.
        table: without binary columns.
        rows: all with the same columns; moments are aware.
        unique: the columns that decide.
        same: further columns, which all of the rows share.
    """
    shared = same or {}
    if session.get_bind().dialect.name == "sqlite":
        statement = insert_missing(session, table, unique=unique)
        given: Row | list[Row] = [{**row, **shared} for row in rows]
    else:
        statement = _insert(table, tuple(rows[0]), unique, tuple(shared))
        given = _document(table, rows) | {f"all_{name}": value for name, value in shared.items()}
    made = session.execute(statement, given, execution_options=COUNTED)
    return cast("CursorResult[Any]", made).rowcount


def update_many(session: Session, table: Table, rows: Sequence[Row]) -> None:
    """Sets the columns of each row where its `id` is; ids that are not there are passed over.

    Args:
        session: an open block.
        table: with an `id`.
        rows: `id` and the same columns each; moments are aware.
    """
    names = [name for name in rows[0] if name != "id"]
    if session.get_bind().dialect.name == "sqlite":
        one = update(table).where(table.c.id == bindparam("at_id"))
        values: Row = {name: bindparam(f"to_{name}") for name in names}
        session.execute(
            one.values(values),
            [{"at_id": row["id"], **{f"to_{name}": row[name] for name in names}} for row in rows],
        )
    else:
        session.execute(_update(table, tuple(rows[0])), _document(table, rows))


@cache  # putting a statement together takes longer than a database needs for a row
def _row_by_row(table: Table) -> Insert:
    return insert(table)


@cache
def _insert(
    table: Table, names: tuple[str, ...], unique: tuple[str, ...], shared: tuple[str, ...] = ()
) -> Insert:
    given = _as_table(table, names)
    one_for_all = (bindparam(f"all_{name}", type_=table.c[name].type) for name in shared)
    statement = postgresql.insert(table).from_select(
        (*names, *shared), select(*(given.c[name] for name in names), *one_for_all)
    )
    return statement.on_conflict_do_nothing(index_elements=list(unique)) if unique else statement


@cache
def _update(table: Table, names: tuple[str, ...]) -> Update:
    given = _as_table(table, names)
    each = update(table).where(table.c.id == given.c.id)
    return each.values({name: given.c[name] for name in names if name != "id"})


def _document(table: Table, rows: Sequence[Row]) -> Row:
    """Members of an enumeration as their values: to_json needs five times as long for them."""
    names = [name for name in rows[0] if isinstance(table.c[name].type, Enum)]
    plain = rows if not names else [row | _values(row, names) for row in rows]
    return {"rows": to_json(plain).decode()}


def _values(row: Row, names: Sequence[str]) -> Row:
    return {name: None if row[name] is None else row[name].value for name in names}


def _as_table(table: Table, names: tuple[str, ...]) -> TableValuedAlias:
    """The document as a table of these columns."""
    columns = (column(name, table.c[name].type) for name in names)
    return (
        func.json_to_recordset(sql_cast(bindparam("rows", type_=Text), JSON))
        .table_valued(*columns)
        .render_derived(name="given", with_types=True)
    )

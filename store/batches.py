"""Many rows in one statement, on both databases.

SQLite takes a list of rows fast. psycopg needs tens of milliseconds for a thousand of them, each
value a parameter; PostgreSQL is given them as one JSON document and reads it as a table.
"""

from collections.abc import Sequence
from typing import Any

from pydantic_core import to_json
from sqlalchemy import JSON, Table, Text, bindparam, cast, column, func, literal, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TableValuedAlias

from store.upsert import insert_missing

Row = dict[str, Any]


def insert_many_missing(
    session: Session, table: Table, rows: Sequence[Row], *, unique: tuple[str, ...]
) -> None:
    """Inserts rows whose `unique` columns are not taken; any other clash raises.

    Args:
        session: an open block.
        table: without binary columns.
        rows: all with the same columns; moments are aware.
        unique: the columns that decide.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.execute(insert_missing(session, table, unique=unique), rows)
        return
    given = _as_table(table, rows)
    names = list(rows[0])
    session.execute(
        postgresql.insert(table)
        .from_select(names, select(*(given.c[name] for name in names)))
        .on_conflict_do_nothing(index_elements=list(unique))
    )


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
        return
    given = _as_table(table, rows)
    each = update(table).where(table.c.id == given.c.id)
    session.execute(each.values({name: given.c[name] for name in names}))


def _as_table(table: Table, rows: Sequence[Row]) -> TableValuedAlias:
    document = cast(literal(to_json(rows).decode(), Text), JSON)
    columns = (column(name, table.c[name].type) for name in rows[0])
    return (
        func.json_to_recordset(document)
        .table_valued(*columns)
        .render_derived(name="given", with_types=True)
    )

"""`column IN (…)` for long lists, on both databases."""

from collections.abc import Collection
from typing import Any

from pydantic_core import to_json
from sqlalchemy import ColumnElement, any_, column, func, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from store.arrays import Written


def among(
    session: Session, which: ColumnElement[Any], values: Collection[Any]
) -> ColumnElement[bool]:
    """Whether the column is one of the values, texts or numbers, which are one parameter.

    Both databases and SQLAlchemy need milliseconds for a statement of five hundred parameters: an
    array on PostgreSQL, a JSON list on SQLite.
    """
    if session.get_bind().dialect.name == "sqlite":
        return which.in_(select(listed(session, values, which.type).c.value))
    return which == any_(literal(list(values), Written(which.type)))


def listed(session: Session, values: Collection[Any], item: TypeEngine[Any]) -> TableValuedAlias:
    """The values, texts or numbers, as a table with one column, `value`; one parameter."""
    if session.get_bind().dialect.name == "sqlite":
        return func.json_each(to_json(list(values)).decode()).table_valued(column("value", item))
    given = func.unnest(literal(list(values), Written(item)))
    return given.table_valued(column("value", item)).render_derived(name="listed")

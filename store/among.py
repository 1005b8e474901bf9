"""`column IN (…)` for long lists, on both databases."""

from collections.abc import Collection
from typing import Any

from pydantic_core import to_json
from sqlalchemy import ColumnElement, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session


def among(
    session: Session, column: ColumnElement[Any], values: Collection[Any]
) -> ColumnElement[bool]:
    """Whether the column is one of the values, texts or numbers, which are one parameter.

    Both databases and SQLAlchemy need milliseconds for a statement of five hundred parameters: an
    array on PostgreSQL, a JSON list on SQLite.
    """
    if session.get_bind().dialect.name == "sqlite":
        listed = func.json_each(to_json(list(values)).decode()).table_valued("value")
        return column.in_(select(listed.c.value))
    return column == any_(literal(list(values), ARRAY(column.type)))

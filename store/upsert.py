"""INSERT that leaves alone what is there, on both databases."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_missing(session: Session, table: Table, *, unique: tuple[str, ...]) -> Insert:
    """An INSERT that skips rows whose `unique` columns are taken; any other clash raises."""
    return _made(table, unique, is_sqlite=session.get_bind().dialect.name == "sqlite")


@cache
def _made(table: Table, unique: tuple[str, ...], *, is_sqlite: bool) -> Insert:
    """Made once: putting a statement together takes longer than the database needs for it."""
    made: Any = sqlite.insert(table) if is_sqlite else postgresql.insert(table)
    statement: Insert = made.on_conflict_do_nothing(index_elements=list(unique))
    return statement

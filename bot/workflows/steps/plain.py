"""Columns of a row as JSON has them, and back."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, Enum

from store.models.base import Base, ExactNumber, UtcDateTime

Values = dict[str, Any]
CENT = Decimal("0.01")
"""As exact as the book keeps numbers (`ExactNumber`), before it was read back too."""


def columns(table: type[Base], *, without: Iterable[str]) -> tuple[str, ...]:
    """The names of a table's columns but these."""
    left_out = frozenset(without)
    return tuple(one.name for one in table.__table__.c if one.name not in left_out)


def values(row: Base, names: Iterable[str]) -> Values:
    """These columns of a row."""
    return {name: plain(getattr(row, name)) for name in names}


def plain(value: Any) -> Any:
    """A column's value; lists and dicts are JSON already."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.quantize(CENT))
    return getattr(value, "value", value)


def typed(table: type[Base], name: str, value: Any) -> Any:
    """A value out of JSON as its column wants it."""
    kind = table.__table__.c[name].type
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, ExactNumber):
        return Decimal(value)
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return value

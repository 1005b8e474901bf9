"""Columns of many rows as arrays, in PostgreSQL's own writing.

psycopg writes an array too, and takes ten times as long.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from pydantic_core import to_json
from sqlalchemy import JSON, Date, DateTime, Dialect, String, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeDecorator, TypeEngine

Write = Callable[[Iterable[Any]], list[str]]
NOTHING = "NULL"


class Written(TypeDecorator[Collection[Any]]):
    """`{1,2}` or `{"a",NULL}`: values of a column, one parameter for all of them.

    A text may hold anything but a NUL, which PostgreSQL refuses.

    Args:
        item: the type of the column, not of bytes. What is too long for it is cut nowhere: a column
            that takes it refuses it.
    """

    impl = ARRAY
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        inner = _inner(item)
        super().__init__(Text() if isinstance(inner, String) else inner)
        self.item = item

    def bind_processor(self, _dialect: Dialect) -> Callable[[Collection[Any] | None], str]:
        """How such a list becomes the parameter."""
        write = _writer(_inner(self.item))
        return lambda values: "{" + ",".join(write(values or ())) + "}"


def _inner(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _writer(kind: TypeEngine[Any]) -> Write:
    if isinstance(kind, String):
        return _texts
    if isinstance(kind, JSON):
        return _documents
    return _moments if isinstance(kind, DateTime | Date) else _numbers


def _texts(values: Iterable[str | None]) -> list[str]:
    return [NOTHING if value is None else _quoted(value) for value in values]


def _documents(values: Iterable[Any]) -> list[str]:
    return [NOTHING if value is None else _quoted(to_json(value).decode()) for value in values]


def _moments(values: Iterable[Any]) -> list[str]:
    return [NOTHING if value is None else value.isoformat() for value in values]


def _numbers(values: Iterable[Any]) -> list[str]:
    return [NOTHING if value is None else str(value) for value in values]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

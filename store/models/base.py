"""What all tables share: naming, moments and closed lists."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Enum,
    Index,
    MetaData,
    Numeric,
    String,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def index_of_some(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows that are looked for: the others cost nothing to write."""
    few = text(where)
    return Index(name, *columns, sqlite_where=few, postgresql_where=few)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused at the door."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC, for SQLite without its zone.

        Raises:
            ValueError: for a moment without a zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        utc = value if value.tzinfo is UTC else value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """The same, remembered for SQLite: many rows of a batch hold the same few moments."""
        written = super().bind_processor(dialect)
        is_slow = dialect.name == "sqlite" and written is not None
        return lru_cache(maxsize=256)(written) if is_slow and written else written

    def result_processor(
        self, dialect: Dialect, _coltype: object
    ) -> Callable[[str | None], datetime | None] | None:
        """The moment, aware and in UTC; PostgreSQL gives it so (`store.session`)."""
        return _read if dialect.name == "sqlite" else None


def _read(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written + "+00:00")


class ExactNumber(TypeDecorator[Decimal]):
    """Money to the cent on both databases; SQLite has no exact number, so it keeps text."""

    impl = Numeric(18, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Text on SQLite, NUMERIC elsewhere."""
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else Numeric(18, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """The number as the database keeps it."""
        return None if value is None else str(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """The exact number."""
        del dialect
        return None if value is None else Decimal(value)


class Codes(TypeDecorator[tuple[str, ...]]):
    """A few codes, as a list in JSON and as a tuple in Python."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> Any:
        """The codes as a list."""
        del dialect
        return [] if value is None else list(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        """The codes as a tuple."""
        del dialect
        return tuple(value or ())


class Base(DeclarativeBase):
    """Every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 — SQLAlchemy reads it so
        datetime: UtcDateTime,
        Decimal: ExactNumber,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=32,
            create_constraint=False,
            values_callable=lambda kind: [item.value for item in kind],
        ),
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }

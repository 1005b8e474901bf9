"""Brings a database to the tables this version needs.

Alembic's configuration is made here, so that it works from an installed package, without a file.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import Any, Literal

from alembic import command
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from sqlalchemy import Connection, Enum, text

from store import rekeying
from store.models import Base
from store.models.base import ExactNumber, UtcDateTime
from store.session import Store
from store.version import MIGRATIONS, is_current

__all__ = ["MIGRATIONS", "describe", "downgrade", "is_current", "revise", "upgrade"]
LOCK = 7_382_911
"""Any number, the same in all processes: two that start at once migrate one after the other."""


def upgrade(url: str, revision: str = "head") -> None:
    """Runs the missing migrations, all or none; then rows get the keys of this version's rules."""
    _run(url, lambda config: command.upgrade(config, revision))
    if revision == "head":
        with closing(Store(url)) as store:
            rekeying.rekey(store)


def downgrade(url: str, revision: str) -> None:
    """Takes migrations back; `base` leaves an empty database."""
    _run(url, lambda config: command.downgrade(config, revision))


def revise(url: str, message: str, *, now: datetime) -> None:
    """Writes the next migration from the difference between models and database.

    Args:
        url: a database that is current.
        message: one word or two, the file's name.
        now: its minute leads the file's name, so that names sort.
    """
    minute = f"{now:%Y%m%d%H%M}"
    _run(
        url,
        lambda config: command.revision(config, message, autogenerate=True, rev_id=minute),
    )


def describe() -> dict[str, Any]:
    """How migrations are compared, written and run."""
    return {
        "target_metadata": Base.metadata,
        "render_as_batch": True,
        "render_item": _render,
        "compare_type": True,
        "transactional_ddl": True,  # also on SQLite: store.session begins by itself
        "user_module_prefix": "",
    }


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def _run(url: str, act: Callable[[Config], object]) -> None:
    config = _config()
    store = Store(url)
    try:
        with store.engine.connect() as connection:
            _let_tables_be_rebuilt(connection)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
                config.attributes["connection"] = connection
                act(config)
    finally:
        store.close()


def _let_tables_be_rebuilt(connection: Connection) -> None:
    """SQLite changes a table by copying it; with foreign keys on, dropping the old one cascades.

    The pragma does nothing inside a transaction, so it goes past SQLAlchemy, which would begin.
    """
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF")


def _render(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    """Our own types by name; a closed list as text, so that a new word needs no migration."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime | ExactNumber):
        name = type(item).__name__
        context.imports.add("from store.models.base import ExactNumber, UtcDateTime")
        return f"{name}()"
    if isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False

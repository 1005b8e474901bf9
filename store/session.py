"""The only place that opens, commits and rolls back a transaction.

    with store.begin() as session:      # commits when the block ends, rolls back when it raises
        ...

Facts leave the block, rows never do, and nobody talks to the outside while a block is open:
`Store.busy` says so, and the gateways refuse then.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.engine import ExceptionContext, ExecutionContext, make_url
from sqlalchemy.exc import InterfaceError, OperationalError, PendingRollbackError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from store.errors import drop_values
from store.liveness import ask_whether_alive
from store.overlap import is_written, wait_before_answers, wait_before_flush
from store.turns import Turns

READ_ONLY = "staffel_read_only"
SNAPSHOT = {READ_ONLY: True}
STATEMENTS = {READ_ONLY: True, "isolation_level": "AUTOCOMMIT"}
"""How a block reads. On SQLite in a transaction; on PostgreSQL each statement would see the newest
commits in one as well, and psycopg forgets every prepared statement where one is rolled back."""
DATABASE_CLOCK = "database_clock"
BUSY_TIMEOUT_MS = 15_000
CONFLICTS = frozenset({"40001", "40P01"})
"""PostgreSQL: serialization failure and deadlock."""
_SQLITE_NOW = text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")
_SERVER_NOW = select(func.clock_timestamp())


class BlockOpenError(RuntimeError):
    """Somebody tried to reach the outside world, or a second block, inside a block."""


class ReadingBlockError(RuntimeError):
    """Somebody tried to write in a block that only reads."""


class Store:
    """A database and its blocks; safe to share between threads.

    Args:
        url: SQLAlchemy address, `sqlite:///path` or `postgresql+psycopg://…`.
        database_clock: replaces the database's own time; the simulation's door.
        pool_size: connections kept for PostgreSQL.
    """

    def __init__(
        self,
        url: str,
        *,
        database_clock: Callable[[], datetime] | None = None,
        pool_size: int = 20,
    ) -> None:
        self.engine = _engine(url, pool_size)
        info = {DATABASE_CLOCK: database_clock}
        self._write = sessionmaker(self.engine, expire_on_commit=False, info=info)
        is_sqlite = self.engine.dialect.name == "sqlite"
        reading = self.engine.execution_options(**(SNAPSHOT if is_sqlite else STATEMENTS))
        event.listen(reading, "before_cursor_execute", _refuse_to_write)
        self._read = sessionmaker(reading, expire_on_commit=False, info=info)
        self._thread = threading.local()
        # SQLite lets its writers poll for their turn; those of one process need not.
        self._turns = Turns() if is_sqlite else None
        if not is_sqlite:
            event.listen(self._write, "before_flush", wait_before_flush)

    @property
    def busy(self) -> bool:
        """Whether this thread has a block open."""
        return bool(getattr(self._thread, "open", False))

    def refuse_while_busy(self) -> None:
        """Stops a call to the outside inside a block.

        Raises:
            BlockOpenError: when this thread has a block open.
        """
        if self.busy:
            raise BlockOpenError("No call to the outside inside a block: owe it, don't send it.")

    @contextmanager
    def begin(self, *, first: bool = False) -> Iterator[Session]:
        """One transaction that may write.

        Args:
            first: it goes before whoever waits for SQLite's one writer: short, and somebody
                outside is waiting.
        """
        with self._block(), self._turn(first=first), self._write.begin() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A block that only reads.

        Raises:
            ReadingBlockError: when something in it writes.
        """
        with self._block(), self._read() as session:
            yield session

    def _turn(self, *, first: bool) -> AbstractContextManager[None]:
        if self._turns is None:
            return nullcontext()
        return self._turns.ahead() if first else self._turns

    @contextmanager
    def _block(self) -> Iterator[None]:
        if self.busy:
            raise BlockOpenError("A block is open already: pass its session to the step.")
        self._thread.open = True
        try:
            yield
        finally:
            self._thread.open = False

    def close(self) -> None:
        """Gives every connection back."""
        self.engine.dispose()


def database_now(session: Session) -> datetime:
    """The moment by the database's own clock, which all processes share; aware, UTC."""
    replaced = session.info.get(DATABASE_CLOCK)
    if replaced is not None:
        moment: datetime = replaced()
        return moment
    if session.get_bind().dialect.name == "sqlite":
        return datetime.fromisoformat(str(session.scalar(_SQLITE_NOW))).replace(tzinfo=UTC)
    moment = session.scalar(_SERVER_NOW)  # type: ignore[assignment]
    return moment.astimezone(UTC)


def is_conflict(error: Exception) -> bool:
    """Whether a block failed only because another one changed the same rows: it may run again."""
    if isinstance(error, OperationalError):
        return getattr(error.orig, "sqlstate", None) in CONFLICTS
    return isinstance(error, StaleDataError)


def is_of_the_database(error: Exception) -> bool:
    """Whether a block failed of the database (gone, restarting, full), not of what it was to do."""
    return isinstance(error, OperationalError | InterfaceError | PendingRollbackError)


def _engine(url: str, pool_size: int) -> Engine:
    address = make_url(url)
    settings: dict[str, Any] = {
        "pool_size": pool_size,
        "max_overflow": pool_size,
        "hide_parameters": True,  # errors are logged, and parameters are personal data
        # A lead has seven such values, and these are several times as fast as Python's own.
        "json_serializer": lambda value: to_json(value).decode(),
        "json_deserializer": from_json,
    }
    if address.get_backend_name() != "sqlite":
        server = create_engine(address, **settings)
        ask_whether_alive(server)
        event.listen(server, "connect", _set_up_server)
        event.listen(server, "handle_error", _drop_values)
        event.listen(server, "before_cursor_execute", wait_before_answers)
        return server
    engine = create_engine(address, **settings)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _refuse_to_write(
    _connection: Connection,
    _cursor: Any,
    _statement: str,
    _parameters: Any,
    context: ExecutionContext,
    _many: bool,
) -> None:
    if is_written(context):
        raise ReadingBlockError("Nothing is written in a block that only reads: begin one.")


def _drop_values(context: ExceptionContext) -> None:
    """The errors that SQLAlchemy sees; see `store.overlap` for those that it does not."""
    drop_values(context.original_exception, context.sqlalchemy_exception)


def _set_up_server(connection: Any, _record: Any) -> None:
    """Moments come in UTC: a batch has thousands, none of which need be moved then."""
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
    connection.commit()


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """WAL lets readers go on while one writes; FULL makes a commit survive a power cut."""
    connection.isolation_level = None  # the driver must not begin by itself; see _begin_sqlite
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Writers queue at the start: SQLite refuses a reader that turns into a writer midway."""
    read_only = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

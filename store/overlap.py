"""Writing without waiting for each answer: the database works while the program goes on."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast

import psycopg
from sqlalchemy import Connection
from sqlalchemy.engine import ExecutionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from store.errors import drop_values

SENT_ON = "staffel_sent_on"
"""Where a connection keeps what ends its writing without waiting."""


@contextmanager
def without_waiting(session: Session) -> Iterator[None]:
    """What is written in it is on its way at once; it is done where something is read, or at the end.

    PostgreSQL works meanwhile, and the time in which its answers would have been waited for is
    spared: a batch gains where it has something to work out. SQLite works in this process, and
    there is nothing to wait for.

    Args:
        session: an open block; what its objects have changed is written as always.

    Raises:
        DBAPIError: where a statement failed, at the end at the latest; so has the block then.
    """
    session.flush()
    connection = session.connection()
    driver, info = connection.connection.driver_connection, connection.info
    if not isinstance(driver, psycopg.Connection) or SENT_ON in info:
        yield
        return
    try:
        with ExitStack() as sent_on:
            sent_on.enter_context(driver.pipeline())
            info[SENT_ON] = sent_on
            yield
    except psycopg.Error as error:
        raise _told(connection, driver, error) from error
    finally:
        info.pop(SENT_ON, None)


def wait_before_answers(
    connection: Connection,
    _cursor: Any,
    _statement: str,
    _parameters: Any,
    context: ExecutionContext,
    _many: bool,
) -> None:
    """A statement whose answer somebody reads, or counts, waits for those before it.

    Raises:
        psycopg.Error: where one of those failed; see `without_waiting`.
    """
    sent_on = connection.info.get(SENT_ON)
    if sent_on is not None and not _is_written_only(context):
        sent_on.close()


def wait_before_flush(session: Session, _context: object, _objects: object) -> None:
    """What objects have changed is counted as it is written, so it waits for what was before it.

    Raises:
        psycopg.Error: where something of that failed; see `without_waiting`.
    """
    sent_on = session.connection().info.get(SENT_ON)
    if sent_on is not None:
        sent_on.close()


def is_written(context: Any) -> bool:
    """Whether a statement, by its execution's context, changes rows."""
    return bool(context.isinsert or context.isupdate or context.isdelete)


def _is_written_only(context: Any) -> bool:
    is_counted = context.execution_options.get("preserve_rowcount", False)
    return is_written(context) and not is_counted and not context.compiled.effective_returning


def _told(
    connection: Connection, driver: "psycopg.Connection[Any]", error: psycopg.Error
) -> DBAPIError:
    """What SQLAlchemy makes of an error that it sees itself: it sees none of those at the end."""
    if driver.closed:
        connection.invalidate(error)
    told = DBAPIError.instance(
        None,
        None,
        error,
        psycopg.Error,
        hide_parameters=True,
        connection_invalidated=driver.closed,
        dialect=connection.dialect,
    )
    drop_values(error, told)
    return cast("DBAPIError", told)

"""Connections of the pool that a server's restart has cut are found before a block uses them."""

import time
from typing import Any

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.exc import InvalidatePoolError

RETURNED = "staffel_returned"
"""Where a connection keeps when it was last given back."""
ANSWERED_JUST_NOW = 1.0
"""Seconds for which nobody asks again whether a connection lives."""


def ask_whether_alive(engine: Engine) -> None:
    """As `pool_pre_ping`, but not where the connection was in use within the last second.

    That question is a way to the server and back, and a click, or a tick, opens several blocks one
    after another. A server that is restarted is away for longer; where it is not, the block fails
    as one does that was open at that moment.

    Args:
        engine: of a server; its pool asks from now on.
    """

    def given_back(_connection: Any, record: Any) -> None:
        record.info[RETURNED] = time.monotonic()

    def taken(connection: Any, record: Any, _fairy: Any) -> None:
        since = record.info.get(RETURNED)  # a new one was never given back
        if since is not None and time.monotonic() - since > ANSWERED_JUST_NOW:
            _ask(engine.dialect, connection)

    event.listen(engine, "checkin", given_back)
    event.listen(engine, "checkout", taken)


def _ask(dialect: Dialect, connection: Any) -> None:
    """Nothing where it answers.

    Raises:
        InvalidatePoolError: where it does not: the pool opens another one, and forgets all others
            that are as old.
    """
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        if not dialect.is_disconnect(error, connection, None):
            raise
        raise InvalidatePoolError from error

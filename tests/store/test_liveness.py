"""A server that was restarted is noticed before a block, not by it."""

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from store import liveness
from store.session import Store, is_of_the_database

CUT = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid = %s"


def backend(store: Store) -> int:
    """Which of the server's processes answers a block."""
    with store.begin() as session:
        return int(session.scalar(text("SELECT pg_backend_pid()")) or 0)


def two_backends(store: Store) -> list[int]:
    with store.engine.connect() as one, store.engine.connect() as other:
        return [int(each.scalar(text("SELECT pg_backend_pid()")) or 0) for each in (one, other)]


def cut(store: Store, pid: int) -> None:
    """As the server's restart does it; by a connection that is not of the pool."""
    address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        assert connection.execute(CUT, (pid,)).fetchall() == [(True,)]


def test_one_that_rested_is_asked_and_replaced(
    server: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(liveness, "ANSWERED_JUST_NOW", 0.0)
    first = backend(server)
    assert backend(server) == first
    cut(server, first)
    assert backend(server) != first


def test_all_that_are_as_old_are_forgotten_with_it(
    server: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(liveness, "ANSWERED_JUST_NOW", 0.0)
    old = two_backends(server)
    cut(server, old[1])  # given back first, so taken first
    assert not {*two_backends(server)} & {*old}


def test_one_that_was_in_use_just_now_is_not_asked(
    server: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fails as a block fails that was open when the server went; the next has a new one."""
    monkeypatch.setattr(liveness, "ANSWERED_JUST_NOW", 60.0)
    first = backend(server)
    cut(server, first)
    with pytest.raises(DBAPIError) as told:
        backend(server)
    assert is_of_the_database(told.value)
    assert told.value.connection_invalidated
    assert backend(server) != first

"""Writing without waiting says the same as waiting, on both databases; errors are told in time."""

import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from agents.vocabulary import OutboxState
from store.batches import insert_many_missing
from store.models import Owed
from store.overlap import without_waiting
from store.session import Store, is_conflict, is_of_the_database
from tests.store.test_batches import T, kept, owed
from tests.world import TUESDAY


def in_one_go(store: Store, *works: Callable[[Session], object]) -> None:
    with store.begin() as session, without_waiting(session):
        for work in works:
            work(session)


def add(*rows: dict[str, Any]) -> Callable[[Session], object]:
    return lambda session: session.execute(insert(T), list(rows))


def raise_all(session: Session) -> None:
    session.execute(update(T).values(priority=T.c.priority + 1))


def test_what_was_written_is_there_at_the_end(store: Store) -> None:
    with store.begin() as session:
        with without_waiting(session):
            session.execute(insert(T), [owed(number) for number in (1, 2)])
            raise_all(session)
            raise_all(session)
        assert session.scalars(select(T.c.priority).order_by(T.c.id)).all() == [3, 4]
    assert kept(store, "priority") == [(3,), (4,)]


def test_whoever_reads_sees_what_was_written(store: Store) -> None:
    with store.begin() as session, without_waiting(session):
        session.execute(insert(T), [owed(1)])
        raise_all(session)
        assert session.scalar(select(T.c.priority)) == 2
        raise_all(session)
        assert session.scalar(select(T.c.priority)) == 3
        with session.begin_nested():
            raise_all(session)
        made = insert(T).values(owed(2)).returning(T.c.priority)
        assert session.scalar(made) == 2
    assert kept(store, "priority") == [(4,), (2,)]


def test_one_inside_another_is_the_same(store: Store) -> None:
    with store.begin() as session, without_waiting(session):
        session.execute(insert(T), [owed(1)])
        with without_waiting(session):
            raise_all(session)
        raise_all(session)
        assert session.scalar(select(T.c.priority)) == 3
        with without_waiting(session):
            raise_all(session)
    assert kept(store, "priority") == [(4,)]


def test_whoever_counts_counts(store: Store) -> None:
    with store.begin() as session, without_waiting(session):
        session.execute(insert(T), [owed(1)])
        rows = [owed(number) for number in (1, 2, 3)]
        assert insert_many_missing(session, T, rows, unique=("dedup_key",)) == 2
    assert len(kept(store, "id")) == 3


def test_what_objects_have_changed_is_written_as_always(store: Store) -> None:
    """SQLAlchemy counts the rows that an object's change meets."""
    with store.begin() as session:
        before = Owed(**owed(1))
        session.add(before)
        with without_waiting(session):
            raise_all(session)
            before.lane = "other"
            session.flush()
            raise_all(session)
    assert kept(store, "priority", "lane") == [(3, "other")]


def test_a_failure_is_told_and_leaves_nothing(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    works = (
        add(owed(1), owed(2)),
        add(owed(3, dedup_key="Kara Muster")),
        add(owed(4, dedup_key="Kara Muster")),
        raise_all,
    )
    with caplog.at_level(logging.DEBUG), pytest.raises(IntegrityError) as told:
        in_one_go(store, *works)
    assert not is_conflict(told.value)
    assert not is_of_the_database(told.value)
    assert "Kara" not in f"{told.value} {told.value.orig} {caplog.text}"
    assert kept(store, "id") == []
    in_one_go(store, add(owed(3)))
    assert kept(store, "priority") == [(3,)]


def test_a_failure_is_told_before_the_next_answer(store: Store) -> None:
    answers: list[object] = []

    def ask(session: Session) -> None:
        answers.append(session.scalar(select(func.count()).select_from(T)))

    with pytest.raises(IntegrityError):
        in_one_go(store, add(owed(1)), add(owed(1)), ask)
    assert answers == []
    assert kept(store, "id") == []


def test_a_failure_of_our_own_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        in_one_go(store, add(owed(1)), lambda _: 1 / 0)
    assert kept(store, "id") == []


def test_a_failed_savepoint_fails_alone(store: Store) -> None:
    def fail(session: Session) -> None:
        with session.begin_nested(), without_waiting(session):
            add(owed(2))(session)
            add(owed(1))(session)

    with store.begin() as session:
        add(owed(1))(session)
        with pytest.raises(IntegrityError):
            fail(session)
        with without_waiting(session):
            raise_all(session)
    assert kept(store, "priority") == [(2,)]


def test_a_lost_connection_is_the_databases_fault(server: Store) -> None:
    def cut(session: Session) -> None:
        mine = session.scalar(text("SELECT pg_backend_pid()"))
        with without_waiting(session):
            raise_all(session)
            other = threading.Thread(target=_cut, args=(server, mine))
            other.start()
            other.join()

    with pytest.raises(DBAPIError) as told, server.begin() as session:
        cut(session)
    assert is_of_the_database(told.value)
    assert told.value.connection_invalidated
    in_one_go(server, add(owed(1)))
    assert kept(server, "state") == [(OutboxState.PENDING,)]


def _cut(server: Store, backend: int) -> None:
    with server.begin() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": backend})


def test_a_deadlock_may_be_tried_again(server: Store) -> None:
    """Two blocks that wait for each other: one of them is told so, as a conflict."""
    with server.begin() as session:
        session.execute(insert(T), [owed(1), owed(2)])
    both = threading.Barrier(2)
    failed: list[Exception] = []

    def settle(session: Session, number: int) -> None:
        session.execute(update(T).where(T.c.priority == number).values(settled_at=TUESDAY))

    def cross(first: int, second: int) -> None:
        try:
            with server.begin() as session:
                settle(session, first)
                both.wait(60)
                with without_waiting(session):
                    settle(session, second)
        except DBAPIError as error:
            failed.append(error)

    threads = [threading.Thread(target=cross, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [is_conflict(error) for error in failed] == [True]

"""What a block may do, and what an error of the database says and must not say."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Contact, Owed
from store.session import ReadingBlockError, Store
from tests.store.test_batches import T, kept, owed
from tests.world import TUESDAY


def test_an_error_of_the_database_names_no_values(store: Store) -> None:
    def person(subject_id: str) -> Contact:
        key = "eva@secret.example"
        return Contact(
            subject_id=subject_id, email_key=key, created_at=TUESDAY, delete_after=TUESDAY
        )

    def keep(row: Contact) -> None:
        with store.begin() as session:
            session.add(row)

    keep(person("a"))
    with pytest.raises(IntegrityError) as failed:
        keep(person("b"))
    assert "secret" not in str(failed.value)
    assert "secret" not in str(failed.value.orig)
    assert "email_key" in str(failed.value), "but which constraint it was"


def add_a_row(session: Session) -> None:
    session.add(Owed(**owed(2)))
    session.flush()


@pytest.mark.parametrize(
    "write",
    [
        lambda session: session.execute(insert(T), [owed(2)]),
        lambda session: session.execute(update(T).values(priority=9)),
        lambda session: session.execute(delete(T)),
        add_a_row,
    ],
    ids=["insert", "update", "delete", "object"],
)
def test_a_block_that_reads_writes_nothing(store: Store, write: Callable[[Session], Any]) -> None:
    with store.begin() as session:
        session.execute(insert(T), [owed(1)])
    with pytest.raises(ReadingBlockError), store.read() as session:
        write(session)
    assert kept(store, "priority") == [(1,)]


def test_a_block_that_reads_sees_what_was_committed_before_it(store: Store) -> None:
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(T)) == 0
    with store.begin() as session:
        session.execute(insert(T), [owed(1)])
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(T)) == 1


def test_what_was_prepared_stays_so(postgres_migrated: Callable[[], str]) -> None:
    """psycopg forgets it all where a transaction is rolled back, as reading once ended."""
    prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%max(%'")
    with closing(Store(postgres_migrated(), pool_size=1)) as server:
        for _ in range(7):
            with server.read() as session:
                session.scalar(select(func.max(T.c.id)))
        with server.read() as session:
            assert session.scalar(prepared) == 1

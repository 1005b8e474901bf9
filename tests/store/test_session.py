"""What an error of the database says, and what it must not say."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Contact
from store.session import Store
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


def test_a_block_is_opened_only_where_it_is_needed(store: Store) -> None:
    def count(session: Session) -> int:
        return session.scalar(select(func.count(Contact.id))) or 0

    def is_empty(session: Session) -> bool:
        return count(session) == 0

    for expected in (True, False):
        with store.begin_if(is_empty) as session:
            assert (session is not None) is expected
            if session is not None:
                session.add(
                    Contact(
                        subject_id="a",
                        email_key="a@firma.example",
                        created_at=TUESDAY,
                        delete_after=TUESDAY,
                    )
                )
        assert not store.busy
    with store.read() as session:
        assert count(session) == 1

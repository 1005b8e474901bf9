"""What an error of the database says, and what it must not say."""

import pytest
from sqlalchemy.exc import IntegrityError

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

"""Keys are those of the rules as they are, whenever a row was written."""

import ast
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from agents.facts import ContactFacts
from agents.rules import matching
from store import installation, rekeying
from store.migrate import MIGRATIONS, upgrade
from store.models import Account, Contact, keys
from store.session import Store
from tests.world import TUESDAY

NAMES = ("Müller & Söhne GmbH", "Still Fördertechnik", "Nordwerk AG & Co. KG Werk Hamburg")
PERSONS = (("Jörg", "Müller-Groß"), ("Philipp", "Schmitt"))
OF_VERSION = {
    "2": (
        ["mueller&soehne", "stillfoerdertechnik", "nordwerk&cokgwerkhamburg"],
        ["muellersoehne", "foerdertechnikstill", "cokgnordwerk"],
        ["gros jorg", "filip schmit"],
    )
}
"""What the rules of a version make of these names: other keys need another version."""


def test_other_keys_are_another_version() -> None:
    companies = [keys.of_account(name) for name in NAMES]
    persons = [
        matching.name_key(ContactFacts(first_name=first, last_name=last))
        for first, last in PERSONS
    ]
    names, cores = ([one[key] for one in companies] for key in ("name_key", "name_core"))
    assert (names, cores, persons) == OF_VERSION[rekeying.VERSION]


def test_a_new_database_is_noted_as_keyed(store: Store) -> None:
    with store.read() as session:
        assert installation.read(session, rekeying.NOTED) == rekeying.VERSION
    assert rekeying.rekey(store) == 0


def test_rows_get_the_keys_they_would_get_if_they_were_new(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekeying, "AT_ONCE", 2)
    with closing(Store(database_url)) as store:
        with store.begin() as session:
            for name in NAMES:
                session.add(Account(name=name, created_at=TUESDAY))
            for number, (first, last) in enumerate(PERSONS):
                session.execute(
                    insert(Contact).values(
                        subject_id=str(number),
                        first_name=first,
                        last_name=last,
                        created_at=TUESDAY,
                        delete_after=TUESDAY,
                    )
                )
        with store.read() as session:
            before = session.execute(select(Account.name_key, Account.name_core)).all()
        with store.begin() as session:
            session.execute(update(Account).values(name_key="old", name_core=None))
            session.execute(update(Contact).values(name_key=None))
            installation.write(session, rekeying.NOTED, "0")
        upgrade(database_url)
        with store.read() as session:
            assert session.execute(select(Account.name_key, Account.name_core)).all() == before
            persons = session.scalars(select(Contact.name_key).order_by(Contact.id)).all()
            assert persons == [
                matching.name_key(ContactFacts(first_name=first, last_name=last))
                for first, last in PERSONS
            ]


def test_no_migration_imports_a_rule() -> None:
    """It would do something else tomorrow."""
    for file in Path(MIGRATIONS, "versions").glob("[!_]*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").partition(".")[0] != "agents", file.name

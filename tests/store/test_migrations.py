"""The migrations make exactly the tables of the models, on both databases, and undo them."""

from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from store.migrate import MIGRATIONS, describe, downgrade, is_current, upgrade
from store.models import Base
from store.session import Store
from store.version import newest


def tables(url: str) -> set[str]:
    with closing(Store(url)) as store:
        return set(inspect(store.engine).get_table_names()) - {"alembic_version"}


def test_an_empty_database_gets_every_table(empty_url: str) -> None:
    upgrade(empty_url)
    assert tables(empty_url) == set(Base.metadata.tables)


def test_the_migrations_say_what_the_models_say(empty_url: str) -> None:
    upgrade(empty_url)
    with closing(Store(empty_url)) as store, store.engine.connect() as connection:
        options = {k: v for k, v in describe().items() if k != "target_metadata"}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_it_goes_down_and_up_again(empty_url: str) -> None:
    upgrade(empty_url)
    downgrade(empty_url, "base")
    assert tables(empty_url) == set()
    upgrade(empty_url)
    assert tables(empty_url) == set(Base.metadata.tables)


def test_upgrading_twice_changes_nothing(empty_url: str) -> None:
    upgrade(empty_url)
    upgrade(empty_url)
    assert tables(empty_url) == set(Base.metadata.tables)


def test_a_store_knows_whether_it_is_current(empty_url: str) -> None:
    with closing(Store(empty_url)) as store:
        assert not is_current(store.engine)
        upgrade(empty_url)
        assert is_current(store.engine)


def test_there_is_one_head() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [newest()]


def test_every_migration_is_named_with_its_day() -> None:
    for file in Path(MIGRATIONS, "versions").glob("[!_]*.py"):
        assert file.stem[:8].isdigit(), file

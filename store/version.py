"""Whether a database has the tables of this version; asked at every start, so without alembic."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from store.session import READ_ONLY

MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The revision this version needs: the minute in the name of its last migration."""
    names = (file.stem for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    return max(name.partition("_")[0] for name in names)


def is_current(engine: Engine) -> bool:
    """Whether the database has exactly the tables of this version."""
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    return found == [newest()]

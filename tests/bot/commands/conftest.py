"""The command line in this process, on a database and in a folder of its own."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from bot.__main__ import main

ROOT = Path(__file__).parents[3]
Cli = Callable[..., Result]


@pytest.fixture
def cli(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs `staffel …` in English, on each kind of database."""
    return _runner(database_url, tmp_path, monkeypatch)


@pytest.fixture
def sqlite_cli(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Runs `staffel …` in English, where the kind of database does not matter."""
    return _runner(sqlite_url, tmp_path, monkeypatch)


@pytest.fixture(autouse=True)
def _quiet_again() -> Iterator[None]:
    """A command sets up the logs of its process; this process gets its own back."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def _runner(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("STAFFEL_DATABASE_URL", url)
    monkeypatch.setenv("STAFFEL_POLICY_FILE", str(ROOT / "policy.toml"))
    monkeypatch.setenv("STAFFEL_LANGUAGE", "en")

    def run(*args: str | Path) -> Result:
        result = CliRunner().invoke(main, [str(arg) for arg in args], prog_name="staffel")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run

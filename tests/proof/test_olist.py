"""8,000 real leads and 842 deals through the real command line: every figure as published."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from store.models import Clock, Lead, Owed, RoutingLedger
from store.session import Store

ROOT = Path(__file__).parents[2]
MAPPINGS = ROOT / "docs" / "mappings"
NAMES = {"win_rate": "mql_to_won_rate"}
"""The reference's names of our metrics, where they differ."""

pytestmark = pytest.mark.proof
Run = Callable[..., str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('olist') / 'staffel.db'}"
    made: str = request.getfixturevalue("postgres_empty")()
    return made


@pytest.fixture(scope="module")
def run(url: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    environment = {
        **os.environ,  # noqa: TID251 — the child is started as a person starts it
        "STAFFEL_DATABASE_URL": url,
        "STAFFEL_POLICY_FILE": str(ROOT / "policy.toml"),
        "STAFFEL_LANGUAGE": "en",
        "PYTHONPATH": str(ROOT),
    }
    folder = tmp_path_factory.mktemp("cwd")

    def staffel(*args: str | Path) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *map(str, args)],
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return staffel


@pytest.fixture(scope="module")
def imported(run: Run, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Imports both files; how long that takes is measured in tests/bench."""
    folder = tmp_path_factory.mktemp("files")
    for file in (shared / "kpi" / "olist").glob("*.csv"):
        shutil.copy(file, folder)
    leads = folder / "olist_marketing_qualified_leads_dataset.csv"
    deals = folder / "olist_closed_deals_dataset.csv"
    run("migrate")
    said = run("import", "leads", leads, "--map", MAPPINGS / "olist-leads.toml")
    assert "8,000  taken" in said
    said = run("import", "leads", deals, "--map", MAPPINGS / "olist-deals.toml")
    assert "842  merged" in said
    again = run("import", "leads", leads, "--map", MAPPINGS / "olist-leads.toml")
    assert "8,000  there already" in again


@pytest.mark.timeout(300)
def test_all_37_figures_are_as_published(imported: None, run: Run, shared: Path) -> None:
    figures = [json.loads(line) for line in run("kpi", "--json").splitlines()]
    ours = {(figure["metric"], figure["group"]): figure["value"] for figure in figures}
    checks = [
        json.loads(line) for line in (shared / "kpi" / "checks.jsonl").read_text().splitlines()
    ]
    wrong = {
        (check["metric"], check["group"]): (ours.get(_key(check)), check["expected"])
        for check in checks
        if abs((ours.get(_key(check)) or 0) - check["expected"]) > check["tolerance"]
    }
    assert wrong == {}
    assert len(checks) == 37


def test_history_starts_nothing(imported: None, url: str) -> None:
    with closing(Store(url)) as store, store.read() as session:
        for model in (Owed, Clock, RoutingLedger):
            assert session.scalar(select(func.count()).select_from(model)) == 0, model
        assert session.scalar(select(func.count()).select_from(Lead)) == 8_000


def _key(check: dict[str, str]) -> tuple[str, str]:
    return NAMES.get(check["metric"], check["metric"]), check["group"]

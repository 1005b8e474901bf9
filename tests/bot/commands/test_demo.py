"""`staffel demo` as a person starts it: two processes, a card, and an end without leftovers."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import httpx
import psutil
import pytest

from bot.demo import morning
from tests.ports import kept_port
from tests.workspace_server import patiently

ROOT = Path(__file__).parents[3]


def test_the_demo_starts_shows_its_first_card_and_ends(tmp_path: Path, made_vectors: Path) -> None:
    shutil.copytree(made_vectors, tmp_path / "demo" / "chroma")
    web, page = kept_port(), kept_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "bot", "demo", "--no-open", "--dir", str(tmp_path / "demo")),
            *("--web-port", str(web), "--workspace-port", str(page)),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},  # noqa: TID251 — the child needs its PATH
    )
    said = []
    try:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if f"http://127.0.0.1:{page}/" in line:
                break
        assert any(str(page) in line for line in said), "".join(said)
        journal = f"http://127.0.0.1:{page}/_page/journal"

        def first_card() -> bool:
            entries = httpx.get(journal, trust_env=False, timeout=10).json()["entries"]
            return any(entry["type"] == "message" for entry in entries)

        patiently(first_card, 60)
        children = psutil.Process(process.pid).children(recursive=True)
        assert len(children) == 1, "two processes: the bot and the workspace"
    finally:
        rest = _ended(process)
    assert "Traceback" not in "".join(said) + rest
    assert not [child for child in children if child.is_running()]


def _ended(process: subprocess.Popen[str]) -> str:
    """Ends it as Ctrl+C does; what it said until then. A demo that stays is not left running."""
    process.send_signal(signal.SIGINT)
    try:
        return process.communicate(timeout=40)[0]
    except subprocess.TimeoutExpired:
        for each in [*psutil.Process(process.pid).children(recursive=True), process]:
            each.kill()
        process.communicate()
        raise


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 12, 31), date(2027, 1, 1)])
def test_the_demos_deals_lie_in_todays_quarter(today: date) -> None:
    first, last = morning.quarter_of(today)
    assert (first.day, (last.month - 1) // 3) == (1, (today.month - 1) // 3)
    for deal in morning.opportunities(today):
        assert first <= date.fromisoformat(deal["expected_close_on"]) <= last
        if deal["closed_on"]:
            assert date.fromisoformat(deal["closed_on"]) <= today


def test_the_mornings_leads_use_example_domains_only() -> None:
    for lead in morning.sample_leads():
        domain = lead.fields["email"].rpartition("@")[2]
        assert domain.endswith(".example")

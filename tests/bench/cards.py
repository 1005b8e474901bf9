"""From a committed lead to its card, with Slack's limits off, one lead after the other.

    python -m tests.bench.cards

The bot is `staffel serve` as it is shipped, on SQLite and by its own relay; hot leads come over
HTTP at a steady pace from a process of their own. A lead counts as committed when the block that
took it in began, so that the commit itself is in the figure.
"""

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from sqlalchemy import func, select

from store.models import Lead, Owed
from store.session import Store
from tests.bench.burst import fields
from tests.smoke import ROOT, product
from tests.workspace_server import RunningWorkspace

LEADS = 100
EVERY = 0.25
"""Seconds between two leads."""
FINISH_WITHIN = 60.0


def send(website: str) -> None:
    """Posts the leads at their pace."""
    client = httpx.Client(base_url=website, trust_env=False, timeout=60)
    pause = threading.Event()
    for number in range(LEADS):
        client.post("/intake/forms/demo", json=fields(number)).raise_for_status()
        pause.wait(EVERY)


def waits(workspace: RunningWorkspace, store: Store) -> list[float]:
    """Seconds from each lead's commit to the moment Slack had its card."""
    posted: dict[str, float] = {}
    for entry in workspace.journal():
        if entry["type"] == "message" and not entry["message"].get("thread_ts"):
            posted.setdefault(entry["message"]["ts"], entry["stored_at"])
    committed = select(Lead.card_ts, func.min(Owed.created_at)).join_from(
        Lead, Owed, Owed.lead_id == Lead.id
    )
    with store.read() as session:
        rows = session.execute(committed.group_by(Lead.id)).all()
    return [posted[ts] - at.timestamp() for ts, at in rows if ts in posted]


def all_shown(store: Store) -> bool:
    with store.read() as session:
        shown = session.scalar(select(func.count(Lead.id)).where(Lead.card_ts.is_not(None)))
    return shown == LEADS


def report(name: str, seconds: list[float]) -> None:
    cuts = quantiles(seconds, n=20, method="inclusive")
    p50, p95 = 1_000 * cuts[9], 1_000 * cuts[18]
    print(f"{name:<34} p50 {p50:7.1f}  p95 {p95:7.1f} ms   n={len(seconds)}", flush=True)


def run(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout


def main() -> None:
    seed: dict[str, Any] = json.loads((ROOT / "bot/demo/seed.json").read_text(encoding="utf-8"))
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    app = seed["app"]
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningWorkspace(seed, manifest, limits=False) as workspace,
    ):
        with product(Path(folder), workspace, app["app_token"]) as (site, store, _):
            run("-m", "tests.bench.cards", "send", site)
            workspace.wait_for(lambda: all_shown(store), FINISH_WITHIN)
            report("committed lead to card", waits(workspace, store))
        database = f"sqlite:///{folder}/plain.db"
        floor = ("-m", "tests.bench.floor_cards", workspace.api_url, app["bot_token"])
        plain = run(*floor, database, str(LEADS), str(EVERY))
        report("plain row, then chat.postMessage", [float(line) for line in plain.splitlines()])


if __name__ == "__main__":
    if sys.argv[1:2] == ["send"]:
        send(sys.argv[2])
    else:
        main()

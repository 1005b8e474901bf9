"""600 leads at once, 60 of them hot, with Slack's limits on: when is which message out?

    python -m tests.bench.burst

The workspace keeps Slack's rate tiers, the bot is `staffel serve` as it is shipped, the leads
come over HTTP from a process of their own. The order is that of the workspace's journal.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from store.models import Lead
from store.session import Store
from tests.smoke import ROOT, product
from tests.workspace_server import RunningWorkspace

LEADS, HOT, SENDERS = 600, 60, 16
SEED = 20261123
FINISH_WITHIN = 300.0


def fields(number: int) -> dict[str, str]:
    """Somebody of a company of their own, who fits well; the form says how urgent it is."""
    return {
        "first_name": "Probe",
        "last_name": f"Nummer{number}",
        "email": f"probe{number}@burst-firma-{number}.example",
        "company": f"Burst Firma {number:03d} GmbH",
        "phone": "+49 30 901820",
        "job_title": "Geschäftsführerin",
        "industry": "manufacturing",
        "employees": "250",
        "country": "DE" if number % 2 else "GB",
        "consent": "ja",
        "language": "de",
    }


def send(website: str) -> None:
    """Posts them all, hot ones anywhere among them; prints how long it took."""
    forms = ["demo"] * HOT + ["contact"] * (LEADS - HOT)
    random.Random(SEED).shuffle(forms)  # noqa: S311 — the same order in every run
    client = httpx.Client(base_url=website, trust_env=False, timeout=60)

    def post(number: int) -> None:
        client.post(f"/intake/forms/{forms[number]}", json=fields(number)).raise_for_status()

    started = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(post, range(LEADS)))
    print(time.perf_counter() - started)


def posted(workspace: RunningWorkspace) -> list[dict[str, Any]]:
    """The bot's messages in their order."""
    entries = (entry for entry in workspace.journal() if entry["type"] == "message")
    return [entry for entry in entries if not entry["message"].get("thread_ts")]


def leads_left(store: Store) -> int:
    """Leads that stand in no message yet, or are not there yet."""
    stands = Lead.card_ts.is_not(None) | Lead.list_id.is_not(None)
    with store.read() as session:
        return LEADS - (session.scalar(select(func.count(Lead.id)).where(stands)) or 0)


def limited(workspace: RunningWorkspace) -> int:
    """Calls that were answered 429."""
    return sum(
        entry.get("error") == "ratelimited" or entry.get("status") == 429
        for entry in workspace.journal()
    )


def report(workspace: RunningWorkspace, began: float, sending: float) -> None:
    messages = posted(workspace)
    is_hot = ["🔥" in entry["message"]["text"] for entry in messages]
    last_hot = max(place for place, hot in enumerate(is_hot) if hot)
    before = last_hot + 1 - sum(is_hot)
    hot_at = messages[last_hot]["stored_at"] - began
    first_at = next(
        entry["stored_at"] - began for entry, hot in zip(messages, is_hot, strict=True) if not hot
    )
    lists = sum("📋" in entry["message"]["text"] for entry in messages)
    print(f"{'burst: 600 leads sent in':<34} {sending:8.1f} s")
    print(f"{'burst: hot cards, others before':<34} {sum(is_hot):8d}     {before:8d}")
    print(f"{'burst: last hot, first other':<34} {hot_at:8.1f} s   {first_at:8.1f} s")
    print(
        f"{'burst: messages, lists, 429':<34} {len(messages):8d}     {lists:8d} {limited(workspace):8d}"
    )


def main() -> None:
    seed = json.loads((ROOT / "bot/demo/seed.json").read_text(encoding="utf-8"))
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningWorkspace(seed, manifest, limits=True) as workspace,
        product(Path(folder), workspace, seed["app"]["app_token"], pace="1") as (site, store, _),
    ):
        began = time.time()
        load = [sys.executable, "-m", "tests.bench.burst", "send", site]
        done = subprocess.run(load, cwd=ROOT, check=True, capture_output=True, text=True)
        workspace.wait_for(lambda: leads_left(store) == 0, FINISH_WITHIN)
        workspace.wait_for(lambda: posted(workspace)[-1]["stored_at"] < time.time() - 5, 60)
        report(workspace, began, float(done.stdout))


if __name__ == "__main__":
    if sys.argv[1:2] == ["send"]:
        send(sys.argv[2])
    else:
        main()

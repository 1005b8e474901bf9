"""`make smoke`: 200 leads of known kind through the whole product, counted from three ledgers.

The workspace runs in this process with its limits off, the bot is `staffel serve` on a database of
its own. Every card is clicked through. What was sent, what the database holds and what the
workspace shows are read apart from each other and judged by the auditor (tests/chaos/ledgers.py).
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from sqlalchemy import func, select

from agents.vocabulary import OutboxState
from bot.slack.ids import ActionId
from store.models import Contact, Lead, Owed
from store.session import Store
from tests.chaos import readers
from tests.chaos.ledgers import OPEN, Promise, audit
from tests.ports import kept_port
from tests.workspace_server import RunningWorkspace

ROOT = Path(__file__).parents[1]
LEADS = 200
SEED = 20261123
SENDERS = 8
FINISH_WITHIN = 240.0
REJECT_NOTE = {"note": "smoke"}


@dataclass(frozen=True)
class Sent:
    """A line of the sender's own journal."""

    email: str
    company: str
    kind: str
    """hot, mql or none."""
    status: int


def make_leads() -> list[tuple[str, str, dict[str, str]]]:
    """Kind, form and fields of every lead, mixed but the same in every run."""
    kinds = [
        ("hot", "demo"),
        ("hot", "pricing"),
        ("mql", "contact"),
        ("none", "whitepaper"),
        ("none", "contact"),
    ]
    made = []
    for number in range(LEADS):
        kind, form = kinds[number % len(kinds)]
        strong = kind != "none"
        made.append(
            (
                kind,
                form,
                {
                    "first_name": "Probe",
                    "last_name": f"Nummer{number}",
                    "email": f"probe{number}@smoke-firma-{number}.example",
                    "company": f"Smoke Firma {number:03d} GmbH",
                    "phone": "+49 30 901820",
                    "job_title": "Geschäftsführerin" if strong else "Assistenz",
                    "industry": "manufacturing" if strong else "",
                    "employees": "250" if strong else "",
                    "country": "DE" if number % 2 else "GB",
                    "consent": "ja" if kind == "mql" or number % 3 else "nein",
                    "language": "de",
                },
            )
        )
    random.Random(SEED).shuffle(made)  # noqa: S311 — the same order in every run
    return made


@contextmanager
def product(folder: Path, workspace: RunningWorkspace, app_token: str, *, pace: str = "0") -> Any:
    """`staffel serve` against this workspace; gives the address of its web door and its store."""
    port = kept_port()
    policy = (ROOT / "bot/demo/policy.toml").read_text(encoding="utf-8")
    policy = policy.replace('hot = "PT90S"', 'hot = "PT2H"').replace(
        'consent_text = "form-2026-11"', 'consent_text = "form-2026-11"\nrate = "100000/minute"'
    )
    (folder / "policy.toml").write_text(policy, encoding="utf-8")
    database = f"sqlite:///{folder / 'staffel.db'}"
    environment = {
        **os.environ,  # noqa: TID251 — the child needs its PATH
        "SLACK_BOT_TOKEN": workspace.seed["app"]["bot_token"],
        "SLACK_APP_TOKEN": app_token,
        "SLACK_API_URL": workspace.api_url,
        "STAFFEL_DATABASE_URL": database,
        "STAFFEL_POLICY_FILE": str(folder / "policy.toml"),
        "STAFFEL_WEB_PORT": str(port),
        "STAFFEL_CHROMA_PATH": str(folder / "chroma"),
        "STAFFEL_MESSAGE_PACE": pace,
        "NO_PROXY": "127.0.0.1,localhost",
    }
    staffel = [sys.executable, "-m", "bot"]
    for command in (["migrate"], ["people", "import", str(ROOT / "bot/demo/people.csv")]):
        subprocess.run(
            [*staffel, *command], env=environment, check=True, cwd=folder, capture_output=True
        )
    log = (folder / "bot.log").open("w")
    process = subprocess.Popen([*staffel, "serve"], env=environment, cwd=folder, stderr=log)
    try:
        workspace.wait_for(lambda: answers(f"http://127.0.0.1:{port}/healthz"), 30)
        workspace.wait_for(lambda: workspace.state("U0LENA")["connected"], 30)
        yield f"http://127.0.0.1:{port}", Store(database), process
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def send_all(website: str) -> list[Sent]:
    """The sender's journal: what was posted and how it was answered."""
    client = httpx.Client(base_url=website, trust_env=False, timeout=30)

    def send(item: tuple[str, str, dict[str, str]]) -> Sent:
        kind, form, fields = item
        response = client.post(
            f"/intake/forms/{form}", json={k: v for k, v in fields.items() if v}
        )
        return Sent(fields["email"], fields["company"], kind, response.status_code)

    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(send, make_leads()))


def cards_shown(workspace: RunningWorkspace) -> dict[tuple[str, str], dict[str, Any]]:
    """Every top-level message of the bot, by channel and ts, from the workspace's journal."""
    return {
        (entry["channel"], entry["message"]["ts"]): entry
        for entry in workspace.journal()
        if entry["type"] == "message" and not entry["message"].get("thread_ts")
    }


def company_of(entry: dict[str, Any]) -> str:
    text = json.dumps(entry["message"], ensure_ascii=False)
    start = text.index("Smoke Firma ")
    return text[start : start + len("Smoke Firma 000 GmbH")]


def rows(store: Store) -> dict[str, tuple[str, datetime | None]]:
    """From the database: mail address -> tier, and when the card was owed."""
    with store.read() as session:
        owed_at: dict[int, datetime] = {}
        for lead_id, created_at in session.execute(
            select(Owed.lead_id, Owed.created_at).order_by(Owed.id)
        ):
            owed_at.setdefault(lead_id, created_at)
        found = session.execute(select(Contact.email, Lead.tier, Lead.id).join(Lead))
        return {
            str(email): (tier.value if tier else "none", owed_at.get(lead_id))
            for email, tier, lead_id in found
        }


def open_rows(store: Store) -> int:
    """How much is still owed."""
    states = [OutboxState(state) for state in OPEN]
    with store.read() as session:
        return session.scalar(select(func.count(Owed.id)).where(Owed.state.in_(states))) or 0


def percentiles(seconds: list[float]) -> str:
    cuts = quantiles(seconds, n=20, method="inclusive")
    return f"p50 {cuts[9] * 1000:.1f} ms  p95 {cuts[18] * 1000:.1f} ms  (n={len(seconds)})"


def click_through(workspace: RunningWorkspace, cards: list[tuple[str, str]]) -> int:
    """Accepts, calls and qualifies every second card, rejects the others; counts the clicks."""
    clicks = 0
    for place, (channel, ts) in enumerate(cards):
        user = "U0LENA" if channel == "C0LEADSDACH" else "U0AMY"
        if place % 2:
            reject_by_modal(workspace, user, channel, ts)
            clicks += 2
            continue
        for action in (ActionId.ACCEPT, ActionId.TOUCH_CALL, ActionId.QUALIFY):
            use(workspace, user, channel, ts, action)
            clicks += 1
    return clicks


def use(workspace: RunningWorkspace, user: str, channel: str, ts: str, action: ActionId) -> None:
    """Presses a button as soon as the card shows it."""
    workspace.wait_for(lambda: shows(workspace, user, channel, ts, action))
    outcome = workspace.outcome(workspace.click(user, channel, ts, action.value))
    assert not outcome.get("failed"), outcome


def reject_by_modal(workspace: RunningWorkspace, user: str, channel: str, ts: str) -> None:
    select_no_fit = json.loads(option_of(workspace.message(user, channel, ts), "no_fit"))
    workspace.click(
        user, channel, ts, ActionId.REJECT.value, json.dumps(select_no_fit, separators=(",", ":"))
    )
    workspace.wait_for(lambda: workspace.modal(user))
    interaction = workspace.submit(user, values=REJECT_NOTE)
    assert not workspace.outcome(interaction).get("failed")
    workspace.wait_for(lambda: workspace.modal(user) is None)


def option_of(message: dict[str, Any], code: str) -> str:
    """The value of the reject select's option with this code."""
    for block in message["blocks"]:
        for element in block.get("elements", []):
            if element.get("action_id") == ActionId.REJECT.value:
                groups = element.get("option_groups") or [{"options": element.get("options", [])}]
                for group in groups:
                    for option in group["options"]:
                        if f'"{code}"' in option["value"]:
                            return str(option["value"])
    raise AssertionError(f"no option {code}")


def shows(workspace: RunningWorkspace, user: str, channel: str, ts: str, action: ActionId) -> bool:
    return f'"{action.value}"' in json.dumps(workspace.message(user, channel, ts))


def main() -> int:
    """Runs the smoke test; 0 when nothing was lost and nothing doubled."""
    seed = json.loads((ROOT / "bot/demo/seed.json").read_text(encoding="utf-8"))
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningWorkspace(seed, manifest, limits=False) as workspace,
        product(Path(folder), workspace, seed["app"]["app_token"]) as (website, store, _),
    ):
        sent = send_all(website)
        refused = [item for item in sent if item.status != 202]
        wanted = {item.company: item for item in sent if item.kind != "none"}
        workspace.wait_for(lambda: len(cards_shown(workspace)) >= len(wanted), FINISH_WITHIN)
        shown = cards_shown(workspace)
        tiers = rows(store)
        wrong = [
            item.email for item in sent if tiers.get(item.email, ("missing",))[0] != item.kind
        ]
        stored = {company_of(entry): entry["stored_at"] for entry in shown.values()}
        waits = [
            stored[item.company] - owed_at.timestamp()
            for item in wanted.values()
            if (owed_at := tiers[item.email][1]) is not None and item.company in stored
        ]
        clicks = click_through(workspace, sorted(shown))
        workspace.wait_for(lambda: not open_rows(store), FINISH_WITHIN)
        verdict = audit(
            [Promise(key=item.email, cards=int(item.kind != "none")) for item in sent],
            readers.kept(store),
            readers.shown(workspace.journal()),
        )
        acked = {
            entry["id"]: entry["acked_at"] - entry["sent_at"]
            for entry in workspace.journal()
            if entry["type"] == "interaction" and entry.get("acked_at")
        }
        print(f"sent {len(sent)}  refused {len(refused)}  hot or mql {len(wanted)}")
        print(f"lead_to_card  {percentiles(waits)}")
        print(f"click_to_ack  {percentiles(list(acked.values()))}  clicked through {clicks}")
        print(f"wrong tier {len(wrong)}")
        print(verdict)
        return int(bool(refused or wrong) or not verdict.is_clean)


if __name__ == "__main__":
    sys.exit(main())

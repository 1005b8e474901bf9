"""Click to acknowledgement, and to the answer, with 40 clicks in flight; beside a bare Bolt app.

The workspace, `staffel serve` and the load each run in a process of their own. A click is made
when the one before, by the same person, was acknowledged and answered. Times are the workspace's:
when an envelope left, when its acknowledgement came, when the card or the modal changed.

    python -m tests.bench.clicks
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from agents.vocabulary import Language, Role
from bot.clock import system_clock
from bot.commands.demo import free_port
from store.models import Person
from store.session import Store
from tests.bench.intake import postgres

ROOT = Path(__file__).parents[2]
ENVIRONMENT = dict(os.environ)  # noqa: TID251 — handed on to children
CHANNEL = "C0LEADSDACH"
IN_FLIGHT = 40
CARDS_EACH = 8
SECONDS = 10.0


def people() -> list[str]:
    return [f"U0CLICK{number:02d}" for number in range(IN_FLIGHT)]


def seed() -> dict[str, Any]:
    """The demo's workspace with forty colleagues more in the team's channel."""
    made: dict[str, Any] = json.loads((ROOT / "bot/demo/seed.json").read_text(encoding="utf-8"))
    like = made["users"][0]
    made["users"] += [{**like, "id": user, "name": user.lower()} for user in people()]
    for channel in made["channels"]:
        if channel["id"] == CHANNEL:
            channel["members"] += people()
    return made


@contextmanager
def process(*command: str, log: Path, **more: str) -> Iterator[None]:
    with log.open("w") as file:
        started = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**ENVIRONMENT, "NO_PROXY": "127.0.0.1,localhost", **more},
            stdout=file,
            stderr=file,
        )
        try:
            yield
        finally:
            started.terminate()
            started.wait(20)


def wait(until: Callable[[], object], limit: float = 120.0) -> None:
    end, pause = time.monotonic() + limit, threading.Event()
    while not until():
        pause.wait(0.05)
        if time.monotonic() > end:
            raise TimeoutError(until)


def get(url: str, **query: Any) -> Any:
    try:
        return httpx.get(url, params=query, trust_env=False, timeout=10).json()
    except (httpx.HTTPError, ValueError):
        return {}


def settings(folder: Path, page: str, database: str) -> dict[str, str]:
    app, policy = seed()["app"], (ROOT / "bot/demo/policy.toml").read_text(encoding="utf-8")
    policy = policy.replace('hot = "PT90S"', 'hot = "PT2H"')
    policy = policy.replace("[forms.demo]\n", '[forms.demo]\nrate = "100000/minute"\n')
    (folder / "policy.toml").write_text(policy, encoding="utf-8")
    return {
        "SLACK_BOT_TOKEN": app["bot_token"],
        "SLACK_APP_TOKEN": app["app_token"],
        "SLACK_API_URL": f"{page}/api/",
        "STAFFEL_DATABASE_URL": database,
        "STAFFEL_POLICY_FILE": str(folder / "policy.toml"),
        "STAFFEL_WEB_PORT": str(free_port(0)),
        "STAFFEL_CHROMA_PATH": str(folder / "chroma"),
        "STAFFEL_MESSAGE_PACE": "0",
    }


def migrate_and_hire(environment: dict[str, str]) -> None:
    for command in (["migrate"], ["people", "import", str(ROOT / "bot/demo/people.csv")]):
        subprocess.run(
            [sys.executable, "-m", "bot", *command],
            env={**ENVIRONMENT, **environment},
            check=True,
            cwd=ROOT,
            capture_output=True,
        )
    store, now = Store(environment["STAFFEL_DATABASE_URL"]), system_clock()
    with store.begin() as session:
        session.add_all(
            Person(
                slack_user_id=user,
                name=user,
                role=Role.SDR,
                language=Language.DE,
                territory="dach",
                channels=[],
                created_at=now,
                changed_at=now,
            )
            for user in people()
        )
    store.close()


def post_leads(page: str, port: str) -> None:
    """As many cards as the load will click on."""
    count = IN_FLIGHT * CARDS_EACH
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        for number in range(count):
            fields = {
                "first_name": "Probe",
                "last_name": f"Nummer{number}",
                "email": f"probe{number}@klick-firma-{number}.example",
                "company": f"Klick Firma {number:03d} GmbH",
                "phone": "+49 30 901820",
                "job_title": "Geschäftsführerin",
                "industry": "manufacturing",
                "employees": "250",
                "country": "DE",
                "consent": "ja",
                "language": "de",
            }
            assert client.post("/intake/forms/demo", json=fields).status_code == 202
    wait(lambda: len(cards(page)) >= count)


def cards(page: str) -> list[dict[str, Any]]:
    state = get(f"{page}/_page/state", user="U0LENA")
    for room in state.get("channels", ()):
        if room["id"] == CHANNEL:
            return [one for one in room["messages"] if "lead_accept" in json.dumps(one)]
    return []


def load(page: str, *, wants_answers: bool) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.load_clicks", page, str(int(wants_answers))]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def show(name: str, result: dict[str, Any]) -> None:
    ack = f"click to ack p50 {result['ack'][0]:6.1f} p95 {result['ack'][1]:6.1f} ms"
    answer = ""
    if result["answer"]:
        answer = f"to answer p50 {result['answer'][0]:6.1f} p95 {result['answer'][1]:6.1f} ms"
    rest = f"{result['rate']:5.0f} clicks/s, {result['failed']} failed, n={result['n']}"
    print(f"{name:<22} {ack}  {answer}  {rest}", flush=True)


def clicks(database: str | None = None) -> None:
    """Both sides on one workspace, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "seed.json").write_text(json.dumps(seed()), encoding="utf-8")
        port = free_port(0)
        page = f"http://127.0.0.1:{port}"
        given = database or f"sqlite:///{folder / 'staffel.db'}"
        environment = settings(folder, page, given)
        migrate_and_hire(environment)
        workspace = (
            *("bot.workspace", "--port", str(port), "--seed", str(folder / "seed.json")),
            *("--manifest", str(ROOT / "manifest.json"), "--limits", "off"),
        )
        with process(*workspace, log=folder / "workspace.log"):
            wait(lambda: get(f"{page}/_page/boot"))
            with process("bot", "serve", log=folder / "bot.log", **environment):
                wait(lambda: get(f"{page}/_page/state", user="U0LENA").get("connected"))
                post_leads(page, environment["STAFFEL_WEB_PORT"])
                # What is made once, at the first start, is not part of answering clicks.
                wait(lambda: "library.synced" in (folder / "bot.log").read_text())
                show(f"staffel, {given.partition(':')[0][:10]}", load(page, wants_answers=True))
            app = seed()["app"]
            floor = ("tests.bench.floor_clicks", f"{page}/api/")
            tokens = (app["bot_token"], app["app_token"])
            with process(*floor, *tokens, log=folder / "floor.log"):
                wait(lambda: get(f"{page}/_page/state", user="U0LENA").get("connected"))
                show("bare Bolt app", load(page, wants_answers=False))


def main() -> None:
    """On both databases."""
    clicks()
    with postgres() as another:
        clicks(another())


if __name__ == "__main__":
    main()

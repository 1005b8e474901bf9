"""`make bench`: what the command line, the import and the demo cost, beside a plain floor.

Both sides of a line are measured in one run, on the same machine. Nothing here asserts.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil

from bot.commands.demo import free_port
from tests.bench import accounts, burst, cards, clicks, due, intake, score, tick

ROOT = Path(__file__).parents[2]
ENVIRONMENT = dict(os.environ)  # noqa: TID251 — handed on to children
RUNS = 7


def seconds(work: Callable[[], object], runs: int = RUNS) -> list[float]:
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return taken


def run(*command: str, folder: Path = ROOT, **more: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**ENVIRONMENT, **more},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def line(name: str, ours: float, floor_name: str, floor: float, unit: str = "s") -> None:
    print(
        f"{name:<34} {ours:8.3f} {unit}   {floor_name:<28} {floor:8.3f} {unit}   x{ours / floor:.1f}"
    )


def command_line() -> None:
    """`staffel --help` beside an interpreter that does nothing."""
    ours = statistics.median(seconds(lambda: run(sys.executable, "-m", "bot", "--help")))
    floor = statistics.median(seconds(lambda: run(sys.executable, "-c", "pass")))
    line("staffel --help", ours, "python -c pass", floor)


def olist(shared: Path) -> None:
    """8,000 leads of history beside reading the same file and inserting its rows plainly."""
    source = shared / "data/kpi/olist/olist_marketing_qualified_leads_dataset.csv"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = {"STAFFEL_DATABASE_URL": f"sqlite:///{folder / 'staffel.db'}"}
        policy = {"STAFFEL_POLICY_FILE": str(ROOT / "policy.toml")}
        staffel = (sys.executable, "-m", "bot")
        run(*staffel, "migrate", folder=folder, **database, **policy)
        mapping = str(ROOT / "docs/mappings/olist-leads.toml")
        (ours,) = seconds(
            lambda: run(
                *(*staffel, "import", "leads", str(source), "--map", mapping),
                folder=folder,
                **database,
                **policy,
            ),
            1,
        )
        (floor,) = seconds(
            lambda: run(
                sys.executable, "-m", "tests.bench.floor_import", str(source), str(folder / "f.db")
            ),
            1,
        )
        line("import 8,000 Olist leads", ours, "csv + sqlite3.executemany", floor)


def demo() -> None:
    """Time to the first card, and memory with the embedding model in use, beside imports alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = free_port(0)
        options = ("--dir", str(folder), "--web-port", str(free_port(0)))
        started = time.perf_counter()
        with (folder.parent / f"{folder.name}.log").open("w+") as log:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "bot", "demo", "--no-open", *options),
                    *("--workspace-port", str(page)),
                ],
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
            try:
                with httpx.Client(base_url=f"http://127.0.0.1:{page}", trust_env=False) as client:
                    first = wait(lambda: messages(client) > 0) - started
                    wait(lambda: "library.synced" in Path(log.name).read_text())
                    ask(client)
                memory = psutil.Process(process.pid).memory_info().rss / 1e6
            finally:
                process.terminate()
                process.wait(20)
                Path(log.name).unlink()
    empty = float(run(sys.executable, "-c", EMPTY))
    print(f"{'first card after make demo':<34} {first:8.3f} s")
    line("memory of the demo bot", memory, "fastapi + sqlalchemy imported", empty, "MB")


def ask(client: httpx.Client) -> None:
    """An English question, so that the model embeds it; waits for the answer."""
    channel = client.post("/_page/open_im", json={"user": "U0AMY"}).json()["channel"]
    question = "The customer says we are too expensive"
    client.post("/_page/message", json={"user": "U0AMY", "channel": channel, "text": question})
    wait(lambda: messages(client, channel) > 1)


EMPTY = "import fastapi, sqlalchemy, psutil; print(psutil.Process().memory_info().rss / 1e6)"


def messages(client: httpx.Client, channel: str | None = None) -> int:
    """How many messages stand in a channel, or anywhere."""
    try:
        entries = client.get("/_page/journal").json()["entries"]
    except httpx.HTTPError:
        return 0
    return sum(
        entry["type"] == "message" and channel in (None, entry["channel"]) for entry in entries
    )


def wait(until: Callable[[], bool], limit: float = 60.0) -> float:
    end = time.perf_counter() + limit
    pause = threading.Event()
    while not until():
        pause.wait(0.02)
        if time.perf_counter() > end:
            raise TimeoutError(str(until))
    return time.perf_counter()


if __name__ == "__main__":
    score.main()
    due.main()
    tick.main()
    accounts.main()
    burst.main()
    clicks.main()
    cards.main()
    intake.main()
    command_line()
    demo()
    given = ENVIRONMENT.get("STAFFEL_SHARED", str(ROOT.parent / "shared"))
    if Path(given).is_dir():
        olist(Path(given))

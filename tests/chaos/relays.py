"""Several relays on one database are killed and stopped while leads come in and are pinged."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, PendingRollbackError
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from agents.vocabulary import InboxState, OutboxState
from bot.bootstrap import make_deps
from bot.clock import system_clock
from bot.commands.demo import seed_rows
from bot.deps import Deps
from bot.settings import Settings
from bot.workflows import intake, tick
from store.migrate import upgrade
from store.models import Delivery, Owed
from store.session import Store
from tests.chaos import readers
from tests.chaos.alerts import as_json, hot_lead
from tests.chaos.ledgers import OPEN, Promise, audit
from tests.chaos.outcome import Outcome
from tests.chaos.plan import Stroke, strokes
from tests.chaos.processes import LEASE, MARGIN, Member, WorkspaceProcess, environment, events

RELAYS = 3
BATCH = 15
PINGED = 3
"""Every third lead came an hour ago, so its owner is to be reminded at once."""
LONG_AGO = timedelta(minutes=61)
DRAIN_WITHIN = 120.0
DATABASE_BACK_WITHIN = 60.0
FAULTS: tuple[tuple[str, float, float | None], ...] = (
    ("drop_before", 0.01, None),
    ("drop_after", 0.01, None),
    ("error_500", 0.01, None),
    ("error_500_stored", 0.01, None),
    ("rate_limited", 0.005, 1.0),
    ("late", 0.005, 1.5),
)
"""What the workspace does to calls: fault, chance, seconds (a late message still lands within
the margin, as the contract of the margin says)."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of it."""

    alerts: int = 3_000
    strokes: int = 100
    backlog: int = 150
    """Alerts come in no faster than relays send: so much may wait, over the whole time."""


def run(
    folder: Path,
    database_url: str,
    *,
    seed: int,
    size: Size,
    restart: Callable[[], None] | None = None,
) -> Outcome:
    """Three relay processes and a plan of strokes against them.

    Args:
        folder: for logs and settings.
        database_url: an empty database.
        seed: decides the plan.
        size: how many alerts and strokes.
        restart: tears the database down and up again; called once in the middle.
    """
    began = time.monotonic()
    plan = strokes(seed, count=size.strokes, among=RELAYS, outlasts=LEASE + MARGIN)
    with WorkspaceProcess(folder) as workspace:
        settings = environment(folder, database_url, api_url=workspace.api_url, web_port=0)
        with prepared(settings) as deps:
            logs = [folder / f"relay-{number}.log" for number in range(RELAYS)]
            words = ["bot", "serve", "--roles", "relay"]
            relays = [Member(words, settings, log) for log in logs]
            for number, (fault, chance, seconds) in enumerate(FAULTS):
                workspace.fault(fault, chance=chance, seconds=seconds, seed=seed + number)
            try:
                promises = _feed_while_struck(deps, relays, plan, size=size, restart=restart)
                drain(deps.store, relays)
            finally:
                for relay in relays:
                    relay.stop()
            journal = workspace.journal()
            kept = readers.kept(deps.store)
            taken_over = _taken_over(deps.store)
    said = events(*logs)
    return Outcome(
        name=f"{RELAYS} relays on {database_url.partition(':')[0].partition('+')[0]}",
        verdict=audit(promises, kept, readers.shown(journal)),
        seconds=time.monotonic() - began,
        counts={
            "alerts": len(promises),
            "messages": len(readers.shown(journal)),
            "kills": sum(stroke.pause is None for stroke in plan),
            "pauses": sum(stroke.pause is not None for stroke in plan),
            "restarts of the database": int(restart is not None),
            "faults of the workspace": sum(entry["type"] == "fault" for entry in journal),
            "tried again": taken_over,
            "found after a lost answer": said["effect_found"],
            "ended by themselves": sum(relay.ended_by_itself for relay in relays),
        },
    )


@contextmanager
def prepared(settings: dict[str, str]) -> Iterator[Deps]:
    """A migrated database with the demo's team, and the bell that wakes the processes on it."""
    read = Settings.model_validate(
        {name.lower() if name.startswith("SLACK") else name: v for name, v in settings.items()}
    )
    upgrade(read.database_url)
    deps = make_deps(read, roles=frozenset())
    seed_rows(deps)
    bell = threading.Thread(target=deps.wake.run, daemon=True)
    bell.start()
    try:
        yield deps
    finally:
        deps.wake.stop()
        bell.join()
        deps.store.close()


def _feed_while_struck(
    deps: Deps,
    relays: list[Member],
    plan: tuple[Stroke, ...],
    *,
    size: Size,
    restart: Callable[[], None] | None,
) -> list[Promise]:
    """Leads come in over the whole time in which relays are struck; the sender's journal."""
    journal: list[Promise] = []
    with ThreadPoolExecutor(1) as pool:
        feeding = pool.submit(_feed, deps, journal, size)

        def progress() -> float:
            """The share of cards and replies that are settled."""
            if feeding.done() and not _open(deps.store):
                return 1.0
            return _count(deps.store, {OutboxState.SENT}) / (size.alerts + size.alerts / PINGED)

        strike(relays, plan, progress=progress, restart=restart)
        feeding.result()
    return journal


def strike(
    members: list[Member],
    plan: tuple[Stroke, ...],
    *,
    progress: Callable[[], float],
    restart: Callable[[], None] | None,
) -> None:
    """Carries out the plan; in its middle the database is restarted."""
    waiting = threading.Event()
    for number, stroke in enumerate(plan):
        while _again(progress) < stroke.at:
            waiting.wait(0.05)
        if restart is not None and number == len(plan) // 2:
            restart()
        for member in members:
            member.mend()
        member = members[stroke.whom]
        if stroke.pause is None:
            member.kill()
        else:
            member.pause(stroke.pause)


def _feed(deps: Deps, journal: list[Promise], size: Size) -> None:
    """Sends leads as relays get on; repeats what was not acknowledged, as a sender does."""
    earlier = replace(deps, clock=lambda: system_clock() - LONG_AGO)
    waiting = threading.Event()
    for first in range(0, size.alerts, BATCH):
        numbers = range(first, min(first + BATCH, size.alerts))
        old = [number for number in numbers if number % PINGED == 0]
        new = [number for number in numbers if number % PINGED]
        for chosen, some in ((old, earlier), (new, deps)):
            for number in chosen:
                _again(_keep, some, number)
            _again(intake.process_waiting, some)
        _again(tick.escalate, deps)
        journal.extend(
            Promise(key=hot_lead(number)["email"], cards=1, replies=int(number % PINGED == 0))
            for number in numbers
        )
        while _again(_count, deps.store, OPEN) > size.backlog:
            waiting.wait(0.05)
    while _again(intake.process_waiting, deps) or _again(tick.escalate, deps):
        pass


_again = Retrying(
    retry=retry_if_exception_type((OperationalError, PendingRollbackError)),
    stop=stop_after_delay(DATABASE_BACK_WITHIN),
    wait=wait_fixed(0.1),
    reraise=True,
)
"""Calls until the database is back."""


def _keep(deps: Deps, number: int) -> None:
    intake.keep_delivery(
        deps,
        door="form:demo",
        external_id=f"chaos-{number}",
        body=as_json(hot_lead(number)),
        content_type="application/json",
    )


def drain(store: Store, members: Iterable[Member] = ()) -> None:
    """Waits until nothing is unread or owed any more; what is then still open is the auditor's."""
    end, waiting = time.monotonic() + DRAIN_WITHIN, threading.Event()
    while time.monotonic() < end and _open(store):
        for member in members:
            member.mend()
        waiting.wait(0.2)


def _open(store: Store) -> bool:
    unread = select(Delivery.id).where(Delivery.state == InboxState.RECEIVED)
    with store.read() as session:
        if session.scalar(unread.limit(1)) is not None:
            return True
    return _count(store, OPEN) > 0


def _count(store: Store, states: Iterable[str]) -> int:
    wanted = [OutboxState(state) for state in states]
    with store.read() as session:
        return session.scalar(select(func.count(Owed.id)).where(Owed.state.in_(wanted))) or 0


def _taken_over(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count(Owed.id)).where(Owed.fence > 1)) or 0

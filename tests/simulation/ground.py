"""The database of the simulation: the real schema, once a process, put back for every seed."""

import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from agents.policy import SalesPolicy
from bot.deps import Deps
from bot.workflows import intake
from store.migrate import upgrade
from store.models import Installation
from store.session import Store
from tests.world import HOT, TEAM, TUESDAY, World, shipped_policy

MEMORY = Path("/dev/shm")  # noqa: S108 — a folder of its own is made in it
VISITS = 4
"""Visits of the price page that make an interested reader an ordinary qualified lead."""


class FragileStore(Store):
    """A store whose process may die just before and just after a COMMIT."""

    def __init__(self, url: str, *, database_clock: Callable[[], datetime]) -> None:
        super().__init__(url, database_clock=database_clock)
        self.at_commit: Callable[[str], None] = lambda _: None

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """As the store's; dying inside the block rolls it back."""
        with super().begin() as session:
            yield session
            self.at_commit("before")
        self.at_commit("after")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a sender sends until it is told that it was taken."""

    key: str
    email: str
    door: str
    body: bytes


def form(number: int, name: str = "demo", **changes: str) -> Sent:
    """A form of one person."""
    email = f"person{number}@company{number}.example"
    fields = {**HOT, "email": email, "company": f"Company {number}", **changes}
    body = json.dumps({key: value for key, value in fields.items() if value}).encode()
    return Sent(key=f"form-{number}", email=email, door=f"form:{name}", body=body)


def visits(number: int) -> Sent:
    """Visits of the price page, as a batch of events."""
    email = form(number).email
    events = [
        {
            "id": f"visit-{number}-{place}",
            "kind": "price_page",
            "email": email,
            "occurred_at": f"{TUESDAY:%Y-%m-%dT%H:%M:%SZ}",
        }
        for place in range(VISITS)
    ]
    body = json.dumps({"events": events}).encode()
    return Sent(key=f"visits-{number}", email=email, door=intake.EVENTS_DOOR, body=body)


BEGINNINGS: dict[str, tuple[Sent, ...]] = {
    "nothing": (),
    "hot": (form(1),),
    "ordinary": (form(1, "whitepaper"), visits(1)),
    "hot_and_ordinary": (form(1), form(2, "whitepaper"), visits(2)),
    "two_hot": (form(1), form(2)),
}
"""What was sent and taken in before the first step of a seed, by the real intake."""


class Ground:
    """One SQLite database; `reset` puts it back to a beginning.

    The file lives in memory where it can, and nothing waits for a disk: a process that dies is
    simulated above the database, whose own durability is not what is tried here.

    Args:
        free_keys: tables that lose their unique keys, to see that it is noticed.
    """

    def __init__(self, *, free_keys: tuple[str, ...] = ()) -> None:
        folder = MEMORY if MEMORY.is_dir() else None
        self._folder = tempfile.TemporaryDirectory(prefix="staffel-sim-", dir=folder)
        url = f"sqlite:///{self._folder.name}/simulation.db"
        upgrade(url)
        self.now: Callable[[], datetime] = lambda: TUESDAY
        self.store = FragileStore(url, database_clock=self._clock)
        event.listen(self.store.engine, "connect", _hurry)
        self.policy: SalesPolicy = _one_channel(shipped_policy())
        self._raw: sqlite3.Connection | None = None
        for table in free_keys:
            self._free(table)
        self._beginnings = self._prepare()

    def reset(self, position: str) -> None:
        """Puts back what the database held then, and lets no process die."""
        self.store.at_commit = lambda _: None
        self._beginnings[position].backup(self._connection())

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """What the rows say, past SQLAlchemy: the simulation asks often."""
        return self._connection().execute(question).fetchall()

    def _clock(self) -> datetime:
        """By which leases are made; each seed brings its own."""
        return self.now()

    def close(self) -> None:
        """Deletes the database."""
        self.store.close()
        for copy in self._beginnings.values():
            copy.close()
        self._folder.cleanup()

    def _connection(self) -> sqlite3.Connection:
        """The pool's only connection: one thread, one block at a time."""
        if self._raw is None:
            with self.store.engine.connect() as connection:
                raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            self._raw = raw
        return self._raw

    def _prepare(self) -> dict[str, sqlite3.Connection]:
        world = World(self.store, policy=self.policy)
        world.hire()
        self.people = {user: world.person(user) for user, *_ in TEAM}
        with self.store.begin() as session:
            session.add(Installation(name="message_marks", value="0" * 64))
        empty = self._copy()
        made = {}
        for name, sent in BEGINNINGS.items():
            empty.backup(self._connection())
            _take_in(world.deps, sent)
            made[name] = self._copy()
        return made

    def _free(self, table: str) -> None:
        """Makes the table anew without its unique keys."""
        raw = self._connection()
        (sql,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        raw.execute(f"ALTER TABLE {table} RENAME TO old")
        raw.execute(re.sub(r",\s*(CONSTRAINT \w+ )?UNIQUE \([^)]*\)", "", sql))
        raw.execute("DROP TABLE old")

    def _copy(self) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:")
        self._connection().backup(copy)
        return copy


def _take_in(deps: Deps, sent: tuple[Sent, ...]) -> None:
    for one in sent:
        kept = intake.keep_delivery(
            deps,
            door=one.door,
            external_id=one.key,
            body=one.body,
            content_type="application/json",
        )
        intake.process_delivery(deps, kept.id)


def _hurry(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")


def _one_channel(policy: SalesPolicy) -> SalesPolicy:
    """All teams in one channel: what stands in one lane meets there."""
    territories = {
        name: territory.model_copy(update={"channel": "C0TEAM"})
        for name, territory in policy.territories.items()
    }
    return policy.model_copy(update={"territories": territories})

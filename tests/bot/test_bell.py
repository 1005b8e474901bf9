"""A ring reaches every thread, and on PostgreSQL every process; a lost connection comes back."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import make_url, text

from bot import scheduler
from bot.bell import Bell
from bot.deps import Deps
from bot.parts.postgres_bell import LISTEN, NOTIFY, PostgresBell
from bot.scheduler import InboxWorker
from store.models import Lead
from store.session import Store
from tests.workspace_server import patiently
from tests.world import World

FOREVER = 600.0
"""A poll so slow that only the bell can have woken anybody within a test."""


def test_every_listener_hears_a_ring_once_also_one_from_before() -> None:
    bell = Bell()
    bell.set()
    heard = bell.wait(0, FOREVER)
    assert heard == 1
    assert bell.wait(heard, 0) == heard
    assert bell.wait(0, 0) == 1


def test_quiet_is_waited_for_but_not_for_ever() -> None:
    bell, rung, over = Bell(), threading.Event(), threading.Event()
    bell.wait_for_quiet(0, FOREVER)

    def ring() -> None:
        while not over.wait(0.001):
            bell.set()
            rung.set()

    ringer = threading.Thread(target=ring)
    ringer.start()
    assert rung.wait(FOREVER)
    bell.wait_for_quiet(FOREVER, 0.05)
    over.set()
    ringer.join()
    before = bell.wait(0, 0)
    bell.wait_for_quiet(0.01, FOREVER)
    assert bell.wait(0, 0) == before


@contextmanager
def running(bell: PostgresBell) -> Iterator[PostgresBell]:
    thread = threading.Thread(target=bell.run)
    thread.start()
    try:
        yield bell
    finally:
        bell.stop()
        thread.join(10)
        assert not thread.is_alive(), "the bell did not stop"


def listening(store: Store) -> set[int]:
    """The server's processes that serve a bell which has begun to listen."""
    asked = text(
        "SELECT pid FROM pg_stat_activity"
        " WHERE datname = current_database() AND query IN (:listen, :notify) AND state = 'idle'"
    )
    with store.read() as session:
        said = {"listen": LISTEN.decode(), "notify": NOTIFY.decode()}
        return set(session.scalars(asked, said))


def cut(store: Store) -> None:
    """Ends the bells' connections, as a restart of the server or of the network would."""
    pids = listening(store)
    assert pids
    with store.begin() as session:
        for pid in pids:
            session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    patiently(lambda: not pids & listening(store))


@pytest.fixture
def shared_url(postgres_migrated: Callable[[], str]) -> str:
    return postgres_migrated()


@pytest.fixture
def other_store(shared_url: str) -> Iterator[Store]:
    opened = Store(shared_url)
    yield opened
    opened.close()


def test_a_lead_kept_in_one_process_is_processed_by_another_at_once(
    shared_url: str, other_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "INBOX_POLL", FOREVER)
    store = Store(shared_url)
    world = World(store)
    world.hire()
    with running(PostgresBell(shared_url)) as here, running(PostgresBell(shared_url)) as there:
        world.deps = Deps(store=store, policy=world.policy, clock=world.clock, wake=here)
        other = Deps(store=other_store, policy=world.policy, clock=world.clock, wake=there)
        worker = InboxWorker(other)
        thread = threading.Thread(target=worker.run)
        thread.start()
        try:
            patiently(lambda: len(listening(store)) == 2)
            world.deliver()
            patiently(lambda: world_leads(store) == 1)
            cut(store)
            patiently(lambda: len(listening(store)) == 2)
            world.deliver(email="zwei@zweite-firma.example", company="Zweite GmbH")
            patiently(lambda: world_leads(store) == 2)
        finally:
            worker.stop()
            thread.join(10)
    store.close()


def world_leads(store: Store) -> int:
    with store.read() as session:
        return session.query(Lead).count()


def test_what_was_rung_while_the_connection_was_away_is_made_up_for(
    shared_url: str, other_store: Store
) -> None:
    here = PostgresBell(shared_url)
    here.set()
    with running(PostgresBell(shared_url)) as there:
        patiently(lambda: len(listening(other_store)) == 1)
        heard = there.wait(0, 0)
        with running(here):
            assert there.wait(heard, 10) > heard


def test_ringing_never_fails_and_never_waits() -> None:
    """Nobody listens at this address, and the thread does not even run."""
    bell = PostgresBell("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    for _ in range(100_000):
        bell.set()
    assert bell.wait(0, 0) == 100_000


def test_a_bell_that_finds_no_database_can_be_stopped() -> None:
    with running(PostgresBell("postgresql+psycopg://nobody@127.0.0.1:9/nothing")) as bell:
        bell.set()


def test_own_rings_do_not_come_back(shared_url: str, other_store: Store) -> None:
    address = make_url(shared_url).set(drivername="postgresql")
    with psycopg.connect(
        address.render_as_string(hide_password=False), autocommit=True
    ) as neighbour:
        with running(PostgresBell(shared_url)) as bell:
            patiently(lambda: len(listening(other_store)) == 1)
            neighbour.execute(LISTEN)
            before = bell.wait(-1, 0)
            bell.set()
            assert list(neighbour.notifies(timeout=10, stop_after=1))
        assert bell.wait(-1, 0) == before + 1

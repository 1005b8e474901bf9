"""The ticker: it begins at once, survives a failing job, and says that it lives."""

import pytest

from bot.scheduler import BEAT_EVERY, Pulse, start_clock
from store import heartbeats
from store.heartbeats import Beat
from store.session import Store
from tests.workspace_server import patiently
from tests.world import World

JOBS = ("escalate", "wake_leads")


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def beats(world: World) -> dict[str, Beat]:
    with world.store.read() as session:
        return heartbeats.last(session)


def test_ticker_and_auditor_are_heard_of_at_once(world: World) -> None:
    clock = start_clock(world.deps, every=0.05)
    try:
        patiently(lambda: {"ticker", "auditor"} <= set(beats(world)))
    finally:
        clock.shutdown(wait=True)


def test_a_pulse_wants_every_job_and_does_not_write_at_every_tick(world: World) -> None:
    pulse = Pulse(world.deps, "ticker", jobs=JOBS)
    pulse.ran("escalate")
    pulse.ran("audit")
    assert "ticker" not in beats(world), "one of its jobs has not run"
    pulse.ran("wake_leads")
    first = beats(world)["ticker"].beat_at
    world.clock.now += BEAT_EVERY / 2
    for job in JOBS:
        pulse.ran(job)
    assert beats(world)["ticker"].beat_at == first
    world.clock.now += BEAT_EVERY / 2
    pulse.ran("escalate")
    assert beats(world)["ticker"].beat_at == world.clock()
    world.clock.now += BEAT_EVERY
    pulse.ran("escalate")
    assert beats(world)["ticker"].beat_at < world.clock(), "the other job has stopped"

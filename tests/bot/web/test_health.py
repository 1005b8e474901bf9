"""/healthz: which part was heard of when, and when that is too long ago."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.roles import ProcessRole
from bot.web.health import SILENT_AFTER
from store import heartbeats
from tests.web_server import RunningWeb, settings
from tests.world import World

CLOCK = frozenset({ProcessRole.WEB, ProcessRole.CLOCK})
SECOND = timedelta(seconds=1)


def beat(world: World, *names: str) -> None:
    with world.store.begin() as session:
        for name in names:
            heartbeats.beat(session, name, now=world.clock())


def test_a_part_that_has_just_started_had_no_time_to_speak(
    serve: Callable[..., RunningWeb], world: World
):
    web = serve(roles=CLOCK)
    answer = web.client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["parts"] == {
        "auditor": {"age_seconds": None, "is_silent": False},
        "ticker": {"age_seconds": None, "is_silent": False},
    }
    world.clock.now += SILENT_AFTER["ticker"] + SECOND
    assert web.client.get("/healthz").status_code == 503


@pytest.mark.parametrize("part", ["auditor", "ticker"])
def test_a_part_that_was_silent_too_long_makes_the_process_sick(
    serve: Callable[..., RunningWeb], world: World, part: str
):
    web = serve(roles=CLOCK)
    beat(world, part)
    world.clock.now += SILENT_AFTER[part]
    beat(world, *({"auditor", "ticker"} - {part}))
    assert web.client.get("/healthz").status_code == 200
    world.clock.now += SECOND
    answer = web.client.get("/healthz")
    assert (answer.status_code, answer.json()["parts"][part]["is_silent"]) == (503, True)
    beat(world, part)
    assert web.client.get("/healthz").json()["status"] == "ok"


def test_a_row_of_before_the_start_is_no_alarm(serve: Callable[..., RunningWeb], world: World):
    beat(world, "ticker", "auditor")
    world.clock.forward(hours=8)
    answer = serve(roles=CLOCK).client.get("/healthz")
    assert (answer.status_code, answer.json()["parts"]["ticker"]["age_seconds"]) == (200, 28_800)


def test_the_parts_of_another_process_are_told_but_judged_there(
    serve: Callable[..., RunningWeb], world: World
):
    web = serve(roles=frozenset({ProcessRole.WEB}))
    beat(world, "ticker")
    world.clock.forward(hours=1)
    answer = web.client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["parts"] == {"ticker": {"age_seconds": 3_600.0, "is_silent": True}}


def test_where_ticks_are_far_apart_silence_is_longer(
    serve: Callable[..., RunningWeb], world: World
):
    web = serve(settings(STAFFEL_TICK=600), roles=CLOCK)
    world.clock.forward(minutes=29)
    assert web.client.get("/healthz").status_code == 200
    world.clock.forward(minutes=2)
    assert web.client.get("/healthz").status_code == 503

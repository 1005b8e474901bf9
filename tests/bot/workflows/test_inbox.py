"""What a former process left unanswered, on both databases."""

from datetime import timedelta

import pytest

from bot.workflows import inbox
from bot.workflows.inbox import RESUMED_MOST, RESUMED_TIMES, Unfinished
from store.session import Store
from tests.world import World


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def receive(world: World, name: str, door: str = "slack:click", **summary: str) -> int:
    number, _ = inbox.receive_slack(
        world.deps,
        door=door,
        external_id=name,
        summary={"what": "lead_accept", "user": "U0LENA", **summary},
    )
    return number


def left(world: World) -> list[str]:
    found = inbox.unfinished(world.deps, before=world.clock() + timedelta(seconds=1))
    return [one.external_id for one in found]


def test_it_says_who_where_and_what(world: World) -> None:
    number = receive(world, "1.2", channel="C0TEAM", message="1.2", thread="1.1")
    (one,) = inbox.unfinished(world.deps, before=world.clock.forward(seconds=1))
    assert one == Unfinished(
        id=number,
        door="click",
        external_id="1.2",
        what="lead_accept",
        user="U0LENA",
        channel="C0TEAM",
        message="1.2",
        thread="1.1",
    )


def test_finished_ones_other_doors_and_what_comes_later_are_none(world: World) -> None:
    inbox.finish(world.deps, receive(world, "finished"))
    receive(world, "a form", door="form:demo")
    receive(world, "left")
    world.clock.forward(seconds=5)
    receive(world, "later")
    found = inbox.unfinished(world.deps, before=world.clock())
    assert [one.external_id for one in found] == ["left"]


def test_the_newest_come_first_and_not_too_many(world: World) -> None:
    for number in range(RESUMED_MOST + 2):
        receive(world, str(number))
        world.clock.forward(seconds=1)
    found = left(world)
    assert len(found) == RESUMED_MOST
    assert found[0] == str(RESUMED_MOST + 1)


def test_what_ends_the_process_each_time_is_left_alone(world: World) -> None:
    receive(world, "deadly")
    for _ in range(RESUMED_TIMES):
        assert left(world) == ["deadly"]
    assert left(world) == []


def test_a_summary_of_an_older_version_says_less(world: World) -> None:
    receive(world, "old", unheard="of")
    assert left(world) == ["old"]

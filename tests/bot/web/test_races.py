"""Many at once: on SQLite, and on PostgreSQL, where writers do not queue by themselves."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.workflows.intake import process_waiting
from store.session import Store
from tests.bot.web.conftest import open_policy
from tests.bot.web.inbox import deliveries, lead_count
from tests.bot.web.visitor import Visitor
from tests.web_server import RunningWeb
from tests.world import HOT, World


@pytest.fixture
def crowd(store: Store) -> Iterator[tuple[World, RunningWeb]]:
    world = World(store, policy=open_policy())
    world.hire()
    with RunningWeb(world.deps) as web:
        yield world, web


def test_the_same_submission_many_times_at_once(crowd: tuple[World, RunningWeb]):
    world, web = crowd

    def send(_: int):
        headers = {"Idempotency-Key": "race"}
        return web.client.post("/intake/forms/demo", json=HOT, headers=headers)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(48)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["delivery"] for answer in answers}) == 1
    assert process_waiting(world.deps) == 1
    assert lead_count(world) == 1


def test_a_click_many_times_at_once_answers_one_question(crowd: tuple[World, RunningWeb]):
    world, web = crowd
    visitor = Visitor(web)
    with ThreadPoolExecutor(8) as pool:
        clicks = list(pool.map(lambda _: visitor.post(option=1, field="need"), range(8)))
    assert sorted(click.status_code for click in clicks) == [200] + [409] * 7
    visitor.step = visitor.look()["step"]
    visitor.until("consent")
    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(lambda _: visitor.post(option=2, field="consent"), range(8)))
    assert sorted(end.status_code for end in ends) == [200] + [409] * 7
    assert len(deliveries(world)) == 1

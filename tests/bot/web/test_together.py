"""Requests that wait at the same time are worked off together, and each gets its own answer."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from bot.web.together import Together
from bot.workflows.intake import process_waiting
from store.session import Store
from tests.bot.web.conftest import open_policy
from tests.bot.web.inbox import lead_count
from tests.web_server import RunningWeb
from tests.world import HOT, World

PATIENCE = 20


class Doubling:
    """Doubles numbers; zero and less are refused, and the first group waits until it is let go."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.started = threading.Event()
        self.go = threading.Event()

    def prepare(self, number: int) -> int:
        if number < 0:
            raise ValueError("nothing to double")
        return number

    def __call__(self, numbers: Sequence[int]) -> list[int | Exception]:
        self.groups.append(list(numbers))
        self.started.set()
        if not self.go.wait(PATIENCE):
            raise TimeoutError("nobody let the first group go")
        return [number * 2 if number else LookupError("zero") for number in numbers]


async def started(work: Doubling) -> None:
    assert await asyncio.to_thread(work.started.wait, PATIENCE)


def test_who_comes_during_a_group_shares_the_next_one() -> None:
    work = Doubling()

    async def visit() -> list[int]:
        together: Together[int, int, int] = Together(work.prepare, work)
        first = asyncio.create_task(together.do(1))
        await started(work)
        others = [asyncio.create_task(together.do(number)) for number in (2, 3, 4)]
        await asyncio.sleep(0)
        work.go.set()
        return await asyncio.gather(first, *others)

    assert asyncio.run(visit()) == [2, 4, 6, 8]
    assert work.groups == [[1], [2, 3, 4]]


def test_who_is_refused_is_refused_alone() -> None:
    work = Doubling()
    work.go.set()

    async def visit() -> list[int | BaseException]:
        together: Together[int, int, int] = Together(work.prepare, work)
        asked = (together.do(number) for number in (1, -1, 0, 2))
        return await asyncio.gather(*asked, return_exceptions=True)

    one, unready, refused, two = asyncio.run(visit())
    assert (one, two) == (2, 4)
    assert isinstance(unready, ValueError)
    assert isinstance(refused, LookupError)
    assert work.groups == [[1, 0, 2]]


def test_work_that_fails_leaves_nobody_waiting_and_goes_on() -> None:
    asked: list[list[int]] = []

    def work(numbers: Sequence[int]) -> list[int | Exception]:
        asked.append(list(numbers))
        if len(asked) == 1:
            raise RuntimeError("broken")
        return list(numbers)

    async def visit() -> tuple[list[int | BaseException], int]:
        together: Together[int, int, int] = Together(int, work)
        both = (together.do(number) for number in (1, 2))
        failed = await asyncio.gather(*both, return_exceptions=True)
        return failed, await together.do(3)

    failed, later = asyncio.run(visit())
    assert [str(error) for error in failed] == ["broken", "broken"]
    assert later == 3


def test_who_goes_away_holds_nobody_up() -> None:
    work = Doubling()

    async def visit() -> list[int]:
        together: Together[int, int, int] = Together(work.prepare, work)
        gone = asyncio.create_task(together.do(1))
        await started(work)
        stays = asyncio.create_task(together.do(2))
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        work.go.set()
        return [await stays, await together.do(3)]

    assert asyncio.run(visit()) == [4, 6]


def test_posts_of_one_moment_are_each_answered_for_themselves(sqlite_store: Store) -> None:
    """A wrong one and a trapped one among good ones; every good one becomes a lead."""
    world = World(sqlite_store, policy=open_policy())
    world.hire()
    bodies = [
        {
            **HOT,
            "email": f"p{number}@firma{number}.example",
            "first_name": f"Eva{'abcdefgh'[number]}",
        }
        for number in range(8)
    ]
    bodies[2]["email"] = "keine Adresse"
    bodies[5][world.policy.forms["demo"].honeypot] = "spam"
    with RunningWeb(world.deps) as web:
        gate = threading.Barrier(len(bodies))
        statuses: list[int] = [0] * len(bodies)

        def send(number: int) -> None:
            gate.wait(PATIENCE)
            answer = web.client.post("/intake/forms/demo", json=bodies[number])
            statuses[number] = answer.status_code

        threads = [threading.Thread(target=send, args=(n,)) for n in range(len(bodies))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    assert statuses == [202, 202, 422, 202, 202, 202, 202, 202]
    process_waiting(world.deps)
    assert lead_count(world) == 6

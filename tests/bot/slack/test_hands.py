"""Few listeners work at once, and whoever waits for Slack holds nobody up."""

import threading
from collections.abc import Iterator

import pytest

from bot.gateways.slack import UndeclaredMethodError
from bot.slack.listeners.hands import LendingClient, Workers, lent


@pytest.fixture
def workers() -> Iterator[Workers]:
    with Workers(5, at_work=1) as made:
        yield made


def test_one_works_at_a_time(workers: Workers) -> None:
    at_work, most, pause = [0], [0], threading.Event()

    def work() -> None:
        at_work[0] += 1
        most[0] = max(most[0], at_work[0])
        pause.wait(0.05)
        at_work[0] -= 1

    for done in [workers.submit(work) for _ in range(5)]:
        done.result(10)
    assert most == [1]


def test_who_waits_for_somebody_lends_the_hand_and_has_it_back(workers: Workers) -> None:
    answered, at_work = threading.Event(), []

    def ask() -> None:
        with lent():
            answered.wait(10)
        at_work.append("asked")
        assert not workers._hands._free, "the hand is ours again"

    asking = workers.submit(ask)
    workers.submit(at_work.append, "other").result(10)
    assert at_work == ["other"]
    answered.set()
    asking.result(10)
    assert at_work == ["other", "asked"]
    assert workers._hands._free == 1


def test_a_hand_comes_back_from_what_fails(workers: Workers) -> None:
    def fail() -> None:
        with lent():
            raise OSError

    for work in (fail, fail):
        with pytest.raises(OSError):  # noqa: PT011 — ours, without words
            workers.submit(work).result(10)
    assert workers.submit(lambda: "still there").result(10) == "still there"


def test_the_client_lends_while_it_calls_and_only_what_is_declared(workers: Workers) -> None:
    client = LendingClient(token="xoxb-x", base_url="http://127.0.0.1:9/api/", retry_handlers=[])
    with pytest.raises(UndeclaredMethodError):
        client.api_call("chat.delete")
    with pytest.raises(OSError, match="refused"):
        workers.submit(client.api_call, "auth.test").result(10)

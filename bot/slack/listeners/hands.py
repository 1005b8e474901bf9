"""How many listeners work at the same time."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any, ParamSpec, TypeVar

from bot.gateways.slack import Client
from store.turns import Turns

P = ParamSpec("P")
R = TypeVar("R")

_this_thread = threading.local()


class Workers(ThreadPoolExecutor):
    """Bolt's listener threads: many, because each may wait for somebody; few of them at work.

    Forty threads that all want the interpreter are no faster than two; they make each other wait,
    and the thread that acknowledges. First come, first served: a modal must open within 3 s.

    Args:
        most: threads.
        at_work: how many of them may work at once.
    """

    def __init__(self, most: int, *, at_work: int) -> None:
        super().__init__(most, "slack-listener")
        self._hands = Turns(at_work)

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Runs it as soon as a hand is free."""
        return super().submit(self._work, partial(fn, *args, **kwargs))

    def _work(self, work: Callable[[], R]) -> R:
        with self._hands:
            _this_thread.hands = self._hands
            try:
                return work()
            finally:
                _this_thread.hands = None


@contextmanager
def lent() -> Iterator[None]:
    """Others may work while this thread waits for Slack or a model; it goes on after one of them.

    Nothing happens in a thread that is not one of the `Workers`.
    """
    hands: Turns | None = getattr(_this_thread, "hands", None)
    if hands is None:
        yield
        return
    _this_thread.hands = None
    hands.give_back()
    try:
        yield
    finally:
        hands.take()
        _this_thread.hands = hands


class LendingClient(Client):
    """Calls Slack with the hand lent."""

    def api_call(self, api_method: str, **kwargs: Any) -> Any:
        """Calls a method."""
        with lent():
            return super().api_call(api_method, **kwargs)

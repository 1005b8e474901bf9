"""What many requests bring at the same time is worked off together, one thread at a time."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool

Item = TypeVar("Item")
Ready = TypeVar("Ready")
Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Item, Result]):
    """One request's item, until it is worked off."""

    item: Item
    answer: asyncio.Future[Result]


class Together(Generic[Item, Ready, Result]):
    """Works in a thread for requests that wait, all of them at once.

    Threads that compute side by side only take the interpreter from each other (docs/adr/0012).

    Args:
        prepare: in a thread, for each item alone; what it raises is that item's end.
        finish: in the same thread, for all that are ready; for each, in their order, a result or
            why there is none.
    """

    def __init__(
        self,
        prepare: Callable[[Item], Ready],
        finish: Callable[[Sequence[Ready]], Sequence[Result | Exception]],
    ) -> None:
        self._prepare = prepare
        self._finish = finish
        self._queue: list[_Waiting[Item, Result]] = []
        self._worker: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Result:
        """The item's result.

        Raises:
            Exception: why there is none.
        """
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._queue.append(_Waiting(item, answer))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work_off())
        return await answer

    async def _work_off(self) -> None:
        """Until nobody waits; who comes meanwhile forms the next group."""
        try:
            while self._queue:
                group, self._queue = self._queue, []
                await self._answer(group)
        finally:
            self._worker = None

    async def _answer(self, group: Sequence[_Waiting[Item, Result]]) -> None:
        results: Sequence[Result | Exception] = ()
        try:
            results = await run_in_threadpool(self._work, [one.item for one in group])
        except Exception as error:  # noqa: BLE001 — raised where each is waited for
            results = [error] * len(group)
        finally:
            for one, result in zip(group, results, strict=False):
                _settle(one.answer, result)
            for one in group[len(results) :]:
                one.answer.cancel()

    def _work(self, items: Sequence[Item]) -> list[Result | Exception]:
        ends: dict[int, Result | Exception] = {}
        ready: dict[int, Ready] = {}
        for place, item in enumerate(items):
            try:
                ready[place] = self._prepare(item)
            except Exception as error:  # noqa: BLE001 — raised where this one is waited for
                ends[place] = error
        ends |= zip(ready, self._finish([*ready.values()]), strict=True)
        return [ends[place] for place in range(len(items))]


def _settle(answer: asyncio.Future[Result], result: Result | Exception) -> None:
    if answer.cancelled():
        return
    if isinstance(result, Exception):
        answer.set_exception(result)
    else:
        answer.set_result(result)

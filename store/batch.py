"""Grouped commits: threads that want the same kind of write share one transaction."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from store.session import Store

LINGER = 0.002
"""Seconds a leader waits for company where the group before had some; nobody alone waits."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class _Ticket(Generic[Item, Result]):
    """One caller's items, until they are done."""

    items: Sequence[Item]
    woken: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    """Woken to lead the next group, instead of with results."""
    results: list[Result | Exception] = field(default_factory=list)
    """Empty until they are committed, then one for each item."""


class Grouped(Generic[Item, Result]):
    """Does a write for many callers at once: one transaction, one wait for the disk.

    There is no thread of its own. Whoever comes first leads: it writes its own items at once. Who
    comes while a group is being written forms the next one, led by the first of them. A caller
    returns when its items are committed, never before.

    Args:
        store: where the work is written.
        work: writes the items in one block; one result each, in their order.
    """

    def __init__(
        self, store: Store, work: Callable[[Session, Sequence[Item]], Sequence[Result]]
    ) -> None:
        self._store = store
        self._work = work
        self._lock = threading.Lock()
        self._queue: list[_Ticket[Item, Result]] = []
        self._is_led = False
        self._is_crowded = False
        self._never = threading.Event()

    def do(self, item: Item) -> Result:
        """The item's result, once it is committed.

        Raises:
            BlockOpenError: inside a block: a group may have to wait for that very block.
            Exception: whatever the item's own work raised; that of others does not count.
        """
        (result,) = self.do_all((item,))
        if isinstance(result, Exception):
            raise result
        return result

    def do_all(self, items: Sequence[Item]) -> list[Result | Exception]:
        """What became of each item, once they are committed: its result, or its own error.

        Raises:
            BlockOpenError: inside a block: a group may have to wait for that very block.
        """
        self._store.refuse_while_busy()
        if not items:
            return []
        mine: _Ticket[Item, Result] = _Ticket(items)
        with self._lock:
            self._queue.append(mine)
            mine.leads, self._is_led = not self._is_led, True
        if not mine.leads:
            mine.woken.wait()
        if mine.leads:
            self._lead()
        if not mine.results:
            raise InterruptedError("Whoever led this group was stopped on the way.")
        return mine.results

    def _lead(self) -> None:
        """Commits the queue, then wakes its callers and the leader of the next group."""
        group: list[_Ticket[Item, Result]] = []
        try:
            self._commit(group)
        finally:
            with self._lock:
                heirs = self._queue[:1]
                self._is_led = bool(heirs)
                self._is_crowded = len(group) > 1
            for heir in heirs:
                heir.leads = True
            for ticket in (*heirs, *group):
                ticket.woken.set()

    def _commit(self, group: list[_Ticket[Item, Result]]) -> None:
        """All in one block; where that fails, each in its own, so that none suffers for another.

        The group is closed inside the block: who comes while its leader waits for SQLite's one
        writer is taken along.
        """
        if self._is_crowded:
            self._never.wait(LINGER)
        try:
            with self._store.begin() as session:
                group += self._take_queue()
                results = self._work(session, [item for ticket in group for item in ticket.items])
        except Exception as error:  # noqa: BLE001 — handed to its caller
            group += [] if group else self._take_queue()
            if sum(len(ticket.items) for ticket in group) == 1:
                group[0].results = [error]
                return
            for ticket in group:
                ticket.results = [self._alone(item) for item in ticket.items]
        else:
            done = iter(results)
            for ticket in group:
                ticket.results = [next(done) for _ in ticket.items]

    def _alone(self, item: Item) -> Result | Exception:
        try:
            with self._store.begin() as session:
                (result,) = self._work(session, (item,))
        except Exception as error:  # noqa: BLE001 — handed to its caller
            return error
        return result

    def _take_queue(self) -> list[_Ticket[Item, Result]]:
        with self._lock:
            taken, self._queue = self._queue, []
        return taken

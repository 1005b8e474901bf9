"""Grouped commits: threads that want the same kind of write share one transaction."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from store.session import Store

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class _Ticket(Generic[Item, Result]):
    """One caller's item, until it is done."""

    item: Item
    woken: threading.Event = field(default_factory=threading.Event)
    leads: bool = False
    """Woken to lead the next group, instead of with a result."""
    results: tuple[Result, ...] = ()
    """Empty until it is committed, then the one."""
    error: Exception | None = None


class Grouped(Generic[Item, Result]):
    """Does a write for many callers at once: one transaction, one wait for the disk.

    There is no thread of its own. Whoever comes first leads: it does its own item at once. Who
    comes while a group is being committed forms the next one, led by the first of them. A caller
    returns when its item is committed, never before.

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

    def do(self, item: Item) -> Result:
        """The item's result, once it is committed.

        Raises:
            BlockOpenError: inside a block: a group may have to wait for that very block.
            Exception: whatever the item's own work raised; that of others does not count.
        """
        self._store.refuse_while_busy()
        mine: _Ticket[Item, Result] = _Ticket(item)
        with self._lock:
            self._queue.append(mine)
            mine.leads, self._is_led = not self._is_led, True
        if not mine.leads:
            mine.woken.wait()
        if mine.leads:
            self._lead()
        if mine.error is not None:
            raise mine.error
        if not mine.results:
            raise InterruptedError("Whoever led this group was stopped on the way.")
        return mine.results[0]

    def _lead(self) -> None:
        """Commits the whole queue, then wakes its callers and the leader of the next group."""
        with self._lock:
            group, self._queue = self._queue, []
        try:
            self._commit(group)
        finally:
            with self._lock:
                heirs = self._queue[:1]
                self._is_led = bool(heirs)
            for heir in heirs:
                heir.leads = True
            for ticket in (*heirs, *group):
                ticket.woken.set()

    def _commit(self, group: Sequence[_Ticket[Item, Result]]) -> None:
        """All in one block; where that fails, each in its own, so that none suffers for another."""
        try:
            with self._store.begin() as session:
                results = self._work(session, [ticket.item for ticket in group])
        except Exception as error:  # noqa: BLE001 — raised in its caller's thread
            if len(group) == 1:
                group[0].error = error
                return
            for ticket in group:
                self._commit((ticket,))
        else:
            for ticket, result in zip(group, results, strict=True):
                ticket.results = (result,)

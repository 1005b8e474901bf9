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

    There is no thread of its own. Whoever comes first leads: it writes its own item at once. Who
    comes while a group is being written forms the next one, led by the first of them. A caller
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
        self._is_crowded = False
        self._never = threading.Event()

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
                results = self._work(session, [ticket.item for ticket in group])
        except Exception as error:  # noqa: BLE001 — raised in its caller's thread
            group += [] if group else self._take_queue()
            if len(group) == 1:
                group[0].error = error
                return
            for ticket in group:
                self._alone(ticket)
        else:
            for ticket, result in zip(group, results, strict=True):
                ticket.results = (result,)

    def _alone(self, ticket: _Ticket[Item, Result]) -> None:
        try:
            with self._store.begin() as session:
                ticket.results = tuple(self._work(session, (ticket.item,)))
        except Exception as error:  # noqa: BLE001 — raised in its caller's thread
            ticket.results, ticket.error = (), error

    def _take_queue(self) -> list[_Ticket[Item, Result]]:
        with self._lock:
            taken, self._queue = self._queue, []
        return taken

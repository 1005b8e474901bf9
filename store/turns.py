"""A lock that is given in the order in which it was asked for."""

import threading
from collections import deque
from dataclasses import dataclass


class Turns:
    """Lets threads in one at a time, first come, first served.

    `threading.Lock` may be taken again by the thread that has just given it back, so that a busy
    worker starves the doors.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._is_taken = False

    def __enter__(self) -> None:
        self._take(is_first=False)

    def ahead(self) -> "_Ahead":
        """A turn before whoever waits; for one short piece of work that cannot wait itself."""
        return _Ahead(self)

    def _take(self, *, is_first: bool) -> None:
        mine = threading.Event()
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return
            self._waiting.insert(0 if is_first else len(self._waiting), mine)
        has_turn = False
        try:
            has_turn = mine.wait()
        finally:
            if not has_turn:  # an interrupted wait must not keep the turn it is given
                self._leave_the_queue(mine)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._waiting:
            self._waiting.popleft().set()
        else:
            self._is_taken = False

    def _leave_the_queue(self, mine: threading.Event) -> None:
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
            else:
                self._pass_on()


@dataclass(frozen=True, slots=True)
class _Ahead:
    turns: Turns

    def __enter__(self) -> None:
        self.turns._take(is_first=True)  # noqa: SLF001 — the other half of the same lock

    def __exit__(self, *_: object) -> None:
        self.turns.__exit__()

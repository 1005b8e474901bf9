"""Places that are given in the order in which they were asked for."""

import threading
from collections import deque
from dataclasses import dataclass


class Turns:
    """Lets so many threads in at a time, first come, first served.

    `threading.Lock` may be taken again by the thread that has just given it back, so that a busy
    worker starves the doors.

    Args:
        places: for so many threads.
    """

    def __init__(self, places: int = 1) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._free = places

    def __enter__(self) -> None:
        self.take()

    def ahead(self) -> "_Ahead":
        """A turn before whoever waits; for one short piece of work that cannot wait itself."""
        return _Ahead(self)

    def take(self, *, is_first: bool = False) -> None:
        """Waits for a place, before all others or behind them."""
        mine = threading.Event()
        with self._lock:
            if self._free:
                self._free -= 1
                return
            self._waiting.insert(0 if is_first else len(self._waiting), mine)
        has_turn = False
        try:
            has_turn = mine.wait()
        finally:
            if not has_turn:  # an interrupted wait must not keep the turn it is given
                self._leave_the_queue(mine)

    def __exit__(self, *_: object) -> None:
        self.give_back()

    def give_back(self) -> None:
        """The place is the next one's."""
        with self._lock:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._waiting:
            self._waiting.popleft().set()
        else:
            self._free += 1

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
        self.turns.take(is_first=True)

    def __exit__(self, *_: object) -> None:
        self.turns.give_back()

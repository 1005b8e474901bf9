"""Wakes several waiting threads of one process: after a commit there is something to do."""

import threading


class Bell:
    """Rung after commits; every listener hears every ring once, also one from before it waited."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0

    def set(self) -> None:
        """Rings."""
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    def wait(self, heard: int, timeout: float) -> int:
        """Waits for a ring after `heard`, at most `timeout` seconds; what to pass next time."""
        with self._rung:
            self._rung.wait_for(lambda: self._count != heard, timeout)
            return self._count

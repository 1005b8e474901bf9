"""Wakes whoever waits for work after a commit.

The bell is only for speed. Everybody who waits on it also looks by themselves now and then, so a
ring that is lost costs a moment and never a lead.
"""

import threading
import time


class Bell:
    """Rung after commits; every listener hears every ring once, also one from before it waited."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0

    def set(self) -> None:
        """Rings; takes no time and never fails."""
        self.ring_here()

    def wait(self, heard: int, timeout: float) -> int:
        """Waits for a ring after `heard`, at most `timeout` seconds; what to pass next time."""
        with self._rung:
            self._rung.wait_for(lambda: self._count != heard, timeout)
            return self._count

    def wait_for_quiet(self, quiet: float, most: float) -> None:
        """Waits until nobody has rung for `quiet` seconds, at most `most` of them."""
        end = time.monotonic() + most
        with self._rung:
            while (left := end - time.monotonic()) > 0:
                heard = self._count
                self._rung.wait(min(quiet, left))
                if self._count == heard:
                    return

    def run(self) -> None:
        """Carries rings from and to other processes until `stop`; this bell reaches none."""

    def stop(self) -> None:
        """Ends `run`."""

    def ring_here(self) -> None:
        """Wakes the threads of this process."""
        with self._rung:
            self._count += 1
            self._rung.notify_all()

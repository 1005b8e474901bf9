"""The only place that reads the clock."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the moment, aware and in UTC."""


def system_clock() -> datetime:
    """Now."""
    return datetime.now(UTC)  # noqa: TID251 — the one place


def seconds() -> float:
    """Seconds of a clock that never jumps; on Linux it goes on while the machine sleeps."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()

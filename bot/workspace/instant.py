"""The one reader of the clock in this package, and the spans of time that Slack holds to."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Clock: TypeAlias = Callable[[], float]

_MICRO = 1_000_000


def now() -> float:
    """Seconds since the epoch, with microseconds."""
    return time.time()


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Slack's spans, all in seconds. Tests shorten them."""

    ack: float = 3.0
    trigger: float = 3.0
    response_url: float = 1800.0
    retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    """Waits before the three further deliveries of an event that nobody acknowledged."""
    status: float = 120.0
    """How long a status line stands when nothing follows it."""
    ping: float = 20.0
    """How often a WebSocket is pinged. slack_sdk ends a connection only when a frame or 3 s of
    silence wake it, so a short time here makes bots end quickly in tests."""
    drain: float = 10.0
    """How long an old connection lives on after `disconnect` was announced on it."""


def micros(ts: str) -> int:
    """Turn a Slack timestamp into whole microseconds.

    Raises:
        ValueError: The text is no timestamp.
    """
    seconds, _, fraction = ts.partition(".")
    if not seconds.isdecimal() or (fraction and not fraction.isdecimal()):
        raise ValueError(ts)
    return int(seconds) * _MICRO + int(fraction[:6].ljust(6, "0") or 0)


def stamp(at_micros: int) -> str:
    """Turn whole microseconds into a Slack timestamp."""
    return f"{at_micros // _MICRO}.{at_micros % _MICRO:06d}"

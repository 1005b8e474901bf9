"""The only place that reads the clock."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the moment, aware and in UTC."""


def system_clock() -> datetime:
    """Now."""
    return datetime.now(UTC)  # noqa: TID251 — the one place

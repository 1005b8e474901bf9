"""Slack's rate tiers as token buckets."""

import math
from dataclasses import dataclass

from bot.workspace.refusal import Refusal


@dataclass(frozen=True)
class Tier:
    """So many calls at once, and so many more a second."""

    burst: float
    per_second: float


def _per_minute(calls: float) -> Tier:
    return Tier(burst=calls, per_second=calls / 60)


_TIERS = {
    "t1": _per_minute(1),
    "t2": _per_minute(20),
    "t3": _per_minute(50),
    "t4": _per_minute(100),
    "t5": _per_minute(600),
}
_POSTING = Tier(burst=5, per_second=1.0)
"""`chat.postMessage`: one a second and channel, with short bursts."""


class Limits:
    """The buckets of one workspace and app."""

    def __init__(self, *, on: bool) -> None:
        self._on = on
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, method: str, tier: str, channel: str, now: float) -> None:
        """Count one call.

        Raises:
            Refusal: Too many calls; HTTP 429 with the seconds to wait.
        """
        if not self._on:
            return
        posting = method == "chat.postMessage"
        key = (method, channel if posting else "")
        limit = _POSTING if posting else _TIERS[tier]
        tokens, since = self._buckets.get(key, (limit.burst, now))
        tokens = min(limit.burst, tokens + (now - since) * limit.per_second)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            wait = math.ceil((1 - tokens) / limit.per_second)
            raise Refusal("ratelimited", retry_after=max(wait, 1))
        self._buckets[key] = (tokens - 1, now)

"""When a score will fall below a level if nothing happens (S-052, formulas 5.6).

A standing only fades, so there is one such moment, and one row with a due time replaces a nightly
job. Where all half-lives agree it has a closed form; else it is found by bisection.
"""

from datetime import UTC, datetime, timedelta
from math import log2

from agents.rules.scoring import Standing, score

HALF = 0.5
"""Scores are rounded half up: 69.5 is still 70."""
TICK = timedelta(microseconds=1)
AROUND = timedelta(milliseconds=1)
"""How far the closed form may lie beside the moment, by the rounding of its numbers."""
HORIZON = timedelta(days=365 * 20)
"""Nobody waits longer: a score that falls later does not fall."""


def falls_below(standing: Standing, level: int, *, now: datetime) -> datetime | None:
    """The first moment from `now` on at which the score is below the level; None: it never is.

    Exact to the microsecond: a moment before it the score still reaches the level.

    Args:
        standing: the lead.
        level: 0 to 100.
        now: the moment of asking; itself the answer where the score lies below already.
    """
    if score(standing, now).total < level:
        return now
    if not _will_fall(standing, level):
        return None
    guess = closed_form(standing, level, now=now)
    if guess is None:
        last = now + HORIZON
        first = now
    else:
        first, last = max(now, guess - AROUND), guess + AROUND
    if last - now > HORIZON or score(standing, last).total >= level:
        return None
    return _bisected(standing, level, first=first, last=last)


def closed_form(standing: Standing, level: int, *, now: datetime) -> datetime | None:
    """Now + H · log2(B / needed), where all that fades has one half-life H; else None.

    Meant for a score that reaches the level at `now` and will fall below it. An event in the
    future does not fade yet, so with one there is no closed form either.
    """
    rates = {one.rate for one in standing.fading}
    at = now.timestamp()
    if len(rates) != 1 or any(one.newest > at for one in standing.fading):
        return None
    behaviour = sum(score(standing, now).interest)
    needed = level - standing.base - HALF
    seconds = log2(behaviour / needed) / rates.pop()
    return None if seconds > HORIZON.total_seconds() else now + timedelta(seconds=seconds)


def _will_fall(standing: Standing, level: int) -> bool:
    """Whether the level needs any interest at all, and it is a level that can be missed."""
    return bool(standing.fading) and level > 0 and level > standing.base


def _bisected(standing: Standing, level: int, *, first: datetime, last: datetime) -> datetime:
    """The first moment below the level; it is reached at `first`, and no longer at `last`."""
    if score(standing, first).total < level:  # the closed form lay a little late
        first -= 2 * AROUND
    reached, below = 0, (last - first) // TICK
    while below - reached > 1:
        middle = (reached + below) // 2
        if score(standing, first + middle * TICK).total < level:
            below = middle
        else:
            reached = middle
    return (first + below * TICK).astimezone(UTC)

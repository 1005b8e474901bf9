"""When a score will fall below a level if nothing happens (S-052, formulas 5.6).

A standing only fades, so there is one such moment, and one row with a due time replaces a nightly
job. Where all half-lives agree it has a closed form; else it is found by bisection.
"""

from datetime import UTC, datetime, timedelta
from math import log2

from agents.rules.scoring import Score, Standing, score

HALF = 0.5
"""Scores are rounded half up: 69.5 is still 70."""
TICK = timedelta(microseconds=1)
AROUND = timedelta(microseconds=4)
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
    found = score(standing, now)
    if found.total < level:
        return now
    if not _will_fall(standing, level):
        return None
    guess = closed_form(found, level, now=now)
    if guess is not None:
        first, last = max(now, guess - AROUND), guess + AROUND
        if score(standing, first).total >= level > score(standing, last).total:
            return _bisected(standing, level, first=first, last=last)
    if score(standing, now + HORIZON).total >= level:
        return None
    return _bisected(standing, level, first=now, last=now + HORIZON)


def closed_form(found: Score, level: int, *, now: datetime) -> datetime | None:
    """Now + H · log2(B / needed), where all that fades has one half-life H; else None.

    An event in the future does not fade yet, so with one there is no closed form either.

    Args:
        found: a score that reaches the level at `now` and will fall below it.
        level: 0 to 100.
        now: the moment of the score.
    """
    standing = found.standing
    rates = {one.rate for one in standing.fading}
    if len(rates) != 1 or any(one.newest > found.at for one in standing.fading):
        return None
    behaviour = sum(found.interest)
    needed = level - standing.base - HALF
    seconds = log2(behaviour / needed) / rates.pop()
    return None if seconds > HORIZON.total_seconds() else now + timedelta(seconds=seconds)


def _will_fall(standing: Standing, level: int) -> bool:
    """Whether the level needs any interest at all, and it is a level that can be missed."""
    return bool(standing.fading) and level > 0 and level > standing.base


def _bisected(standing: Standing, level: int, *, first: datetime, last: datetime) -> datetime:
    """The first moment below the level; it is reached at `first`, and no longer at `last`."""
    reached, below = 0, (last - first) // TICK
    while below - reached > 1:
        middle = (reached + below) // 2
        if score(standing, first + middle * TICK).total < level:
            below = middle
        else:
            reached = middle
    return (first + below * TICK).astimezone(UTC)

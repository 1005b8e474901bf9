"""What is done to whom and when: the only part of chaos that a seed decides."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

PAUSED_SHARE = 0.3
LATEST_COMMIT = 40
LONGEST_DELAY = 0.002
"""Seconds after the beginning of COMMIT: about as long as it takes."""


@dataclass(frozen=True, kw_only=True)
class Stroke:
    """One process is hit."""

    at: float
    """When so much of the work has come in, as a share of all."""
    whom: int
    pause: float | None
    """Seconds for which it is stopped; None: it is killed and started again."""


def strokes(seed: int, *, count: int, among: int, outlasts: float) -> tuple[Stroke, ...]:
    """Kills, and pauses longer than a lease, in their order.

    Args:
        seed: the same seed gives the same plan.
        count: how many.
        among: how many processes there are.
        outlasts: every pause is longer than this, in seconds.
    """
    dice = Random(f"strokes {seed}")  # noqa: S311 — it has to be repeatable
    moments = sorted(dice.random() for _ in range(count))
    return tuple(
        Stroke(
            at=moment,
            whom=dice.randrange(among),
            pause=outlasts + dice.uniform(0.2, 2.0) if dice.random() < PAUSED_SHARE else None,
        )
        for moment in moments
    )


@dataclass(frozen=True, kw_only=True)
class Death:
    """How a life of the bot ends."""

    commit: int | None
    """It kills itself inside this one of its commits; None: it is killed from outside."""
    after: float
    """Seconds since the beginning of that COMMIT, or since the bot answered."""


def deaths(seed: int, *, count: int, longest: float) -> Iterator[Death]:
    """Every second death is inside a COMMIT.

    Args:
        seed: the same seed gives the same plan.
        count: how many.
        longest: seconds that a bot lives at most after its start, where it is killed from outside.
    """
    dice = Random(f"deaths {seed}")  # noqa: S311 — it has to be repeatable
    for number in range(count):
        if number % 2:
            yield Death(commit=None, after=dice.uniform(0.0, longest))
        else:
            commit = dice.randint(1, LATEST_COMMIT)
            yield Death(commit=commit, after=dice.uniform(0.0, LONGEST_DELAY))

"""The plain floor of a score: formulas 5.6 in one expression, weights looked up, no lines."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

Weight = tuple[float, timedelta]
"""Points and half-life."""


def score(
    fit: int,
    events: Sequence[tuple[str, datetime]],
    weights: Mapping[str, Weight],
    now: datetime,
) -> int:
    behaviour = 0.0
    for kind, occurred_at in events:
        points, half_life = weights[kind]
        behaviour += points * 2.0 ** (-((now - occurred_at) / half_life))
    return round(fit + min(60.0, behaviour))

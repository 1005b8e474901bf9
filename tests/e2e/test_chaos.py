"""A little of `make chaos` in every run: processes die, and the three ledgers agree."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.chaos import lives, relays

SEED = 20261123


@pytest.mark.timeout(300)
def test_three_relays_on_postgresql_lose_nothing_while_they_are_killed(
    tmp_path: Path, postgres_empty: Callable[[], str]
) -> None:
    size = relays.Size(alerts=60, strokes=6, backlog=20)
    outcome = relays.run(tmp_path, postgres_empty(), seed=SEED, size=size)
    assert outcome.verdict.is_clean, outcome
    assert outcome.counts["messages"] == 80
    assert outcome.counts["kills"] + outcome.counts["pauses"] == 6


@pytest.mark.timeout(300)
def test_one_process_on_sqlite_keeps_what_it_acknowledged_though_it_dies_in_commits(
    tmp_path: Path,
) -> None:
    outcome = lives.run(tmp_path, seed=SEED, count=6)
    assert outcome.verdict.is_clean, outcome
    assert outcome.counts["messages"] > 0

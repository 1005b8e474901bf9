"""2,000 seeds, and that they can fail: each fault happened, each way back was taken."""

import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256

import pytest

from tests.simulation.ground import Ground
from tests.simulation.plan import Fault, plan_of
from tests.simulation.runner import run_seed, run_seeds

SEEDS = 2_000
GROUP = 250
"""Seeds of one test; every group must meet every fault and every usual way back."""
WAYS_BACK = (
    "card redrawn by a click",
    "clock_wound_up",
    "died after COMMIT",
    "died before COMMIT",
    "effect_found",
    "gave up in time",
    "paused by the operator",
    "send_failed",
    "taken over",
)
"""What the product did about faults, by its log or as the simulation saw it."""
RARE = ("possible repeats", "sent_too_late")
"""Ways back that need two faults at the right moments."""
TRACE = """
from tests.simulation.ground import Ground
from tests.simulation.runner import run_seed
ground = Ground()
print("\\n".join(run_seed(ground, {seed})[0].trace))
ground.close()
"""


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    made = Ground()
    yield made
    made.close()


@pytest.mark.parametrize("first", range(0, SEEDS, GROUP))
def test_nothing_is_lost_doubled_or_late(ground: Ground, first: int) -> None:
    result = run_seeds(range(first, first + GROUP), ground=ground)
    assert not result.failures, str(result.failures[0])
    never = [name for name in (*Fault, *WAYS_BACK) if not result.seen[name]]
    assert not never, f"{GROUP} seeds from {first} have not met {never}"


def test_rare_ways_back_are_taken_too(ground: Ground) -> None:
    never = set(RARE)
    for seed in range(SEEDS):
        never -= set(+run_seed(ground, seed)[0].seen)
        if not never:
            return
    pytest.fail(f"{SEEDS} seeds have not met {never}")


@pytest.mark.parametrize("seed", [10, 11, 1_500])
def test_a_seed_is_replayed_step_by_step(ground: Ground, seed: int) -> None:
    first, _ = run_seed(ground, seed)
    again, _ = run_seed(ground, seed)
    assert len(first.trace) > 3
    assert first.trace == again.trace


def test_a_seed_is_the_same_in_another_process(ground: Ground) -> None:
    """Also where sets are in another order."""
    here, _ = run_seed(ground, 23)
    there = subprocess.run(
        [sys.executable, "-c", TRACE.format(seed=23)],
        env={"PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert _digest(there.stdout) == _digest("\n".join(here.trace) + "\n")


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_a_plan_says_what_it_means() -> None:
    assert str(plan_of(0)).startswith("seed 0: ")
    assert plan_of(7) == plan_of(7)

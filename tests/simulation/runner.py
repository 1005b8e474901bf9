"""Runs seeds, one after the other or over the cores, and tells what happened."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing import get_context

from bot.interpreter import keep_what_is_loaded
from tests.simulation.checks import check
from tests.simulation.ground import Ground
from tests.simulation.limits import Violation
from tests.simulation.plan import plan_of
from tests.simulation.sim import Simulation

GROUP = 250
"""Seeds that one worker takes at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A seed that found something."""

    seed: int
    check: str
    what: str
    trace: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(
            (
                str(plan_of(self.seed)),
                *self.trace,
                f"FAILED {self.check}: {self.what}",
                f"again: python -m tests.simulation --seed {self.seed}",
            )
        )


@dataclass(slots=True)
class Result:
    """What a number of seeds came to."""

    seeds: int = 0
    failures: list[Failure] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Result") -> None:
        """Takes in what others found."""
        self.seeds += other.seeds
        self.failures += other.failures
        self.seen += other.seen


def run_seed(ground: Ground, seed: int) -> tuple[Simulation, Failure | None]:
    """One seed, to its end or to its failure."""
    world = Simulation(ground, plan_of(seed))
    try:
        world.run()
        check(world)
    except Violation as violation:
        name, what = violation.check, str(violation)
    except Exception as error:  # noqa: BLE001 — whatever the product raises is a finding
        name, what = "raised", f"{type(error).__name__}: {error}"
    else:
        return world, None
    return world, Failure(seed=seed, check=name, what=what, trace=tuple(world.trace))


def run_seeds(seeds: Iterable[int], *, stop_at: int = 5, ground: Ground | None = None) -> Result:
    """Seeds one after the other, until so many have failed."""
    result = Result()
    used = ground or Ground()
    try:
        for seed in seeds:
            world, failure = run_seed(used, seed)
            result.seeds += 1
            result.seen += world.seen
            if failure is not None:
                result.failures.append(failure)
            if len(result.failures) >= stop_at:
                break
    finally:
        if ground is None:
            used.close()
    return result


def run_over_cores(first: int, count: int, *, workers: int) -> Result:
    """Many seeds in several processes, a group at a time."""
    groups = [
        range(at, min(at + GROUP, first + count)) for at in range(first, first + count, GROUP)
    ]
    result = Result()
    with get_context("spawn").Pool(workers, initializer=keep_what_is_loaded) as pool:
        for done in pool.imap(run_seeds, groups):
            result.add(done)
    return result

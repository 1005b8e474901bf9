"""`python -m tests.simulation --seeds 2000 [--from 0]`, or `--seed 17` for one with its trace."""

import argparse
import os
import sys
import time

from tests.simulation.ground import Ground
from tests.simulation.plan import plan_of
from tests.simulation.proof import table
from tests.simulation.runner import run_over_cores, run_seed


def main() -> int:
    """Runs what was asked for; 1 when a seed failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2_000, help="how many")
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first one")
    parser.add_argument("--seed", type=int, help="only this one, with every step it takes")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--table", action="store_true", help="print the table of seeded bugs")
    asked = parser.parse_args()
    if asked.table:
        print(table())
        return 0
    return _one(asked.seed) if asked.seed is not None else _many(asked)


def _one(seed: int) -> int:
    ground = Ground()
    world, failure = run_seed(ground, seed)
    ground.close()
    if failure is not None:
        print(failure)
        return 1
    print(plan_of(seed), *world.trace, "ok", sep="\n")
    return 0


def _many(asked: argparse.Namespace) -> int:
    begun = time.perf_counter()
    result = run_over_cores(asked.first, asked.seeds, workers=asked.workers)
    took = time.perf_counter() - begun
    for failure in result.failures[:3]:
        print(failure, end="\n\n")
    width = max((len(name) for name in result.seen), default=0)
    for name, count in sorted(result.seen.items()):
        print(f"  {name:{width}} {count:8,}")
    failed = [failure.seed for failure in result.failures]
    print(
        f"{result.seeds:,} seeds, {len(failed)} failed {failed[:20] or ''}"
        f" in {took:.1f} s ({result.seeds / took:.0f} a second, {asked.workers} workers)"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

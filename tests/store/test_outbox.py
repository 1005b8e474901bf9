"""Several relays on one outbox: each effect settled once, in order, never faster than its pace."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from agents.vocabulary import OutboxState
from store import gates, outbox
from store.models import Lead, Owed
from store.outbox import Claimed
from store.session import Store, database_now
from tests.world import TUESDAY, World

CLAIMERS = 4
LEADS = 20
ROWS = 500
LANES = ("post:C1", "update", "post:C2")
PACED = ("post:C1", "post:C2")
LEASE = timedelta(seconds=60)
NO_MARGIN = timedelta(0)


@dataclass(frozen=True, slots=True)
class Taken:
    """A claimed effect: the claim lay between these moments of the database's clock."""

    effect: Claimed
    after: datetime
    before: datetime


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    for number in range(LEADS):
        made.receive(
            "whitepaper", email=f"p{number}@gmx.de", job_title="Student", industry="", company=""
        )
    return made


def fill(world: World, *, lanes: tuple[str, ...], rows: int = ROWS) -> None:
    """Rows of all leads by turns; a lead's rows go through all lanes."""
    with world.store.begin() as session:
        lead_ids = session.scalars(select(Lead.id).order_by(Lead.id)).all()
        for number in range(rows):
            outbox.owe(
                session,
                kind="Test",
                dedup_key=f"row:{number}",
                payload={},
                now=TUESDAY,
                lead_id=lead_ids[number % LEADS],
                priority=10 * (number % 3 + 1),
                lane=lanes[(number // LEADS + number) % len(lanes)],
            )


def drain(
    store: Store, *, paces: dict[str, timedelta], is_enough: Callable[[Counter[str]], bool]
) -> list[Taken]:
    """Claims and settles with several threads until enough effects of each lane were taken."""
    taken: list[Taken] = []
    idle = threading.Event()

    def go_on(number: int) -> None:
        while not is_enough(Counter(item.effect.lane for item in tuple(taken))):
            with store.begin() as session:
                after = database_now(session)
                claimed = outbox.claim(
                    session,
                    owner=f"relay-{number}",
                    lease=LEASE,
                    margin=NO_MARGIN,
                    paces=paces,
                    limit=20,
                )
                before = database_now(session)
            taken.extend(Taken(item, after, before) for item in claimed)
            for item in claimed:
                with store.begin() as session:
                    assert outbox.sent(session, item, channel="C", external_id=str(item.id))
            if not claimed:
                idle.wait(0.005)

    with ThreadPoolExecutor(CLAIMERS) as pool:
        list(pool.map(go_on, range(CLAIMERS)))
    return taken


def test_each_row_is_settled_once_and_in_its_leads_order(world: World) -> None:
    fill(world, lanes=LANES)
    taken = drain(world.store, paces={}, is_enough=lambda lanes: lanes.total() >= ROWS)
    counted = Counter(item.effect.id for item in taken)
    assert (len(counted), set(counted.values())) == (ROWS, {1})
    with world.store.read() as session:
        rows = session.scalars(select(Owed).order_by(Owed.settled_at, Owed.id)).all()
    assert {(row.state, row.attempts, row.fence) for row in rows} == {(OutboxState.SENT, 1, 1)}
    settled: defaultdict[int | None, list[int]] = defaultdict(list)
    for row in rows:
        settled[row.lead_id].append(row.id)
    assert all(ids == sorted(ids) for ids in settled.values())


def test_a_paced_lane_is_never_faster_than_its_pace(world: World) -> None:
    """Also where something more urgent is owed while a relay is claiming."""
    pace = timedelta(milliseconds=60)
    fill(world, lanes=LANES)
    ended = threading.Event()

    def owe_urgent() -> None:
        number = 0
        while not ended.wait(0.002):
            number += 1
            with world.store.begin() as session:
                outbox.owe(
                    session,
                    kind="Test",
                    dedup_key=f"urgent:{number}",
                    payload={},
                    now=TUESDAY,
                    priority=-number,
                    lane=PACED[0],
                )

    urgent = threading.Thread(target=owe_urgent)
    urgent.start()
    try:
        taken = drain(
            world.store,
            paces={"post": pace},
            is_enough=lambda lanes: min(lanes[lane] for lane in PACED) >= 12,
        )
    finally:
        ended.set()
        urgent.join()
    for lane in PACED:
        claims = sorted((item.after, item.before) for item in taken if item.effect.lane == lane)
        waits = [before - after for (after, _), (_, before) in pairwise(claims)]
        assert min(waits) >= pace, lane


def test_a_gate_is_made_once_by_several(store: Store) -> None:
    together = threading.Barrier(CLAIMERS)

    def close(_: int) -> None:
        together.wait()
        with store.begin() as session:
            gates.close_for(session, name="post:NEW", wait=LEASE)

    with ThreadPoolExecutor(CLAIMERS) as pool:
        list(pool.map(close, range(CLAIMERS)))


def test_what_was_seen_open_may_be_closed_by_now(world: World) -> None:
    """A relay that saw the gate open finds it closed by another one, and leaves the row alone."""
    fill(world, lanes=("post:C1",), rows=2)
    with world.store.begin() as session:
        gates.close_for(session, name="post:C1", wait=LEASE)
        assert not gates.pass_one(session, name="post:C1", pace=LEASE)
        assert gates.pass_one(session, name="post:C2", pace=LEASE)
        assert not gates.pass_one(session, name="post:C2", pace=LEASE)

"""Several relays on one outbox: each effect settled once, in order, never faster than its pace."""

import threading
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from agents.vocabulary import OutboxState
from store import claims, gates, outbox
from store.batches import MANY
from store.claims import Claimed, Terms
from store.models import Lead, Owed
from store.outbox import Owing
from store.session import Store, database_now
from tests.world import TUESDAY, World

CLAIMERS = 4
LEADS = 20
ROWS = 500
LANES = ("post:C1", "update", "post:C2")
PACED = ("post:C1", "post:C2")
LEASE = timedelta(seconds=60)
NO_MARGIN = timedelta(0)
OVER_BEFORE = timedelta(seconds=-1)
"""A margin that is over at once, also where two looks fall into one tick of the database's clock."""


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
            row = Owing(
                kind="Test",
                dedup_key=f"row:{number}",
                payload={},
                lead_id=lead_ids[number % LEADS],
                priority=10 * (number % 3 + 1),
                lane=lanes[(number // LEADS + number) % len(lanes)],
            )
            outbox.owe_many(session, [row], now=TUESDAY)


def drain(
    store: Store, *, paces: dict[str, timedelta], is_enough: Callable[[Counter[str]], bool]
) -> list[Taken]:
    """Claims and settles with several threads until enough effects of each lane were taken."""
    taken: list[Taken] = []
    idle = threading.Event()
    terms = Terms(lease=LEASE, margin=NO_MARGIN, paces=paces, doors={})

    def go_on(number: int) -> None:
        while not is_enough(Counter(item.effect.lane for item in tuple(taken))):
            with store.begin() as session:
                after = database_now(session)
                claimed = claims.claim(session, owner=f"relay-{number}", terms=terms, limit=20)
                before = database_now(session)
            taken.extend(Taken(item, after, before) for item in claimed)
            for item in claimed:
                with store.begin() as session:
                    assert claims.sent(session, item, channel="C", external_id=str(item.id))
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
                row = Owing(
                    kind="Test",
                    dedup_key=f"urgent:{number}",
                    payload={},
                    priority=-number,
                    lane=PACED[0],
                )
                outbox.owe_many(session, [row], now=TUESDAY)

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
        spans = sorted((item.after, item.before) for item in taken if item.effect.lane == lane)
        waits = [before - after for (after, _), (_, before) in pairwise(spans)]
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
        assert gates.pass_each(session, {"post:C1": LEASE, "post:C2": LEASE}) == {"post:C2"}
        assert gates.pass_each(session, {"post:C2": LEASE}) == frozenset()
        assert gates.closed(session, ["post:C1", "post:C2", "post:C3"]) == {"post:C1", "post:C2"}


def an_owing(key: str, **given: Any) -> Owing:
    return Owing(**{"kind": "Test", "dedup_key": key, "payload": {}, "lane": "update"} | given)


def test_the_same_is_owed_once(world: World) -> None:
    with world.store.begin() as session:
        lead_id = session.scalars(select(Lead.id)).first()
        wanted = [an_owing(key, lead_id=lead_id) for key in ("a", "b", "a")]
        assert outbox.owe_many(session, wanted, now=TUESDAY) == (True, True, False)
        again = [an_owing(key, lead_id=lead_id) for key in ("c", "b")]
        assert outbox.owe_many(session, again, now=TUESDAY) == (True, False)
        outbox.owe_all(session, again, now=TUESDAY)
        leadless = [an_owing(key) for key in ("x", "y", "y", "b")]
        assert outbox.owe_many(session, leadless[:1], now=TUESDAY) == (True,)
        assert outbox.owe_many(session, leadless, now=TUESDAY) == (False, True, False, False)
        rows = session.execute(select(Owed.dedup_key, Owed.seq).order_by(Owed.seq)).all()
        of_lead = [(key, seq) for key, seq in rows if seq is not None]
        assert [key for key, _ in of_lead] == ["a", "b", "c"]
        assert len({seq for _, seq in of_lead}) == len(of_lead)
        assert len(rows) == len(of_lead) + 2


def test_a_waiting_effect_says_it_all_and_takes_over_the_urgency(world: World) -> None:
    later = TUESDAY + timedelta(hours=1)
    with world.store.begin() as session:
        one, other = session.scalars(select(Lead.id).limit(2)).all()
        calm = an_owing("a", lead_id=one, coalesce=True, priority=40, due_at=later)
        hot = an_owing("b", lead_id=one, coalesce=True, priority=10)
        elsewhere = an_owing("c", lead_id=other, coalesce=True)
        assert outbox.owe_many(session, [calm], now=TUESDAY) == (True,)
        assert outbox.owe_many(session, [hot, elsewhere], now=TUESDAY) == (False, True)
        row = session.scalars(select(Owed).where(Owed.dedup_key == "a")).one()
        assert (row.priority, row.due_at) == (10, TUESDAY)
    with world.store.begin() as session:
        lists = [
            an_owing(f"list:{number}", payload={"list_id": place}, coalesce=True)
            for number, place in enumerate((1, 2, 1))
        ]
        assert outbox.owe_many(session, lists, now=TUESDAY) == (True, True, False)
        mixed = [
            an_owing("mixed", lead_id=one, coalesce=True),
            an_owing("list:again", payload={"list_id": 1}, coalesce=True),
        ]
        assert outbox.owe_many(session, mixed, now=TUESDAY) == (False, False)


def test_what_may_have_arrived_already_says_nothing_new(store: Store) -> None:
    """It shows what was true before: whoever finds it in the channel leaves it as it is."""
    card = Owing(kind="Card", dedup_key="1", payload={}, lane="update", coalesce=True)
    terms = Terms(lease=LEASE, margin=NO_MARGIN, paces={}, doors={})
    with store.begin() as session:
        outbox.owe_many(session, [card], now=database_now(session))
        (claimed,) = claims.claim(session, owner="r", terms=terms, limit=1)
        claims.leave_uncertain(session, claimed, wait=NO_MARGIN, code="timeout")
        (claimed,) = claims.claim(session, owner="r", terms=terms, limit=1)
        claims.put_back(session, claimed, wait=NO_MARGIN, code="ratelimited")
    with store.begin() as session:
        now = database_now(session)
        assert outbox.owe_many(session, [replace(card, dedup_key="2")], now=now) == (True,)
        assert outbox.owe_many(session, [replace(card, dedup_key="3")], now=now) == (False,)


def test_a_claim_whose_relay_died_is_no_attempt(world: World) -> None:
    """Only an answer, or none after a call, is one: dying relays must not use up the tries."""
    terms = Terms(lease=NO_MARGIN, margin=OVER_BEFORE, paces={}, doors={})
    with world.store.begin() as session:
        outbox.owe_many(session, [an_owing("a")], now=TUESDAY)
    for _ in range(3):
        with world.store.begin() as session:
            (claimed,) = claims.claim(session, owner="dies", terms=terms, limit=1)
            assert claimed.attempts == 1
    with world.store.begin() as session:
        assert claims.let_go(session, claimed, code="timeout")
        (claimed,) = claims.claim(session, owner="lives", terms=terms, limit=1)
        assert (claimed.attempts, claimed.in_doubt) == (2, True)


def test_the_next_place_of_each_lead_is_behind_its_last(world: World) -> None:
    with world.store.begin() as session:
        one, other, third = session.scalars(select(Lead.id).order_by(Lead.id).limit(3)).all()
        owings = [an_owing(f"{lead}:{n}", lead_id=lead) for n in range(3) for lead in (one, other)]
        before = outbox.next_places(session, [one, other, third])
        outbox.owe_new(session, owings[:-1], now=TUESDAY, places=before)
        after = outbox.next_places(session, {one, other, third})
        assert after == {one: before[one] + 3, other: before[other] + 2, third: before[third]}
        assert outbox.next_places(session, ()) == {}
        owed = select(Owed.dedup_key).where(Owed.lead_id == one, Owed.kind == "Test")
        kept = session.scalars(owed.order_by(Owed.seq)).all()
        assert kept == [f"{one}:{n}" for n in range(3)]


@pytest.mark.parametrize("taken", ["key", "place"])
def test_what_is_owed_as_new_and_is_not_fails_the_block(world: World, taken: str) -> None:
    with world.store.begin() as session:
        lead = session.scalars(select(Lead.id)).first()
        assert lead is not None
        places = outbox.next_places(session, [lead])
        outbox.owe_new(session, [an_owing("one", lead_id=lead)], now=TUESDAY, places=places)

    def again(count: int) -> None:
        keys = ["one" if taken == "key" else "two", *map(str, range(count))]
        free = {lead: places[lead] + (1 if taken == "key" else 0)}
        with world.store.begin() as session:
            owings = [an_owing(key, lead_id=lead) for key in keys]
            outbox.owe_new(session, owings, now=TUESDAY, places=free)

    for count in (0, MANY):
        with pytest.raises(IntegrityError) as told:
            again(count)
        assert outbox.is_owed_already(told.value)
    with world.store.read() as session:
        owed = select(Owed.dedup_key).where(Owed.kind == "Test")
        assert session.scalars(owed).all() == ["one"]
    assert not outbox.is_owed_already(ValueError())

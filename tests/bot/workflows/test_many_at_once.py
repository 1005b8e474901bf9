"""Several workers on one inbox and several clocks on one book, on both databases."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from agents.vocabulary import InboxState, TouchKind
from bot.workflows import intake, tick, touch
from store.models import Account, Activity, Contact, Delivery, Lead, Owed, Person, Touch
from store.session import Store
from tests.world import World

WORKERS = 4


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def at_once(work: Callable[[], int]) -> None:
    """Lets the workers go on until none of them finds anything any more."""

    def until_nothing_is_left(_: int) -> None:
        while work():
            pass

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(until_nothing_is_left, range(WORKERS)))


def test_clicks_clocks_and_deliveries_at_once(world: World) -> None:
    """Nobody who clicks hears of a race with the machine, and every effect has its place."""
    lena = world.person("U0LENA")
    addresses = [f"p{number}@firma{number}.example" for number in range(20)]
    lead_ids = [
        world.receive(email=address, company=f"Firma {number}").id
        for number, address in enumerate(addresses)
    ]
    world.settle_all()
    world.clock.forward(minutes=13)
    for address in addresses:
        world.deliver("pricing", email=address)

    def click(_: int) -> None:
        for lead_id in lead_ids:
            touch.log_touch(world.deps, lead_id, person=lena, kind=TouchKind.NO_ANSWER)

    def machine(_: int) -> None:
        for _ in lead_ids:
            tick.escalate(world.deps, limit=2)
            intake.process_waiting(world.deps, limit=2)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda part: part(0), [click, machine, machine, click]))
    with world.store.read() as session:
        touches = Counter(session.scalars(select(Touch.lead_id)))
        assert touches == dict.fromkeys(lead_ids, 2)
        acts = Counter(session.scalars(select(Activity.lead_id)))
        assert acts == dict.fromkeys(lead_ids, 2)
        assert set(session.scalars(select(Delivery.attempts))) == {1}


def test_many_workers_make_one_person_of_four_deliveries(world: World) -> None:
    persons = 50
    for _ in range(4):
        for number in range(persons):
            world.deliver(
                email=f"p{number}@firma{number % 25}.example", company=f"Firma {number % 25}"
            )
    at_once(lambda: intake.process_waiting(world.deps, limit=10))
    with world.store.read() as session:
        states = Counter(session.scalars(select(Delivery.state)))
        assert states == {InboxState.DONE: 4 * persons}
        assert set(session.scalars(select(Delivery.attempts))) == {1}, "no conflict on the way"
        assert session.scalar(select(func.count(Contact.id))) == persons
        assert session.scalar(select(func.count(Account.id))) == 25
        assert session.scalar(select(func.count(Lead.id))) == persons
        assert session.scalar(select(func.count(Activity.id))) == 4 * persons
        owed = Counter(session.scalars(select(Owed.lead_id)))
        assert (len(owed), set(owed.values())) == (persons, {1})
        turns = session.scalars(select(Person.turns).where(Person.territory == "dach")).all()
        assert sum(turns) == persons
        assert max(turns) - min(turns) <= 1

"""What tests look up in the inbox."""

from sqlalchemy import select

from store import inbox
from store.inbox import DeliveryFacts
from store.models import Delivery, Lead
from tests.world import World


def deliveries(world: World, *, door: str | None = None) -> list[DeliveryFacts]:
    """Every delivery, oldest first."""
    with world.store.read() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.id))
        return [inbox.facts(row) for row in rows if door in {None, row.door}]


def codes(delivery: DeliveryFacts) -> list[tuple[str, str]]:
    """Field and code of each problem."""
    return [(problem.name, problem.code) for problem in delivery.problems]


def lead_count(world: World) -> int:
    """How many leads there are."""
    with world.store.read() as session:
        return len(session.scalars(select(Lead.id)).all())

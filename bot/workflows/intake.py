"""From a raw delivery to a lead: kept first, acknowledged, then processed, at most once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from agents.decisions import FieldProblem
from agents.policy import SalesPolicy
from agents.rules import matching
from agents.vocabulary import InboxState
from bot.deps import Deps
from bot.workflows.steps import admit, happened, newcomers, people, reading
from bot.workflows.steps.apart import apart
from bot.workflows.steps.newcomer import Newcomer
from store import inbox
from store.inbox import Arrival, DeliveryFacts, Settled
from store.locks import wait_for_the_book

EVENTS_DOOR = happened.DOOR
SLACK = "slack:"
"""Doors whose deliveries are answered elsewhere (bot/workflows/inbox.py)."""
MOST_AT_ONCE = 100
GIVE_UP_AFTER = 3
BROKEN = FieldProblem(name="delivery", code="internal_error")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDelivery:
    """What the sender is told: the number of the delivery, and whether it was seen before."""

    id: int
    is_new: bool


def arrival(
    deps: Deps,
    *,
    door: str,
    external_id: str,
    body: bytes,
    content_type: str,
    problems: tuple[FieldProblem, ...] = (),
) -> Arrival:
    """A delivery as it came in just now; with `problems` it is kept as refused from the start."""
    return Arrival(
        door=door,
        external_id=external_id,
        body=body,
        content_type=content_type,
        received_at=deps.clock(),
        keep_for=deps.policy.retention.inbox,
        problems=problems,
    )


def keep_delivery(
    deps: Deps,
    *,
    door: str,
    external_id: str,
    body: bytes,
    content_type: str,
    problems: tuple[FieldProblem, ...] = (),
) -> KeptDelivery:
    """Makes a raw delivery durable; see `arrival`."""
    came = arrival(
        deps,
        door=door,
        external_id=external_id,
        body=body,
        content_type=content_type,
        problems=problems,
    )
    (kept,) = keep_deliveries(deps, (came,))
    if isinstance(kept, Exception):
        raise kept
    return kept


def keep_deliveries(deps: Deps, came: Sequence[Arrival]) -> list[KeptDelivery | Exception]:
    """Makes raw deliveries durable, in one commit; one that cannot be kept is alone in that."""
    kept = deps.arrivals.do_all(came)
    deps.wake.set()
    return [
        one if isinstance(one, Exception) else KeptDelivery(id=one[0].id, is_new=one[1])
        for one in kept
    ]


def process_delivery(deps: Deps, delivery_id: int) -> InboxState:
    """Processes one delivery now, also a refused one again; says what became of it.

    Raises:
        LookupError: when there is no such delivery.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        found = inbox.lock(session, delivery_id)
        if found is None:
            raise LookupError(f"no delivery {delivery_id}")
        state = found.state
        if state is not InboxState.DONE:
            ended = _one(session, found, policy=deps.policy, now=now)
            inbox.settle_all(session, [ended], now=now)
            state = ended.state
    deps.wake.set()
    return state


def process_waiting(deps: Deps, *, limit: int = MOST_AT_ONCE) -> int:
    """Processes deliveries that wait, oldest first, as one block; says how many were looked at.

    First visits are taken in together, whoever is known one after the other. A delivery that
    fails rolls back to its savepoint, is tried again and then refused.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        waiting = inbox.claim(session, besides=SLACK, limit=limit)
        if waiting:
            _process(session, waiting, policy=deps.policy, now=now)
    if waiting:
        deps.wake.set()
    return len(waiting)


def _process(
    session: Session, waiting: Sequence[DeliveryFacts], *, policy: SalesPolicy, now: datetime
) -> None:
    ended = _together(session, waiting, policy=policy, now=now)
    left = [delivery for delivery in waiting if delivery.id not in ended]
    failed: list[int] = []
    for delivery in left:

        def work(one: DeliveryFacts = delivery) -> None:
            ended[one.id] = _one(session, one, policy=policy, now=now)

        outcome = apart(session, work, what="delivery", number=delivery.id)
        if outcome != "done":
            ended.pop(delivery.id, None)
        if outcome == "failed" and delivery.attempts + 1 >= GIVE_UP_AFTER:
            ended[delivery.id] = Settled(id=delivery.id, problems=(BROKEN,))
        elif outcome == "failed":
            failed.append(delivery.id)
    inbox.count_attempts(session, failed)
    inbox.settle_all(session, list(ended.values()), now=now)


def _together(
    session: Session, waiting: Sequence[DeliveryFacts], *, policy: SalesPolicy, now: datetime
) -> dict[int, Settled]:
    """First visits and refused forms, by delivery; nothing where one of them fails."""
    ended: dict[int, Settled] = {}

    def work() -> None:
        for one in _first_visits(session, waiting, policy=policy, now=now):
            ended[one.id] = one

    if len(waiting) > 1 and apart(session, work, what="batch", number=len(waiting)) == "done":
        return ended
    return {}


def _first_visits(
    session: Session, waiting: Sequence[DeliveryFacts], *, policy: SalesPolicy, now: datetime
) -> Iterator[Settled]:
    """Of several deliveries of one person the first is their first visit."""
    visits: dict[str, tuple[int, Newcomer]] = {}
    for delivery in waiting:
        if delivery.door == EVENTS_DOOR:
            continue
        read = reading.read(delivery, policy)
        if isinstance(read, Settled):
            yield read
        elif read.draft.contact.email is not None:
            key = matching.contact_key(read.draft.contact) or ""
            visits.setdefault(key, (delivery.id, read))
    for key in admit.known_keys(session, visits):
        del visits[key]
    drafts = {key: newcomer.draft for key, (_, newcomer) in visits.items()}
    for key in people.known_or_twice(session, drafts, policy=policy):
        del visits[key]
    new = [newcomer for _, newcomer in visits.values()]
    taken = newcomers.take_in(session, new, policy=policy, now=now)
    for (delivery_id, _), one in zip(visits.values(), taken, strict=True):
        yield Settled(id=delivery_id, lead_id=one.lead_id, subject_id=one.subject_id)


def _one(
    session: Session, delivery: DeliveryFacts, *, policy: SalesPolicy, now: datetime
) -> Settled:
    """A form, chat or list row becomes a lead or is refused; a batch of events is counted."""
    if delivery.door == EVENTS_DOOR:
        return happened.take(session, delivery, policy=policy, now=now)
    read = reading.read(delivery, policy)
    if isinstance(read, Settled):
        return read
    taken = admit.admit(session, read, policy=policy, now=now)
    return Settled(id=delivery.id, lead_id=taken.lead_id, subject_id=taken.subject_id)

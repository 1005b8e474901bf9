"""A batch of leads, or of people, each taken a step further."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot.deps import Deps
from bot.workflows.steps.apart import apart
from store.locks import wait_for_the_book
from store.models import Lead, Person
from store.queries import leads

Step = Callable[[Session, Lead, Deps], bool]


def each(
    deps: Deps, wanted: Select[int], step: Step, *, limit: int, by_turns: bool = False
) -> int:
    """Takes a step with each of these leads, locked in one block; says how many moved on.

    Where nothing is wanted, nothing is locked, and no other block waits.

    Args:
        deps: the bot's parts.
        wanted: ids of leads, the most urgent first.
        step: what is done with one; False where it turned out that there is nothing to do.
        limit: at most so many leads.
        by_turns: whether the step may give leads out.
    """
    with deps.store.read() as session:
        if session.scalar(wanted.limit(1)) is None:
            return 0
    moved: list[int] = []

    def take(session: Session, lead_id: int) -> None:
        lead = leads.row(session, lead_id)
        assert lead is not None
        if step(session, lead, deps):
            moved.append(lead_id)

    with deps.store.begin() as session:
        if by_turns:
            wait_for_the_book(session)
        locked = wanted.limit(limit).with_for_update(of=Lead, skip_locked=True)
        for lead_id in session.scalars(locked).all():
            work = partial(take, session, lead_id)
            apart(session, work, what=step.__name__.strip("_"), number=lead_id)
    if moved:
        deps.wake.set()
    return len(moved)


def each_person(
    deps: Deps, wanted: Select[int], step: Callable[[Session, Person], bool], *, limit: int
) -> int:
    """The same with people; says to how many something was told."""
    with deps.store.read() as session:
        if session.scalar(wanted.limit(1)) is None:
            return 0
    told = 0
    with deps.store.begin() as session:
        locked = wanted.limit(limit).with_for_update(skip_locked=True)
        for person_id in session.scalars(locked).all():
            told += step(session, session.get_one(Person, person_id))
    if told:
        deps.wake.set()
    return told

"""Sees to it that an open lead is with somebody who is there, or waits in a named room."""

from functools import partial

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session

from agents.vocabulary import Handover
from bot.deps import Deps
from bot.workflows.steps import owners
from bot.workflows.steps.apart import apart
from store.locks import wait_for_the_book
from store.models import Lead
from store.queries import leads


def find_owners(deps: Deps, *, limit: int = 100) -> int:
    """Looks at leads whose moment has come; says how many got another owner or another room.

    Their moment is the end of their owner's shift, the beginning of an absence, the return of
    whoever they belong to, or the wake-up of a waiting room. Hot ones and older ones first; a
    lead that somebody changes right now is left to the next tick.

    Args:
        deps: the bot's parts.
        limit: at most so many leads.
    """
    wanted = _to_look_at(deps)
    with deps.store.read() as session:
        if session.scalar(wanted.limit(1)) is None:
            return 0
    moved: list[int] = []
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        team = owners.Team.read(session, policy=deps.policy, now=now)
        locked = wanted.limit(limit).with_for_update(of=Lead, skip_locked=True)
        for lead_id in session.scalars(locked).all():
            work = partial(_look, session, lead_id, team, deps, moved)
            if apart(session, work, what="find_owner", number=lead_id) == "failed":
                _put_off(session, lead_id, deps)
        owners.tell_all(session, team, now=now)
    if moved:
        deps.wake.set()
    return len(moved)


def _to_look_at(deps: Deps) -> Select[int]:
    forgotten = and_(Lead.handover == Handover.WAITING, Lead.watch_at.is_(None))
    return (
        select(Lead.id)
        .where(or_(Lead.watch_at <= deps.clock(), forgotten))
        .order_by(Lead.is_hot.desc(), Lead.id)
    )


def _look(session: Session, lead_id: int, team: owners.Team, deps: Deps, moved: list[int]) -> None:
    lead = leads.row(session, lead_id)
    assert lead is not None
    now = deps.clock()
    if lead.handover not in owners.OPEN or lead.is_test:
        owners.let_go(session, lead_id)
        return
    decision = owners.decide(session, lead, team, policy=deps.policy, now=now)
    if owners.apply(session, lead, decision, team, policy=deps.policy, now=now):
        moved.append(lead_id)


def _put_off(session: Session, lead_id: int, deps: Deps) -> None:
    """One that fails is tried again in a while, and stands in nobody's way until then."""
    later = deps.clock() + deps.policy.routing.look_again
    session.execute(update(Lead).where(Lead.id == lead_id).values(watch_at=later))

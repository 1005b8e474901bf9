"""Looks again at recommended actions that have stood for long enough."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.vocabulary import AdviceState
from bot.deps import Deps
from bot.workflows.steps import advice, journal
from bot.workflows.tick.each import each
from store.models import Advice, Lead


def advise_anew(deps: Deps, *, limit: int = 50) -> int:
    """What nobody did in time was ignored; what waited for an answer has waited; says how many."""
    stale = select(Advice.lead_id).where(
        Advice.state == AdviceState.OPEN, Advice.stale_at <= deps.clock()
    )
    wanted = select(Lead.id).where(Lead.id.in_(stale)).order_by(Lead.id)
    return each(deps, wanted, _look_again, limit=limit)


def _look_again(session: Session, lead: Lead, deps: Deps) -> bool:
    now, standing = deps.clock(), advice.standing(session, lead.id)
    if standing is None or standing.stale_at > now:
        return False
    if advice.look_again(session, lead, standing, policy=deps.policy, now=now):
        journal.show_card(session, lead, now=now)
    return True

"""Brings leads back whose day has come."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.vocabulary import Stage, StageCause, Tier
from bot.deps import Deps
from bot.workflows.steps import again, journal, offer
from bot.workflows.tick.each import each
from store.models import Lead
from store.queries import leads

MAY_COME_BACK = frozenset({Stage.RECYCLED, Stage.NURTURE})


def wake_leads(deps: Deps, *, limit: int = 50) -> int:
    """Brings back leads whose day has come: scored again and, where it is worth it, offered."""
    due = select(Lead.id).where(Lead.wake_at <= deps.clock()).order_by(Lead.wake_at, Lead.id)
    return each(deps, due, _wake, limit=limit, by_turns=True)


def _wake(session: Session, lead: Lead, deps: Deps) -> bool:
    """A lead whose date was agreed („Timing“) always comes back; others only if they qualify.

    None comes back that went on elsewhere: in the CRM, or because the person asked again.
    """
    now = deps.clock()
    if lead.stage not in MAY_COME_BACK or _asked_again(session, lead):
        lead.wake_at = None
        journal.show_card(session, lead, now=now)
        return True
    was_agreed, owner_id = lead.stage is Stage.RECYCLED, lead.owner_id
    ended_at = again.reopen(session, lead, cause=StageCause.WOKEN, now=now)
    tier = offer.assess(session, lead, policy=deps.policy, now=now, since=ended_at)
    if tier is None and was_agreed:
        tier = lead.tier = Tier.MQL
    if tier is None:
        journal.show_card(session, lead, now=now)
        return True
    offer.hand_over(session, lead, tier, policy=deps.policy, now=now, stays_with_id=owner_id)
    again.tell_owner(session, lead, now=now)
    return True


def _asked_again(session: Session, lead: Lead) -> bool:
    """Whether somebody works on a later lead of the same person."""
    later = select(Lead.id).where(
        Lead.contact_id == lead.contact_id,
        Lead.id != lead.id,
        Lead.handover.in_(leads.WAITS_FOR_SOMEBODY),
    )
    return lead.contact_id is not None and session.scalar(later.limit(1)) is not None

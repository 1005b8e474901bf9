"""Lets MQLs go whose interest has faded: nobody is told, the card is simply true."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.vocabulary import Handover, Stage, StageCause
from bot.deps import Deps
from bot.workflows.steps import journal, offer
from bot.workflows.tick.each import each
from store.models import Lead


def fade_leads(deps: Deps, *, limit: int = 100) -> int:
    """Scores the leads again whose score falls now; see `agents.rules.fading` (S-052).

    There is no nightly job: each MQL knows the moment at which it will have faded, and a partial
    index holds these moments. An MQL falls back to a lead under the hysteresis; a SAL, an SQL and
    what comes later have no such moment. Whoever was called for it stays called.
    """
    now = deps.clock()
    due = (
        select(Lead.id)
        .where(Lead.score_falls_at.is_not(None), Lead.score_falls_at <= now)
        .order_by(Lead.score_falls_at, Lead.id)
    )
    return each(deps, due, _fade, limit=limit)


def _fade(session: Session, lead: Lead, deps: Deps) -> bool:
    """One lead; False where its stage needs no score any more."""
    if lead.stage is not Stage.MQL:
        lead.score_falls_at = None
        return False
    now = deps.clock()
    # Time alone makes nobody hot: an old request that was answered is none.
    since = None if lead.is_hot else now
    offer.assess(session, lead, policy=deps.policy, now=now, since=since, cause=StageCause.DECAYED)
    if lead.handover is not Handover.NONE:
        journal.show_card(session, lead, now=now)
    return True

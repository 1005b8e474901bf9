"""Judges MQLs anew whose moment of falling was found under another policy."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.rules.lifecycle import FALLS_BACK
from agents.vocabulary import Handover
from bot.deps import Deps
from bot.workflows.steps import journal, offer
from bot.workflows.tick.each import each
from store import installation
from store.models import Lead

NOTED = "scored_under"
"""The revision under which every MQL was judged last."""


def rescore_leads(deps: Deps, *, limit: int = 100) -> int:
    """Scores the MQLs again after a change of the policy, a batch a tick (S-052, S-112).

    When their score falls below what they need depends on points and half-lives, so the moment
    that was kept is worth nothing under others. Leads that are no MQL keep nothing of the kind;
    they are judged when their person does something, and nobody is called for a change of rules.
    Once all are judged the revision is noted, and until it changes a tick reads one row.
    """
    revision = deps.policy.revision
    with deps.store.read() as session:
        if installation.read(session, NOTED) == revision:
            return 0
    stale = (
        select(Lead.id)
        .where(
            Lead.stage.in_(FALLS_BACK),
            Lead.policy_revision != revision,
            Lead.is_history.is_(False),
        )
        .order_by(Lead.id)
    )
    moved = each(deps, stale, _judge, limit=limit)
    with deps.store.read() as session:
        is_done = session.scalar(stale.limit(1)) is None
    if is_done:
        with deps.store.begin() as session:
            installation.write(session, NOTED, revision)
    return moved


def _judge(session: Session, lead: Lead, deps: Deps) -> bool:
    now = deps.clock()
    # As when time passes: a request that was answered makes nobody hot again.
    since = None if lead.is_hot else now
    offer.assess(session, lead, policy=deps.policy, now=now, since=since)
    if lead.handover is not Handover.NONE:
        journal.show_card(session, lead, now=now)
    return True

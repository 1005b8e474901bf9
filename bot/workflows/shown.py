"""What the listener has put on a card itself: the outbox need not do so again."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from agents.facts import LeadFacts
from bot.deps import Deps
from bot.effects import UPDATES, ShowLeadCard, owe
from store.models import Lead

OUTBOX_WAITS = timedelta(seconds=2)
"""How long a card that was clicked is left to the listener, before the outbox sees to it."""


def card_shown(deps: Deps, lead: LeadFacts) -> None:
    """Keeps which version of a lead its card shows, after it was drawn from these facts.

    Where somebody else has drawn the card since these facts were read, nobody knows which of the
    two came last: it is owed once more.
    """
    if lead.shown_version == lead.version:
        return
    with deps.store.begin() as session:
        known = session.execute(
            select(Lead.shown_version).where(Lead.id == lead.id).with_for_update()
        ).one_or_none()
        if known is None or known.shown_version == lead.version:
            return
        is_certain = known.shown_version == lead.shown_version
        session.execute(
            update(Lead)
            .where(Lead.id == lead.id)
            .values(shown_version=lead.version if is_certain else None)
        )
        if not is_certain:
            _show_again(session, deps, lead)
    if not is_certain:
        deps.wake.set()


def _show_again(session: Session, deps: Deps, lead: LeadFacts) -> None:
    owe(
        session,
        ShowLeadCard(lead_id=lead.id),
        key=f"card:{lead.id}:{lead.version}:{uuid4().hex}",
        now=deps.clock(),
        lead_id=lead.id,
        lane=UPDATES,
    )

"""Takes the button "undo" off cards on which its time is over."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.deps import Deps
from bot.workflows.steps import journal, undoing
from bot.workflows.tick.each import each
from store.models import Lead, Undo


def end_undos(deps: Deps, *, limit: int = 100) -> int:
    """Draws those cards once more, and forgets what was; says how many."""
    due = (
        select(Lead.id)
        .join(Undo, Undo.lead_id == Lead.id)
        .where(Undo.ended_at.is_(None), Undo.until <= deps.clock())
        .order_by(Undo.until, Lead.id)
    )
    return each(deps, due, _end, limit=limit)


def _end(session: Session, lead: Lead, deps: Deps) -> bool:
    now = deps.clock()
    undoing.end(session, lead.id, now=now)
    is_shown = lead.undo_until is not None
    lead.undo_until = None
    if is_shown:
        journal.show_card(session, lead, now=now)
    return True

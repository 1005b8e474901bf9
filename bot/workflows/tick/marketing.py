"""Says once what marketing has not delivered in time."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.vocabulary import SlaState
from bot.deps import Deps
from bot.effects import PRIORITY_LEAD, TellMarketing, owe, post_lane
from bot.workflows.steps import duties, journal, undoing
from bot.workflows.tick.each import each
from store.models import Duty, Lead


def tell_marketing(deps: Deps, *, limit: int = 50) -> int:
    """Breaks the duties that are overdue and owes the word about them; says how many."""
    due = select(Duty.lead_id).where(Duty.look_at <= deps.clock())
    wanted = select(Lead.id).where(Lead.id.in_(due)).order_by(Lead.id)
    return each(deps, wanted, _break, limit=limit)


def _break(session: Session, lead: Lead, deps: Deps) -> bool:
    now, duty = deps.clock(), lead.duty
    if duty is None or duty.look_at is None or duty.look_at > now:
        return False
    if lead.handover in duties.OVER and undoing.may_come_back(lead, now=now):
        duty.look_at = lead.undo_until
        return True
    duties.review(session, lead, policy=deps.policy, now=now)
    if duty.stopped_at is not None:
        return True
    duty.look_at, duty.state = None, SlaState.BREACHED
    channel = deps.policy.marketing.channel or deps.policy.team(lead.territory).manager_channel
    owe(
        session,
        TellMarketing(lead_id=lead.id),
        key=f"marketing:{lead.id}:{duty.due_at.isoformat()}",
        now=now,
        priority=PRIORITY_LEAD,
        lane=post_lane(channel),
    )
    journal.show_card(session, lead, now=now)
    return True

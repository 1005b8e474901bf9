"""Qualified leads of somebody who left: nobody works on them until a manager hands them on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.facts import AssignedFacts, LeadFacts
from agents.rules import sla
from agents.vocabulary import EscalationStep, Handover
from bot.effects import PRIORITY_PING, TellDeals, owe, post_lane
from store.models import Lead, Person
from store.queries import leads, people


def of(session: Session, person_id: int) -> Sequence[int]:
    """The qualified leads that are somebody's and not closed, the oldest first."""
    whose = select(Lead.id).where(Lead.owner_id == person_id)
    return session.scalars(
        whose.where(Lead.handover == Handover.QUALIFIED).order_by(Lead.id)
    ).all()


def tell_manager(session: Session, leaver: Person, *, now: datetime) -> tuple[LeadFacts, ...]:
    """Owes a manager, first of the leaver's team, the list of what lies idle; what that is."""
    ids = of(session, leaver.id)
    if not ids:
        return ()
    manager = sla.addressee(
        EscalationStep.TELL_MANAGER,
        lead=AssignedFacts(owner_id=leaver.id, territory=leaver.territory),
        people=people.all_active(session, with_load=False),
    )
    if manager is not None:
        owe(
            session,
            TellDeals(person_id=manager.id, lead_ids=tuple(ids), from_person_id=leaver.id),
            key=f"deals:{leaver.id}:{now.isoformat()}",
            now=now,
            priority=PRIORITY_PING,
            lane=post_lane(manager.slack_user_id),
        )
    return tuple(leads.facts(row) for row in leads.rows(session, ids))

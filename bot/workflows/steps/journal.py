"""Steps that write down: stages reached, decisions taken, cards owed."""

from datetime import datetime

from sqlalchemy.orm import Session

from agents.vocabulary import Stage, Tier
from bot.effects import PRIORITY_HOT, PRIORITY_LEAD, PRIORITY_UPDATE, ShowLeadCard, owe
from store.models import Audit, Lead, LeadStage


def reach(session: Session, lead: Lead, stage: Stage, *, now: datetime) -> None:
    """The lead stands at a stage now; the first time it got there is kept."""
    lead.stage = stage
    if session.get(LeadStage, (lead.id, stage)) is None:
        session.add(LeadStage(lead_id=lead.id, stage=stage, reached_at=now))


def note(
    session: Session,
    event: str,
    *,
    lead: Lead,
    person_id: int | None,
    now: datetime,
    policy_revision: str,
    **params: str | int | None,
) -> None:
    """Keeps who did what, in ids and codes."""
    session.add(
        Audit(
            happened_at=now,
            event=event,
            person_id=person_id,
            lead_id=lead.id,
            params=params,
            policy_revision=policy_revision,
        )
    )


def show_card(session: Session, lead: Lead, *, now: datetime) -> None:
    """The card must say what is true from this commit on."""
    session.flush()  # the version of this change is part of the key
    owe(
        session,
        ShowLeadCard(lead_id=lead.id),
        key=f"card:{lead.id}:{lead.version}",
        now=now,
        lead_id=lead.id,
        priority=_priority(lead),
    )


def _priority(lead: Lead) -> int:
    if lead.card_ts is not None:
        return PRIORITY_UPDATE
    return PRIORITY_HOT if lead.tier is Tier.HOT else PRIORITY_LEAD

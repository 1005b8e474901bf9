"""The routing ledger, as facts."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.facts import RoutingCandidateFacts, RoutingFacts
from store.models import RoutingLedger


def of_lead(session: Session, lead_id: int) -> tuple[RoutingFacts, ...]:
    """Every decision on a lead, oldest first."""
    wanted = select(RoutingLedger).where(RoutingLedger.lead_id == lead_id)
    return tuple(facts(row) for row in session.scalars(wanted.order_by(RoutingLedger.id)))


def since(session: Session, at: datetime) -> tuple[RoutingFacts, ...]:
    """Every decision from a moment on, oldest first."""
    wanted = select(RoutingLedger).where(RoutingLedger.decided_at >= at)
    return tuple(facts(row) for row in session.scalars(wanted.order_by(RoutingLedger.id)))


def facts(row: RoutingLedger) -> RoutingFacts:
    """The row as a value."""
    return RoutingFacts(
        decided_at=row.decided_at,
        owner_id=row.owner_id,
        reason=row.reason,
        territory=row.territory,
        candidates=tuple(RoutingCandidateFacts(**item) for item in row.candidates),
        lead_id=row.lead_id,
        credited_id=row.credited_id,
        by_person_id=row.by_person_id,
    )

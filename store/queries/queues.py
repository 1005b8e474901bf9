"""Leads of one colleague, as lists that are told to them name them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from agents.facts import LeadFacts
from agents.vocabulary import Handover
from store.models import Lead, Touch
from store.queries import leads

OPEN = (Handover.OFFERED, Handover.ACCEPTED)


def overnight(session: Session, person_id: int, *, since: datetime) -> Sequence[int]:
    """Open leads nobody has contacted that came in, or became theirs, since a moment; by id."""
    return session.scalars(_waiting(person_id, since)).all()


def overnight_leads(session: Session, person_id: int, *, since: datetime) -> tuple[LeadFacts, ...]:
    """The same as facts, hot ones and older ones first."""
    ids = overnight(session, person_id, since=since)
    return theirs(session, person_id, ids)


def theirs(session: Session, person_id: int, ids: Sequence[int]) -> tuple[LeadFacts, ...]:
    """Those of the leads that are still open, or qualified, and theirs; hot and older ones first."""
    if not ids:
        return ()
    wanted = (
        leads.whole()
        .where(
            Lead.id.in_(ids),
            Lead.owner_id == person_id,
            Lead.handover.in_((*OPEN, Handover.QUALIFIED)),
        )
        .order_by(Lead.is_hot.desc(), Lead.id)
    )
    return tuple(leads.facts(row) for row in session.scalars(wanted).unique())


def by_ids(session: Session, ids: Sequence[int]) -> dict[int, LeadFacts]:
    """Leads by their id, whoever has them."""
    if not ids:
        return {}
    wanted = leads.whole().where(Lead.id.in_(ids))
    return {row.id: leads.facts(row) for row in session.scalars(wanted).unique()}


def _waiting(person_id: int, since: datetime) -> Select[int]:
    touched = select(Touch.id).where(Touch.lead_id == Lead.id).exists()
    return (
        select(Lead.id)
        .where(
            Lead.owner_id == person_id,
            Lead.handover.in_(OPEN),
            Lead.is_test.is_(False),
            or_(Lead.received_at >= since, Lead.handed_at >= since),
            ~touched,
        )
        .order_by(Lead.id)
    )

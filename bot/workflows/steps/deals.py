"""Steps on the opportunity of a lead, whether it was made on the card or comes from the CRM."""

from datetime import UTC, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules import pipeline
from agents.rules.history import goes_on
from agents.vocabulary import Handover, RoutingReason, Stage, StageCause
from bot.workflows.steps import advice, clocks, journal, owners
from store.models import Lead, Opportunity
from store.queries import leads

OURS = "staffel-"
"""Begins the number of a deal that was made on a card; the CRM's number replaces it."""


def of(session: Session, lead: Lead, *, now: datetime) -> Opportunity:
    """The lead's opportunity, or a new one that has no value yet."""
    if lead.opportunity_id is not None:
        return session.get_one(Opportunity, lead.opportunity_id)
    row = Opportunity(
        external_id=f"{OURS}{lead.id}",
        lead_external_id=lead.external_id,
        name=lead.account.name if lead.account is not None else None,
        stage=Stage.OPPORTUNITY,
        imported_at=now,
    )
    session.add(row)
    return row


def pass_on(
    session: Session,
    lead: Lead,
    *,
    to: PersonFacts,
    by: PersonFacts | None,
    policy: SalesPolicy,
    now: datetime,
    reason: RoutingReason = RoutingReason.GIVEN,
) -> None:
    """A qualified lead and its opportunity are somebody else's; the ledger knows it."""
    owners.by_hand(session, lead, owner_id=to.id, reason=reason, by=by, policy=policy, now=now)
    if lead.opportunity_id is not None:
        session.get_one(Opportunity, lead.opportunity_id).owner_id = to.id


def close(
    session: Session,
    lead: Lead,
    stage: Stage,
    *,
    at: datetime,
    policy: SalesPolicy,
    now: datetime,
    cause: StageCause,
    person_id: int | None = None,
    detail: str | None = None,
) -> None:
    """The lead is won or lost since `at`; nothing is promised any more."""
    lead.handover = Handover.CLOSED
    lead.wake_at = None
    journal.reach(session, lead, stage, now=at, cause=cause, person_id=person_id, detail=detail)
    clocks.cancel(lead, now=now)
    if stage is Stage.WON:
        bought(session, lead, policy=policy, now=now)


def bought(session: Session, lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    """The person is a customer now, or none any more: their other leads say what that allows."""
    if not policy.consent.existing_customers:
        return
    session.flush()
    others = select(Lead.id).where(
        Lead.subject_id == lead.subject_id,
        Lead.id != lead.id,
        Lead.handover.in_(advice.GOES_ON),
    )
    for row in leads.rows(session, session.scalars(others).all()):
        advice.renew(session, row, policy=policy, now=now)
        journal.show_card(session, row, now=now)


def follow(
    session: Session, lead: Lead, row: Opportunity, *, policy: SalesPolicy, now: datetime
) -> bool:
    """The lead goes as far as its deal in the CRM has gone; False where it is there already."""
    is_out = lead.stage in {Stage.MERGED, Stage.SPAM}
    if is_out or not goes_on(lead.stage, row.stage):
        return False
    if row.stage in pipeline.CLOSED:
        closed_at = datetime.combine(row.closed_on or now.date(), time.min, UTC)
        at = min(closed_at, now)
        close(
            session,
            lead,
            row.stage,
            at=at,
            policy=policy,
            now=now,
            cause=StageCause.IMPORTED,
            detail=row.lost_reason,
        )
    else:
        lead.handover = lead.handover if lead.is_history else Handover.QUALIFIED
        journal.reach(session, lead, row.stage, now=now, cause=StageCause.IMPORTED)
        clocks.cancel(lead, now=now)
    journal.show_card(session, lead, now=now)
    return True

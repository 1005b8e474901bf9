"""Steps on the opportunity of a lead, whether it was made on the card or comes from the CRM."""

from datetime import UTC, datetime, time

from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules import pipeline
from agents.rules.history import goes_on
from agents.vocabulary import Handover, RoutingReason, Stage, StageCause
from bot.workflows.steps import clocks, journal, owners
from store.models import Lead, Opportunity

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


def follow(session: Session, lead: Lead, row: Opportunity, *, now: datetime) -> bool:
    """The lead goes as far as its deal in the CRM has gone; False where it is there already."""
    is_out = lead.stage in {Stage.MERGED, Stage.SPAM}
    if is_out or not goes_on(lead.stage, row.stage):
        return False
    if row.stage in pipeline.CLOSED:
        closed_at = datetime.combine(row.closed_on or now.date(), time.min, UTC)
        at = min(closed_at, now)
        why = row.lost_reason
        close(session, lead, row.stage, at=at, now=now, cause=StageCause.IMPORTED, detail=why)
    else:
        lead.handover = lead.handover if lead.is_history else Handover.QUALIFIED
        journal.reach(session, lead, row.stage, now=now, cause=StageCause.IMPORTED)
        clocks.cancel(lead, now=now)
    journal.show_card(session, lead, now=now)
    return True

"""What the figures are made of, counted in the database, as facts."""

from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session, aliased

from agents.facts import CohortRowFacts, OpportunityFacts, RejectionRowFacts, TargetFacts
from agents.rules.pipeline import CLOSED, QUALIFIED
from agents.vocabulary import Handover, Stage
from store.models import Lead, LeadStage, Opportunity, Target

NOT_COUNTED = (Stage.SPAM, Stage.MERGED)


def cohorts(session: Session, *, as_of: datetime) -> tuple[CohortRowFacts, ...]:
    """MQLs by origin and how many of them were won, as it was known at a moment.

    Tests, spam and leads merged into others are no leads.
    """
    mql, won = aliased(LeadStage), aliased(LeadStage)
    is_won = and_(won.lead_id == Lead.id, won.stage == Stage.WON, won.reached_at <= as_of)
    counted = (
        select(Lead.origin, func.count(), func.count(won.lead_id))
        .join(mql, and_(mql.lead_id == Lead.id, mql.stage == Stage.MQL))
        .outerjoin(won, is_won)
        .where(
            mql.reached_at <= as_of,
            Lead.is_test.is_(False),
            Lead.stage.not_in(NOT_COUNTED),
        )
        .group_by(Lead.origin)
    )
    return tuple(
        CohortRowFacts(origin=origin, mql_count=mqls, won_count=wins)
        for origin, mqls, wins in session.execute(counted)
    )


def opportunities(session: Session, *, as_of: datetime) -> tuple[OpportunityFacts, ...]:
    """The deals, by id, but for those of tests; one closed after the moment was open then.

    When a deal was made, and what it was worth before, is not known: the CRM tells today's state.
    """
    later = and_(Opportunity.closed_on.is_not(None), Opportunity.closed_on > as_of.date())
    closed = case((later, False), (Opportunity.stage.in_(CLOSED), True), else_=False)
    of_a_test = select(Lead.id).where(Lead.opportunity_id == Opportunity.id, Lead.is_test)
    wanted = select(Opportunity, closed).where(~of_a_test.exists())
    rows = session.execute(wanted.order_by(Opportunity.id))
    return tuple(
        OpportunityFacts(
            external_id=deal.external_id,
            name=deal.name,
            value=deal.value,
            currency=deal.currency,
            is_qualified=deal.stage in QUALIFIED,
            is_open=not is_closed,
            is_won=bool(is_closed) and deal.stage is Stage.WON,
            expected_close_on=deal.expected_close_on,
            closed_on=deal.closed_on if is_closed else None,
        )
        for deal, is_closed in rows
    )


def rejections(session: Session, *, as_of: datetime) -> tuple[RejectionRowFacts, ...]:
    """Leads that stand rejected, by reason and finer reason; tests are no leads.

    Which were rejected before the moment is known, not which were and have come back since.
    """
    counted = (
        select(Lead.reject_reason, Lead.reject_sub, func.count())
        .where(
            Lead.handover == Handover.REJECTED,
            Lead.reject_reason.is_not(None),
            Lead.decided_at <= as_of,
            Lead.is_test.is_(False),
        )
        .group_by(Lead.reject_reason, Lead.reject_sub)
    )
    return tuple(
        RejectionRowFacts(reason=reason, sub=sub, count=count)
        for reason, sub, count in session.execute(counted)
        if reason is not None
    )


def targets(session: Session) -> tuple[TargetFacts, ...]:
    """The targets, by their first day."""
    rows = session.scalars(select(Target).order_by(Target.starts_on, Target.id))
    return tuple(
        TargetFacts(
            name=row.name,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            value=row.value,
            currency=row.currency,
        )
        for row in rows
    )

"""Clocks, cadences and duties, as facts; and which promises of open leads are broken."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from agents.facts import BreachFacts, CadenceFacts, ClockFacts, DutyFacts, KeptFacts, TryFacts
from agents.vocabulary import (
    ClockKind,
    Handover,
    LeadField,
    MarketingDuty,
    Side,
    SlaState,
    Stage,
    TouchKind,
)
from store import still
from store.models import Cadence, Clock, Duty, Lead, PastDuty, Unanswered

WAITS = (Handover.WAITING, Handover.OFFERED, Handover.ACCEPTED)
NOT_COUNTED = (Stage.SPAM, Stage.MERGED)


def clock(row: Clock) -> ClockFacts:
    """A clock as a value."""
    seconds = row.promised_seconds
    return ClockFacts(
        id=row.id,
        kind=row.kind,
        tier=row.tier,
        state=row.state,
        started_at=row.started_at,
        due_at=row.due_at,
        stopped_at=row.stopped_at,
        next_step=row.next_step,
        next_step_at=row.next_step_at,
        promised=None if seconds is None else timedelta(seconds=seconds),
        calendar=row.calendar,
        pauses=tuple(still.facts(one) for one in row.pauses or ()),
        chain_ended_at=row.chain_ended_at,
        policy_revision=row.policy_revision,
    )


def cadence(row: Cadence) -> CadenceFacts:
    """A cadence as a value."""
    return CadenceFacts(
        tries=tuple(
            TryFacts(by=TouchKind(by), after=timedelta(seconds=after)) for by, after in row.tries
        ),
        made=row.made,
        by=row.by,
        next_at=row.next_at,
        look_at=row.look_at,
        reminders=row.reminders,
        ended_at=row.ended_at,
        outcome=row.outcome,
    )


def duty(row: Duty) -> DutyFacts:
    """A duty of marketing as a value."""
    return DutyFacts(
        missing=tuple(MarketingDuty(one) for one in row.missing),
        fields=tuple(LeadField(one) for one in row.fields),
        state=row.state,
        started_at=row.started_at,
        due_at=row.due_at,
        stopped_at=row.stopped_at,
    )


def breaches(session: Session, *, now: datetime, limit: int = 50) -> tuple[BreachFacts, ...]:
    """Broken promises of open leads, both sides, the oldest first; one a lead and side."""
    sales = (
        select(Clock.lead_id, Clock.due_at, Unanswered.id)
        .join(Lead, Lead.id == Clock.lead_id)
        .outerjoin(Unanswered, Unanswered.clock_id == Clock.id)
        .where(
            Clock.kind == ClockKind.FIRST_TOUCH,
            Clock.state == SlaState.BREACHED,
            Clock.stopped_at.is_(None),
            Lead.handover.in_(WAITS),
        )
        .order_by(Clock.due_at)
        .limit(limit)
    )
    marketing = (
        select(Duty.lead_id, Duty.due_at)
        .join(Lead, Lead.id == Duty.lead_id)
        .where(Duty.stopped_at.is_(None), Duty.due_at < now, Lead.handover.in_(WAITS))
        .order_by(Duty.due_at)
        .limit(limit)
    )
    found = [
        BreachFacts(
            lead_id=lead_id, side=Side.SALES, due_at=due_at, is_unanswered=number is not None
        )
        for lead_id, due_at, number in session.execute(sales)
    ]
    found += [
        BreachFacts(lead_id=lead_id, side=Side.MARKETING, due_at=due_at)
        for lead_id, due_at in session.execute(marketing)
    ]
    return tuple(sorted(found, key=lambda one: (one.due_at, one.lead_id)))


def kept(session: Session, *, as_of: datetime) -> tuple[KeptFacts, ...]:
    """Promises that have ended, by side, and how many were kept, as it was at a moment.

    One has ended when it was stopped or its due moment has passed. Cancelled ones, tests, spam
    and merged leads count nowhere.
    """
    is_open_ended = Clock.still.is_not(None) & (Clock.state != SlaState.BREACHED)
    sales = Clock.kind == ClockKind.FIRST_TOUCH, ~is_open_ended
    counted = (
        (Side.SALES, Clock, (*sales, Clock.state != SlaState.CANCELLED)),
        (Side.MARKETING, Duty, (Duty.state != SlaState.CANCELLED,)),
        (Side.MARKETING, PastDuty, ()),
    )
    sums: Counter[tuple[Side, str]] = Counter()
    for side, table, more in counted:
        n, in_time = _ended(session, table, more, as_of=as_of)
        sums[side, "n"] += n
        sums[side, "kept"] += in_time
    return tuple(
        KeptFacts(side=side, n=sums[side, "n"], kept=sums[side, "kept"])
        for side in (Side.SALES, Side.MARKETING)
    )


def _ended(
    session: Session,
    table: type[Clock | Duty | PastDuty],
    more: Iterable[ColumnElement[bool]],
    *,
    as_of: datetime,
) -> tuple[int, int]:
    """How many promises of a table have ended, and how many of them were kept."""
    in_time = (table.stopped_at <= table.due_at) & (table.stopped_at <= as_of)
    counted = (
        select(func.count(), func.count().filter(in_time))
        .select_from(table)
        .join(Lead, Lead.id == table.lead_id)
        .where(
            or_(in_time, table.due_at < as_of),
            table.started_at <= as_of,
            Lead.is_test.is_(False),
            Lead.stage.not_in(NOT_COUNTED),
            *more,
        )
    )
    n, kept_n = session.execute(counted).one()
    return n, kept_n

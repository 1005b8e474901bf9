"""What a start page counts."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from agents.facts import OpenCounts, TeamFacts, WaitingFacts, WeekFacts
from agents.vocabulary import ClockKind, Handover, RejectReason, SlaState
from store.among import among
from store.models import Audit, Base, Clock, Lead, Touch
from store.queries import leads, promises

AUDIT = Base.metadata.tables["audit"]
WAITING_SHOWN = 10
BREACHES_MOST = 500


def week(session: Session, person_id: int, *, since: datetime) -> WeekFacts:
    """A person's own week; tests count nowhere, and neither does what was taken back."""
    found = session.execute(
        select(Audit.id, Audit.lead_id, Audit.event, Audit.params)
        .join(Lead, Lead.id == Audit.lead_id)
        .where(
            Audit.person_id == person_id,
            Audit.happened_at >= since,
            Audit.event.in_(("accepted", "taken_over", "qualified", "rejected")),
            Lead.is_test.is_(False),
        )
    ).all()
    undone = _taken_back(session, {row.lead_id for row in found})
    rows = [row for row in found if row.id not in undone]
    events = Counter(row.event for row in rows)
    reasons = Counter(
        RejectReason(row.params["reason"]) for row in rows if row.event == "rejected"
    )
    touched, in_time = _touched(session, person_id, since=since)
    return WeekFacts(
        accepted=events["accepted"] + events["taken_over"],
        touched=touched,
        touched_in_time=in_time,
        qualified=events["qualified"],
        rejected=dict(reasons),
    )


def _taken_back(session: Session, lead_ids: Collection[int]) -> set[int]:
    """Entries of the audit that somebody has undone, of these leads."""
    if not lead_ids:
        return set()
    undone = select(Audit.params).where(
        among(session, AUDIT.c.lead_id, lead_ids), Audit.event == "undone"
    )
    return {params["entry"] for params in session.scalars(undone) if "entry" in params}


def _touched(session: Session, person_id: int, *, since: datetime) -> tuple[int, int]:
    """First contacts that were theirs: the clock was stopped by a touch of their own."""
    theirs = (
        select(Touch.id)
        .where(
            Touch.lead_id == Clock.lead_id,
            Touch.person_id == person_id,
            Touch.occurred_at == Clock.stopped_at,
        )
        .exists()
    )
    states = session.execute(
        select(Clock.state, func.count())
        .join(Lead, Lead.id == Clock.lead_id)
        .where(
            Clock.kind == ClockKind.FIRST_TOUCH,
            Clock.stopped_at >= since,
            Clock.state.in_((SlaState.MET, SlaState.BREACHED)),
            Lead.is_test.is_(False),
            theirs,
        )
        .group_by(Clock.state)
    )
    counts: dict[SlaState, int] = dict(states.all())
    return sum(counts.values()), counts.get(SlaState.MET, 0)


def open_counts(session: Session, *, owner_id: int | None = None, now: datetime) -> OpenCounts:
    """How many leads wait for somebody; a test counts only where it is asked whose."""
    is_late = (
        select(Clock.id)
        .where(
            Clock.lead_id == Lead.id,
            Clock.kind == ClockKind.FIRST_TOUCH,
            Clock.stopped_at.is_(None),
            Clock.state != SlaState.PAUSED,
            Clock.due_at < now,
        )
        .exists()
    )
    wanted = select(
        func.count(),
        func.count(case((Lead.is_hot, 1))),
        func.count(case((is_late, 1))),
        func.count(case((Lead.owner_id.is_(None), 1))),
    ).where(Lead.handover.in_(leads.WAITS_FOR_SOMEBODY))
    whose = Lead.is_test.is_(False) if owner_id is None else Lead.owner_id == owner_id
    every, hot, late, lonely = session.execute(wanted.where(whose)).one()
    return OpenCounts(all=every, hot=hot, overdue=late, without_owner=lonely)


def team(session: Session, *, now: datetime) -> TeamFacts:
    """Where the open leads of all stand; tests count nowhere."""
    is_open = Lead.handover.in_(leads.WAITS_FOR_SOMEBODY)
    states = session.execute(
        select(Lead.handover, func.count())
        .where(is_open, Lead.is_test.is_(False))
        .group_by(Lead.handover)
    )
    waiting = session.scalars(
        leads.whole()
        .where(Lead.handover == Handover.WAITING, Lead.is_test.is_(False))
        .order_by(Lead.is_hot.desc(), Lead.id)
        .limit(WAITING_SHOWN)
    ).unique()
    broken = promises.breaches(session, now=now, limit=BREACHES_MOST)
    return TeamFacts(
        counts=open_counts(session, now=now),
        by_state=dict(states.all()),
        breaches=dict(Counter(one.side for one in broken)),
        unanswered=sum(one.is_unanswered for one in broken),
        waiting=tuple(
            WaitingFacts(lead=leads.facts(row), wakes_at=row.watch_at) for row in waiting
        ),
    )

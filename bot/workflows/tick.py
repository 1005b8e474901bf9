"""What the clock does: escalate, wake, find owners, and look after itself.

Everything that will happen is a row with a due moment; several processes may tick, the locked
row decides.
"""

from datetime import datetime

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from agents.decisions import RoutingDecision
from agents.rules import routing, sla
from agents.vocabulary import (
    ClockKind,
    EscalationStep,
    Handover,
    RoutingReason,
    SlaState,
    Stage,
    Tier,
)
from bot.deps import Deps
from bot.effects import PingStep, TellNewOwner
from bot.workflows.steps import clocks, journal, offer
from store.models import Clock, Heartbeat, Lead
from store.queries import leads, people

log = structlog.get_logger()


def escalate(deps: Deps, *, limit: int = 100) -> int:
    """Takes every step of the chain that is due; says how many clocks moved on."""
    now = deps.clock()
    with deps.store.begin() as session:
        due = session.scalars(
            select(Clock)
            .where(Clock.next_step_at <= now, Clock.stopped_at.is_(None))
            .order_by(Clock.next_step_at, Clock.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for clock in due:
            _take_step(session, clock, now=now)
    if due:
        deps.wake.set()
    return len(due)


def _take_step(session: Session, clock: Clock, *, now: datetime) -> None:
    """One rung: the state of the clock, the ping of the newest due rung, then the next rung.

    After a pause of the whole bot several rungs may be due; only the highest is said aloud.
    """
    if clock.kind is ClockKind.ACCEPT:
        clock.state, clock.next_step_at = SlaState.BREACHED, None
        return
    chain = [(EscalationStep(step), datetime.fromisoformat(at)) for step, at in clock.steps]
    reached = [step for step, at in chain if at <= now]
    waiting = [(step, at) for step, at in chain if at > now]
    clock.state = SlaState.BREACHED if now >= clock.due_at else SlaState.AT_RISK
    clock.next_step, clock.next_step_at = waiting[0] if waiting else (None, None)
    lead = leads.row(session, clock.lead_id)
    if lead is None or not reached:
        return
    step = reached[-1]
    facts = leads.facts(lead)
    addressed = sla.addressee(step, lead=facts, people=people.all_active(session))
    journal.tell(
        session,
        lead,
        PingStep(
            lead_id=lead.id,
            clock_id=clock.id,
            step=step,
            person_id=addressed.id if addressed else None,
        ),
        key=f"ping:{clock.id}:{step}",
        now=now,
    )
    journal.show_card(session, lead, now=now)


def find_owners(deps: Deps, *, limit: int = 50) -> int:
    """Tries again for leads in the waiting room; says how many found somebody."""
    now = deps.clock()
    found = 0
    with deps.store.begin() as session:
        waiting = session.scalars(
            select(Lead.id)
            .where(Lead.handover == Handover.WAITING)
            .order_by(Lead.is_hot.desc(), Lead.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for lead_id in waiting:
            lead = leads.row(session, lead_id)
            assert lead is not None
            found += _try_again(session, lead, deps, now=now)
    if found:
        deps.wake.set()
    return found


def _try_again(session: Session, lead: Lead, deps: Deps, *, now: datetime) -> bool:
    decision = routing.route(
        country=lead.account.country if lead.account else None,
        people=people.everybody(session),
        policy=deps.policy,
        language=lead.language,
    )
    if decision.owner_id is None:
        return False
    offer.give_to(session, lead, decision, policy=deps.policy, now=now)
    _tell(session, lead, decision, now=now)
    return True


def _tell(session: Session, lead: Lead, decision: RoutingDecision, *, now: datetime) -> None:
    """The card and a reply that reaches the new owner."""
    journal.show_card(session, lead, now=now)
    assert decision.owner_id is not None
    journal.tell(
        session,
        lead,
        TellNewOwner(lead_id=lead.id, person_id=decision.owner_id, reason=decision.reason),
        key=f"owner:{lead.id}:{lead.version}",
        now=now,
    )


def wake_leads(deps: Deps, *, limit: int = 50) -> int:
    """Brings back leads whose day has come: scored again and, where it is worth it, offered."""
    now = deps.clock()
    with deps.store.begin() as session:
        due = session.scalars(
            select(Lead.id)
            .where(Lead.wake_at <= now)
            .order_by(Lead.wake_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for lead_id in due:
            lead = leads.row(session, lead_id)
            assert lead is not None
            _wake(session, lead, deps, now=now)
    if due:
        deps.wake.set()
    return len(due)


def _wake(session: Session, lead: Lead, deps: Deps, *, now: datetime) -> None:
    """A lead whose date was agreed („Timing“) always comes back; others only if they qualify."""
    was_agreed, ended_at = lead.stage is Stage.RECYCLED, lead.decided_at
    owner_id = lead.owner_id
    lead.wake_at, lead.reject_reason, lead.reject_note = None, None, None
    lead.decided_by_id, lead.decided_at = None, None
    lead.handover, lead.stage = Handover.NONE, Stage.LEAD
    tier = offer.assess(session, lead, policy=deps.policy, now=now, since=ended_at)
    if tier is None and was_agreed:
        tier = lead.tier = Tier.MQL
    if tier is None:
        journal.show_card(session, lead, now=now)
        return
    offer.hand_over(session, lead, tier, policy=deps.policy, now=now, known_owner_id=owner_id)
    if lead.owner_id is not None and lead.card_ts is not None:
        journal.tell(
            session,
            lead,
            TellNewOwner(
                lead_id=lead.id,
                person_id=lead.owner_id,
                reason=lead.routing_reason or RoutingReason.KNOWN_CONTACT,
            ),
            key=f"owner:{lead.id}:{lead.version}",
            now=now,
        )


def audit(deps: Deps) -> int:
    """Heals open leads without a running clock and leaves a sign of life; says how many."""
    now = deps.clock()
    running = exists().where(
        Clock.lead_id == Lead.id,
        Clock.kind == ClockKind.FIRST_TOUCH,
        Clock.stopped_at.is_(None),
    )
    with deps.store.begin() as session:
        lost = session.scalars(
            select(Lead.id).where(
                Lead.handover.in_((Handover.WAITING, Handover.OFFERED)), ~running
            )
        ).all()
        for lead_id in lost:
            lead = leads.row(session, lead_id)
            assert lead is not None
            clocks.start(session, lead, lead.tier or Tier.MQL, policy=deps.policy, now=now)
            log.warning("clock_healed", lead_id=lead_id)
        beat(session, "auditor", now=now, healed=len(lost))
    return len(lost)


def beat(session: Session, name: str, *, now: datetime, **params: int) -> None:
    """A sign of life of a part."""
    row = session.get(Heartbeat, name)
    if row is None:
        session.add(Heartbeat(name=name, beat_at=now, params=params))
    else:
        row.beat_at, row.params = now, params

"""What the clock does: escalate, wake, find owners, and look after itself.

Everything that will happen is a row with a due moment; several processes may tick, the locked
row decides.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, cast

import structlog
from sqlalchemy import CursorResult, Select, exists, func, select, update
from sqlalchemy.exc import IntegrityError
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
from bot.workflows.steps.apart import apart
from store.locks import wait_for_the_book
from store.models import Clock, Heartbeat, Lead
from store.queries import leads, people

OPEN = (Handover.WAITING, Handover.OFFERED)
MAY_COME_BACK = frozenset({Stage.RECYCLED, Stage.NURTURE})

log = structlog.get_logger()


def escalate(deps: Deps, *, limit: int = 100) -> int:
    """Takes every step of the chain that is due; says for how many leads.

    A lead that somebody is changing right now is left to the next tick.
    """
    now = deps.clock()
    is_due = (Clock.next_step_at <= now, Clock.stopped_at.is_(None))
    due = (
        select(Clock.lead_id, func.min(Clock.next_step_at).label("at"))
        .where(*is_due)
        .group_by(Clock.lead_id)
        .subquery()
    )
    wanted = select(Lead.id).join(due, due.c.lead_id == Lead.id).order_by(due.c.at, Lead.id)
    return _each(deps, wanted, _escalate, limit=limit)


def _escalate(session: Session, lead: Lead, deps: Deps) -> bool:
    now = deps.clock()
    due = [
        clock
        for clock in lead.clocks
        if clock.stopped_at is None
        and clock.next_step_at is not None
        and clock.next_step_at <= now
    ]
    for clock in due:
        _take_step(session, lead, clock, now=now)
    return bool(due)


def _each(
    deps: Deps,
    wanted: Select[int],
    step: Callable[[Session, Lead, Deps], bool],
    *,
    limit: int,
    by_turns: bool = False,
) -> int:
    """Takes a step with each of these leads, locked one by one; says how many moved on.

    Args:
        deps: the bot's parts.
        wanted: ids of leads, the most urgent first.
        step: what is done with one; False where it turned out that there is nothing to do.
        limit: at most so many leads.
        by_turns: whether the step may give leads out.
    """
    moved: list[int] = []

    def take(session: Session, lead_id: int) -> None:
        lead = leads.row(session, lead_id)
        assert lead is not None
        if step(session, lead, deps):
            moved.append(lead_id)

    with deps.store.begin() as session:
        if by_turns:
            wait_for_the_book(session)
        locked = wanted.limit(limit).with_for_update(of=Lead, skip_locked=True)
        for lead_id in session.scalars(locked).all():
            work = partial(take, session, lead_id)
            apart(session, work, what=step.__name__.strip("_"), number=lead_id)
    if moved:
        deps.wake.set()
    return len(moved)


def _take_step(session: Session, lead: Lead, clock: Clock, *, now: datetime) -> None:
    """One rung: the state of the clock, the ping of the newest due rung, then the next rung.

    After a pause of the whole bot several rungs may be due; only the highest is said aloud. A
    chain that ends before the promise leaves one more look, at the due moment.
    """
    if clock.kind is ClockKind.ACCEPT:
        clock.state, clock.next_step_at = SlaState.BREACHED, None
        return
    chain = [(EscalationStep(step), datetime.fromisoformat(at)) for step, at in clock.steps]
    reached = [step for step, at in chain if at <= now]
    waiting = [(step, at) for step, at in chain if at > now]
    clock.state = SlaState.BREACHED if now >= clock.due_at else SlaState.AT_RISK
    last = (None, clock.due_at if now < clock.due_at else None)
    clock.next_step, clock.next_step_at = waiting[0] if waiting else last
    if reached:
        _ping(session, lead, clock, reached[-1], now=now)
    journal.show_card(session, lead, now=now)


def _ping(
    session: Session, lead: Lead, clock: Clock, step: EscalationStep, *, now: datetime
) -> None:
    everybody = people.all_active(session)
    addressed = sla.addressee(step, lead=leads.facts(lead), people=everybody)
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


def find_owners(deps: Deps, *, limit: int = 50) -> int:
    """Tries again for leads in the waiting room; says how many found somebody."""
    waiting = (
        select(Lead.id)
        .where(Lead.handover == Handover.WAITING)
        .order_by(Lead.is_hot.desc(), Lead.id)
    )
    return _each(deps, waiting, _find_owner, limit=limit, by_turns=True)


def _find_owner(session: Session, lead: Lead, deps: Deps) -> bool:
    decision = routing.route(
        country=lead.account.country if lead.account else None,
        people=people.everybody(session),
        policy=deps.policy,
        language=lead.language,
    )
    if decision.owner_id is None:
        return False
    now = deps.clock()
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
    due = select(Lead.id).where(Lead.wake_at <= deps.clock()).order_by(Lead.wake_at, Lead.id)
    return _each(deps, due, _wake, limit=limit, by_turns=True)


def _wake(session: Session, lead: Lead, deps: Deps) -> bool:
    """A lead whose date was agreed („Timing“) always comes back; others only if they qualify.

    None comes back that went on elsewhere: in the CRM, or because the person asked again.
    """
    now = deps.clock()
    if lead.stage not in MAY_COME_BACK or _asked_again(session, lead):
        lead.wake_at = None
        journal.show_card(session, lead, now=now)
        return True
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
        return True
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
    return True


def _asked_again(session: Session, lead: Lead) -> bool:
    """Whether somebody works on a later lead of the same person."""
    later = select(Lead.id).where(
        Lead.contact_id == lead.contact_id,
        Lead.id != lead.id,
        Lead.handover.in_(leads.WAITS_FOR_SOMEBODY),
    )
    return lead.contact_id is not None and session.scalar(later.limit(1)) is not None


def audit(deps: Deps, *, limit: int = 1_000) -> int:
    """Heals open leads without a promise and leaves a sign of life; says how many.

    A promise that was kept, or kept late, is one: somebody may call before they accept.
    """
    promised = exists().where(
        Clock.lead_id == Lead.id,
        Clock.kind == ClockKind.FIRST_TOUCH,
        Clock.state != SlaState.CANCELLED,
    )
    lost = select(Lead.id).where(Lead.handover.in_(OPEN), ~promised).order_by(Lead.id)
    healed = _each(deps, lost, _heal, limit=limit)
    with deps.store.begin() as session:
        beat(session, "auditor", now=deps.clock(), healed=healed)
    return healed


def _heal(session: Session, lead: Lead, deps: Deps) -> bool:
    if clocks.is_promised(lead):  # another process was first just now
        return False
    clocks.start(session, lead, lead.tier or Tier.MQL, policy=deps.policy, now=deps.clock())
    log.warning("clock_healed", lead_id=lead.id)
    return True


def beat(session: Session, name: str, *, now: datetime, **params: int) -> None:
    """A sign of life of a part."""
    known = update(Heartbeat).where(Heartbeat.name == name).values(beat_at=now, params=params)
    if cast("CursorResult[Any]", session.execute(known)).rowcount:
        return
    with suppress(IntegrityError), session.begin_nested():  # another process was first just now
        session.add(Heartbeat(name=name, beat_at=now, params=params))

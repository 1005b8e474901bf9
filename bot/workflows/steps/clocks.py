"""Steps on the promises of a lead."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from agents.policy import SalesPolicy
from agents.rules import sla
from agents.rules.working_time import WorkingTime
from agents.vocabulary import ClockKind, EscalationStep, PauseCause, SlaState, Tier
from bot.workflows.steps import calendars, journal, still
from store import still as pauses
from store.models import Clock, Lead

SECOND = timedelta(seconds=1)
PROMISED = (
    *("tier", "state", "started_at", "due_at", "steps", "next_step", "next_step_at"),
    *("chain_ended_at", "promised_seconds", "calendar", "pauses", "policy_revision"),
)
"""Columns of a clock that say what was promised, and how far its chain has come."""
RUNNING = (SlaState.PENDING, SlaState.AT_RISK, SlaState.PAUSED)
RUNS = pauses.RUNS


def start(
    session: Session,
    lead: Lead,
    tier: Tier,
    *,
    policy: SalesPolicy,
    now: datetime,
    kinds: Collection[ClockKind] = tuple(ClockKind),
) -> None:
    """Starts the promises of a lead: one due time, the chain hangs on the first touch."""
    promised = promises(tier, territory=lead.territory, policy=policy, now=now)
    session.add_all(
        Clock(lead_id=lead.id, **values) for values in promised if values["kind"] in kinds
    )


def promises(
    tier: Tier, *, territory: str | None, policy: SalesPolicy, now: datetime
) -> tuple[dict[str, Any], ...]:
    """Both promises that begin now, as columns of a clock, without the lead."""
    calendar = calendars.of_team(territory, policy)
    promise = sla.promise(tier, policy, calendar=calendar, started_at=now)
    first_step, first_at = promise.steps[0] if promise.steps else (None, promise.due_at)
    asks = sla.asked(policy)
    both: dict[str, Any] = {
        "tier": tier,
        "state": SlaState.PENDING,
        "started_at": now,
        "due_at": promise.due_at,
        "promised_seconds": promise.promised // SECOND,
        "calendar": calendars.key_of(territory, policy),
        "policy_revision": policy.revision,
    }
    bare: dict[str, Any] = {"steps": [], "next_step": None, "next_step_at": promise.due_at}
    chain: dict[str, Any] = {
        "steps": [[step, at.isoformat(), [*asks[step]]] for step, at in promise.steps],
        "next_step": first_step,
        "next_step_at": first_at,
    }
    return tuple(
        {"kind": kind, **both, **(chain if kind is ClockKind.FIRST_TOUCH else bare)}
        for kind in ClockKind
    )


def calling_the_owner_only(columns: dict[str, Any]) -> dict[str, Any]:
    """The same promise, without the rungs that call anybody else: of a trial."""
    steps = [step for step in columns["steps"] if step[0] == EscalationStep.REMIND_OWNER]
    if columns["steps"] and not steps:
        return {**columns, "steps": [], "next_step": None, "next_step_at": columns["due_at"]}
    return {**columns, "steps": steps}


def calendar_of(lead: Lead, policy: SalesPolicy) -> WorkingTime:
    """The working time of the lead's team."""
    return calendars.of_team(lead.territory, policy)


def is_promised(lead: Lead) -> bool:
    """Whether a first touch is promised, or was made."""
    return any(
        clock.kind is ClockKind.FIRST_TOUCH and clock.state is not SlaState.CANCELLED
        for clock in lead.clocks
    )


def is_running(lead: Lead) -> bool:
    """Whether the first touch is still waited for."""
    return any(
        clock.kind is ClockKind.FIRST_TOUCH and clock.stopped_at is None for clock in lead.clocks
    )


def hasten(session: Session, lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    """What is promised becomes hot: due as if promised hot now, and never later than before.

    A rung that was said already is not said again: its key in the outbox is the clock's. A clock
    that stands still goes on standing with the shorter promise ahead of it, unless it waited for
    the person: they are here.
    """
    hot = promises(Tier.HOT, territory=lead.territory, policy=policy, now=now)
    sooner = {values["kind"]: values for values in hot}
    has_come = False
    for clock in lead.clocks:
        stood = None if clock.still is None else pauses.facts(clock.pauses[-1])
        waited_for_them = stood is not None and stood.cause is PauseCause.CUSTOMER
        if stood is not None and clock.tier is Tier.HOT and not waited_for_them:
            continue
        still.end(clock, now=now)
        _shorten(clock, sooner[clock.kind])
        if stood is not None and not waited_for_them and clock.state in RUNS:
            still.begin(clock, replace(stood, began_at=now))
        has_come = has_come or waited_for_them
    if has_come:
        journal.note(
            session,
            "clock_resumed",
            lead=lead,
            person_id=None,
            now=now,
            policy_revision=policy.revision,
            cause=PauseCause.CUSTOMER,
        )


def _shorten(clock: Clock, sooner: Mapping[str, Any]) -> None:
    if _runs(clock) and clock.due_at > sooner["due_at"]:
        for name in sooner.keys() - {"kind", "state"}:
            setattr(clock, name, sooner[name])


def inherit(lead: Lead, doubled: Lead) -> None:
    """What was promised to the doubled lead is promised to this one, where that was sooner."""
    earlier = {clock.kind: clock for clock in doubled.clocks if _runs(clock)}
    for clock in lead.clocks:
        first = earlier.get(clock.kind)
        if first is None or not _runs(clock) or clock.due_at <= first.due_at:
            continue
        for name in PROMISED:
            setattr(clock, name, getattr(first, name))


def _runs(clock: Clock) -> bool:
    """Whether it is waited for in time: neither ended, nor broken, nor standing still."""
    return clock.stopped_at is None and clock.state in RUNS


def stop(lead: Lead, kind: ClockKind, *, now: datetime) -> None:
    """The promise was kept, or kept late; a clock that has ended stays as it is."""
    for clock in lead.clocks:
        if clock.kind is kind and clock.stopped_at is None:
            still.end(clock, now=now)
            if clock.state in RUNNING:
                clock.state = SlaState.MET if now <= clock.due_at else SlaState.BREACHED
            clock.stopped_at = now
            clock.next_step, clock.next_step_at = None, None


def cancel(lead: Lead, *, now: datetime) -> None:
    """Nothing is promised any more; a promise that was broken before stays broken."""
    for clock in lead.clocks:
        if clock.stopped_at is None:
            still.end(clock, now=now)
            if clock.state in RUNNING:
                clock.state = SlaState.CANCELLED
            clock.stopped_at = now
            clock.next_step, clock.next_step_at = None, None

"""Steps on the tries to reach somebody: begun, made, ended."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from agents.decisions import TryDecision
from agents.facts import CadenceFacts, LeadFacts
from agents.policy import SalesPolicy
from agents.rules import cadence, permission
from agents.vocabulary import CadenceEnd, Channel, Handover, Stage, StageCause, TouchKind
from bot.workflows.steps import calendars, clocks, journal
from store.models import Cadence, Lead
from store.queries import customers, leads, people

CHANNELS = {TouchKind.CALL: Channel.PHONE, TouchKind.EMAIL: Channel.EMAIL}


def touched(
    session: Session,
    lead: Lead,
    kind: TouchKind,
    *,
    person_id: int,
    policy: SalesPolicy,
    now: datetime,
) -> None:
    """A colleague has logged a touch: a try that reached nobody, or the end of the tries."""
    if kind is TouchKind.NO_ANSWER:
        if lead.handover in {Handover.OFFERED, Handover.ACCEPTED}:
            _not_reached(session, lead, person_id=person_id, policy=policy, now=now)
    elif lead.cadence is not None and lead.cadence.ended_at is None:
        end(lead, CadenceEnd.REACHED, now=now)


def end(lead: Lead, outcome: CadenceEnd, *, now: datetime) -> None:
    """There is no next try."""
    row = lead.cadence
    if row is not None and row.ended_at is None:
        row.ended_at, row.outcome = now, outcome
        row.by, row.next_at, row.look_at = None, None, None


def may_use(
    session: Session, lead: LeadFacts, *, policy: SalesPolicy, now: datetime
) -> Callable[[TouchKind], bool]:
    """Whether the person may be tried by a way now, and can be."""
    is_customer = customers.has_bought(session, lead.subject_id)
    reach = {TouchKind.CALL: lead.contact.phone, TouchKind.EMAIL: lead.contact.email}

    def allowed(by: TouchKind) -> bool:
        found = permission.may_use(
            CHANNELS[by],
            activities=lead.activities,
            consents=lead.consents,
            now=now,
            policy=policy.consent,
            is_customer=is_customer,
        )
        return reach[by] is not None and found.is_allowed

    return allowed


def _not_reached(
    session: Session, lead: Lead, *, person_id: int, policy: SalesPolicy, now: datetime
) -> None:
    facts = leads.facts(lead)
    owner_id = lead.owner_id or person_id
    running = facts.cadence if facts.cadence is not None and facts.cadence.is_running else None
    before = running or CadenceFacts(tries=cadence.plan(policy.cadence), made=0)
    team = people.everybody(session, with_load=False)
    decision = cadence.not_reached(
        before,
        may_use=may_use(session, facts, policy=policy, now=now),
        calendar=calendars.of_team(lead.territory, policy),
        owner=next((one for one in team if one.id == owner_id), None),
        policy=policy,
        now=now,
    )
    values: dict[str, Any] = {
        "made": decision.made,
        "by": decision.by,
        "next_at": decision.next_at,
        "look_at": decision.next_at,
        "reminders": 0,
        "ended_at": now if decision.outcome else None,
        "outcome": decision.outcome,
    }
    if running is None:
        values |= {
            "tries": [[one.by, int(one.after.total_seconds())] for one in before.tries],
            "started_at": now,
            "policy_revision": policy.revision,
        }
    if lead.cadence is None:
        lead.cadence = Cadence(**values)
    for name, value in values.items():
        setattr(lead.cadence, name, value)
    if decision.outcome is CadenceEnd.USED_UP:
        _recycle(session, lead, decision, person_id=person_id, policy=policy, now=now)


def _recycle(
    session: Session,
    lead: Lead,
    decision: TryDecision,
    *,
    person_id: int,
    policy: SalesPolicy,
    now: datetime,
) -> None:
    """The last try reached nobody either: the lead rests and comes back by itself."""
    calendar = calendars.of_team(lead.territory, policy)
    lead.handover = Handover.CLOSED
    lead.wake_at = cadence.wake_at(policy.cadence.rest, calendar=calendar, now=now)
    lead.decided_by_id = person_id
    clocks.cancel(lead, now=now)
    journal.reach(session, lead, Stage.RECYCLED, now=now, cause=StageCause.UNREACHED)
    journal.note(
        session,
        "recycled",
        lead=lead,
        person_id=person_id,
        now=now,
        policy_revision=policy.revision,
        reason=CadenceEnd.USED_UP,
        tries=decision.made,
        wake_at=lead.wake_at.isoformat(),
    )

"""Steps on what marketing owes with a lead: its clock begins, and stops when it is mended.

`review` belongs to every re-assessment of a lead (`admit.settle`), so whoever mends a field stops
the clock, by whatever way.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from agents.decisions import OwedDecision
from agents.policy import SalesPolicy
from agents.rules import duties
from agents.rules.working_time import WorkingTime, working_time
from agents.vocabulary import Handover, MarketingDuty, SlaState
from bot.workflows.steps import calendars
from store.models import Duty, Lead, PastDuty
from store.queries import leads

OVER = frozenset({Handover.NONE, Handover.REJECTED, Handover.SPAM, Handover.CLOSED})
"""Where nothing is owed: not handed over yet, or not worked any more."""


def review(session: Session, lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    """What is owed now: the clock begins, goes on with what is left, or stops."""
    if lead.handover in OVER or lead.is_test:
        _cancel(lead, now=now)
        return
    duty = lead.duty
    is_wrong = duty is not None and duty.stopped_at is None and MarketingDuty.DATA in duty.missing
    _settle(session, lead, _owed(lead, policy, data_is_wrong=is_wrong), policy=policy, now=now)


def data_is_wrong(session: Session, lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    """Somebody of sales says that the data is wrong: marketing owes right data from now on."""
    owed = _owed(lead, policy, data_is_wrong=True)
    _settle(session, lead, owed, policy=policy, now=now)


def data_is_right(session: Session, lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    """The data was mended; what else is owed stays owed."""
    if lead.duty is None or lead.duty.stopped_at is not None:
        return
    owed = _owed(lead, policy, data_is_wrong=False)
    _settle(session, lead, owed, policy=policy, now=now)


def row(
    owed: OwedDecision, *, territory: str | None, policy: SalesPolicy, now: datetime
) -> dict[str, Any] | None:
    """A duty that begins now, as columns without the lead; None where nothing is owed."""
    if not owed.missing:
        return None
    name, calendar = _calendar(territory, policy)
    due_at = calendar.due(now, policy.marketing.within)
    return {
        "missing": list(owed.missing),
        "fields": list(owed.fields),
        "state": SlaState.PENDING,
        "started_at": now,
        "due_at": due_at,
        "look_at": due_at,
        "calendar": name,
        "policy_revision": policy.revision,
    }


def _owed(lead: Lead, policy: SalesPolicy, *, data_is_wrong: bool) -> OwedDecision:
    facts = leads.facts(lead)
    return duties.owed(
        contact=facts.contact,
        company=facts.company,
        activities=facts.activities,
        consents=facts.consents,
        need=facts.need,
        timeframe=facts.timeframe,
        came_by=(facts.form, facts.origin),
        policy=policy.marketing,
        data_is_wrong=data_is_wrong,
    )


def _settle(
    session: Session, lead: Lead, owed: OwedDecision, *, policy: SalesPolicy, now: datetime
) -> None:
    duty = lead.duty
    if not owed.missing:
        _mended(lead, now=now)
    elif duty is not None and duty.stopped_at is None:
        duty.missing, duty.fields = list(owed.missing), list(owed.fields)
    else:
        begun = row(owed, territory=lead.territory, policy=policy, now=now)
        assert begun is not None
        if duty is None:
            lead.duty = Duty(**begun)
            session.flush()
            return
        _keep(session, lead, duty)
        for name, value in {**begun, "stopped_at": None}.items():
            setattr(duty, name, value)


def _keep(session: Session, lead: Lead, duty: Duty) -> None:
    """What was owed before goes on counting by its own moments; what was cancelled never did."""
    assert duty.stopped_at is not None
    if duty.state is SlaState.CANCELLED:
        return
    session.add(
        PastDuty(
            lead_id=lead.id,
            started_at=duty.started_at,
            due_at=duty.due_at,
            stopped_at=duty.stopped_at,
        )
    )


def _mended(lead: Lead, *, now: datetime) -> None:
    duty = lead.duty
    if duty is None or duty.stopped_at is not None:
        return
    duty.stopped_at, duty.look_at = now, None
    duty.state = SlaState.MET if now <= duty.due_at else SlaState.BREACHED


def _cancel(lead: Lead, *, now: datetime) -> None:
    """Nothing is owed any more; what was broken before stays broken."""
    duty = lead.duty
    if duty is None or duty.stopped_at is not None:
        return
    ended_at = min(now, lead.decided_at or now)
    duty.stopped_at, duty.look_at = max(ended_at, duty.started_at), None
    duty.state = SlaState.CANCELLED if ended_at <= duty.due_at else SlaState.BREACHED


def _calendar(territory: str | None, policy: SalesPolicy) -> tuple[str, WorkingTime]:
    name = policy.marketing.calendar or policy.team(territory).calendar
    calendar = policy.calendars[name]
    return calendars.key(name, calendar), working_time(calendar)

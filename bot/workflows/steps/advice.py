"""Steps that keep what is recommended for a lead, and what becomes of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from agents.policy import SalesPolicy
from agents.rules import next_action
from agents.vocabulary import AdviceState, Handover, NextAction, TouchKind
from store.models import Advice, Lead
from store.queries import advice as queries
from store.queries import leads

GOES_ON = (Handover.WAITING, Handover.OFFERED, Handover.ACCEPTED, Handover.QUALIFIED)
"""Where somebody has the lead, so that advice reaches them."""


def row(
    lead_id: int, action: NextAction, code: str, *, policy: SalesPolicy, now: datetime
) -> dict[str, Any]:
    """New advice, as columns."""
    return {
        "lead_id": lead_id,
        "action": action,
        "code": code,
        "made_at": now,
        "stale_at": now + policy.advice.ignored_after,
        "state": AdviceState.OPEN,
        "policy_revision": policy.revision,
    }


def renew(session: Session, lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    """Decides the next action anew, after somebody did something that changes no score."""
    facts = leads.facts(lead)
    found = next_action.next_action(
        contact=facts.contact,
        company=facts.company,
        activities=facts.activities,
        consents=facts.consents,
        is_hot=facts.is_hot,
        score=facts.score,
        fit=facts.fit,
        policy=policy,
        now=now,
        marks={line.code for line in facts.score_lines},
        situation=queries.situation(session, facts, account_id=lead.account_id),
    )
    lead.next_action, lead.next_action_code = found.action, found.code
    lead.next_action_params = dict(found.params)
    follow(session, lead, policy=policy, now=now)


def follow(session: Session, lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    """The open advice is what the lead's columns say; what stood there before is superseded."""
    if lead.handover not in GOES_ON or lead.next_action is None:
        return
    code = lead.next_action_code or ""
    standing = _open(session, lead.id)
    if standing is not None and (standing.action, standing.code) == (lead.next_action, code):
        return
    if standing is not None:
        standing.state, standing.settled_at = AdviceState.SUPERSEDED, now
    session.add(Advice(**row(lead.id, lead.next_action, code, policy=policy, now=now)))
    session.flush()


def touched(
    session: Session, lead: Lead, kind: TouchKind, *, person_id: int, now: datetime
) -> None:
    """A logged touch does the recommended action it speaks of, and may show that one helped."""
    standing = _open(session, lead.id)
    if standing is not None and standing.action in next_action.DONE_BY[kind]:
        settle(standing, person_id=person_id, now=now)
    session.flush()


def settle(standing: Advice, *, person_id: int, now: datetime) -> None:
    """Somebody did it."""
    standing.state, standing.settled_at = AdviceState.DONE, now
    standing.settled_by_id = person_id


def helped(session: Session, lead_id: int, *, policy: SalesPolicy, now: datetime) -> None:
    """A meeting or an SQL shows that what was done lately was of help."""
    lately: tuple[ColumnElement[bool], ...] = (
        Advice.lead_id == lead_id,
        Advice.state == AdviceState.DONE,
        Advice.has_helped.is_(None),
        Advice.settled_at >= now - policy.advice.helped_within,
    )
    session.execute(update(Advice).where(*lately).values(has_helped=True))


def standing(session: Session, lead_id: int) -> Advice | None:
    """The open advice of a lead."""
    return _open(session, lead_id)


def _open(session: Session, lead_id: int) -> Advice | None:
    return session.scalar(
        select(Advice).where(Advice.lead_id == lead_id, Advice.state == AdviceState.OPEN)
    )

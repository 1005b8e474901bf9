"""Steps that keep what is recommended for a lead, and what becomes of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from agents.policy import SalesPolicy
from agents.rules import next_action, plays
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
        "stale_at": now + plays.stands_for(action, code, policy),
        "state": AdviceState.OPEN,
        "policy_revision": policy.revision,
    }


def renew(session: Session, lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    """Decides the next action anew, after somebody did something that changes no score."""
    _decide(session, lead, policy=policy, now=now)
    follow(session, lead, policy=policy, now=now)


def look_again(
    session: Session, lead: Lead, stood: Advice, *, policy: SalesPolicy, now: datetime
) -> bool:
    """What has stood for long enough, decided anew; says whether something else is to be done now.

    An action that nobody took was ignored, once, however long it stands on the card. To
    wait is nothing that could be ignored.
    """
    asked = (stood.action, stood.code)
    is_wait = stood.action is NextAction.WAIT
    if lead.handover not in GOES_ON:
        stood.state, stood.settled_at = AdviceState.SUPERSEDED, now
        return False
    if not is_wait:
        stood.state, stood.settled_at = AdviceState.IGNORED, now
        session.flush()
    _decide(session, lead, policy=policy, now=now)
    if (lead.next_action, lead.next_action_code) != asked:
        follow(session, lead, policy=policy, now=now)
        return True
    if is_wait:
        stood.stale_at = now + plays.stands_for(stood.action, stood.code, policy)
    return False


def _decide(session: Session, lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
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
        situation=queries.situation(session, facts, account_id=lead.account_id, now=now),
    )
    lead.next_action, lead.next_action_code = found.action, found.code
    lead.next_action_params = dict(found.params)


def follow(session: Session, lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    """The open advice is what the lead's columns say; what stood there before is superseded."""
    if lead.handover not in GOES_ON or lead.next_action is None:
        return
    code = lead.next_action_code or ""
    before = standing(session, lead.id)
    if before is not None and (before.action, before.code) == (lead.next_action, code):
        return
    if before is not None:
        before.state, before.settled_at = AdviceState.SUPERSEDED, now
    session.add(Advice(**row(lead.id, lead.next_action, code, policy=policy, now=now)))
    session.flush()


def touched(
    session: Session,
    lead: Lead,
    kind: TouchKind,
    *,
    person_id: int,
    policy: SalesPolicy,
    now: datetime,
) -> None:
    """A logged touch does the recommended action it speaks of, and may show that one helped."""
    if lead.next_action in next_action.DONE_BY[kind]:
        done(session, lead, person_id=person_id, policy=policy, now=now)


def done(
    session: Session, lead: Lead, *, person_id: int, policy: SalesPolicy, now: datetime
) -> bool:
    """Somebody did what the card recommends; False where it recommends nothing.

    Also late: that it was ignored before stays true.
    """
    if lead.handover not in GOES_ON or lead.next_action is None:
        return False
    found = standing(session, lead.id)
    if found is None:
        code = lead.next_action_code or ""
        found = Advice(**row(lead.id, lead.next_action, code, policy=policy, now=now))
        session.add(found)
    found.state, found.settled_at, found.settled_by_id = AdviceState.DONE, now, person_id
    session.flush()
    return True


def handed(
    session: Session, lead: Lead, *, person_id: int | None, policy: SalesPolicy, now: datetime
) -> None:
    """A lead that is with whoever looks after its company is not to be given to them any more.

    Where nobody is known to look after it, whoever got it now does.
    """
    if lead.next_action is not NextAction.HAND_TO_ACCOUNT_OWNER:
        return
    owner_id = lead.account.owner_id if lead.account is not None else None
    if owner_id not in {None, lead.owner_id}:
        return
    if person_id is not None:
        done(session, lead, person_id=person_id, policy=policy, now=now)
    renew(session, lead, policy=policy, now=now)


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
    return session.scalar(
        select(Advice).where(Advice.lead_id == lead_id, Advice.state == AdviceState.OPEN)
    )

"""Writes what a colleague knows of a lead, on the way of something else they do."""

from datetime import datetime

from sqlalchemy.orm import Session

from agents.facts import PersonFacts
from agents.facts.values import Values
from agents.policy import SalesPolicy
from bot.workflows import correct
from bot.workflows.steps import act, advice, duties, offer
from store.models import Lead


def fill(
    session: Session,
    lead: Lead,
    values: Values,
    *,
    person: PersonFacts,
    policy: SalesPolicy,
    now: datetime,
) -> Lead:
    """Writes the fields, each with a line in the audit, and scores the lead again; its row.

    So are other open leads of the person and the company; the block must hold the book.
    """
    changed = correct.write(session, lead, values, person=person, policy=policy, now=now)
    if not changed:
        return lead
    session.flush()
    whole = act.lead_row(session, lead.id)
    offer.assess(session, whole, policy=policy, now=now)
    duties.review(session, whole, policy=policy, now=now)
    advice.follow(session, whole, policy=policy, now=now)
    correct.judge_others(session, whole, changed, policy=policy, now=now)
    return whole

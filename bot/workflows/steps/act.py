"""What every act of a person on a lead begins and ends with."""

from datetime import datetime

from sqlalchemy.orm import Session

from agents.facts import LeadFacts, PersonFacts
from agents.vocabulary import RefusalCode
from bot.errors import Refusal
from bot.workflows.steps import journal
from store.models import Lead
from store.queries import leads, people


def lead_row(session: Session, lead_id: int) -> Lead:
    """The lead, to be changed.

    Raises:
        Refusal: LEAD_GONE when it does not exist (any more).
    """
    row = leads.row(session, lead_id)
    if row is None:
        raise Refusal(RefusalCode.LEAD_GONE)
    return row


def refuse(
    session: Session, code: RefusalCode | None, lead: LeadFacts, *, person: PersonFacts
) -> None:
    """Turns a rule's "no" into the refusal, with the names its sentence needs.

    Raises:
        Refusal: for any code.
    """
    if code is None:
        return
    decider_id = lead.decided_by_id or lead.owner_id
    decider = people.by_id(session, decider_id) if decider_id is not None else None
    raise Refusal(
        code,
        lead_id=lead.id,
        name=decider.name if decider else "",
        is_you=int(decider_id == person.id),
    )


def after(session: Session, lead: Lead, *, now: datetime) -> LeadFacts:
    """The lead as the caller may take it out of the block; what was asked of somebody is settled.

    It is not read again: what an act adds to a lead must be added to the row that it has.
    """
    session.flush()
    journal.refresh_pings(session, lead, now=now)
    return leads.facts(lead)

"""Steps that write down what a person allows or refuses, and let it act at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.facts import ConsentFacts
from agents.facts.standing import suppression
from agents.policy import SalesPolicy
from agents.rules import matching
from agents.rules.permission import SPOKEN_OUT
from bot.workflows.steps import admit, journal, records
from store import book, suppressions
from store.book import CONSENT
from store.models import Contact, Lead
from store.queries import consents, leads


def say(
    session: Session,
    lead: Lead,
    said: Sequence[ConsentFacts],
    *,
    policy: SalesPolicy,
    now: datetime,
    person_id: int | None = None,
) -> None:
    """The person behind a lead has said something; every lead of theirs knows it from now on.

    What they refuse is kept by their address too, and outlives them here; what they grant
    themselves is taken from that list. The block must hold the book (`store.locks`).

    Args:
        session: the open block.
        lead: one of their leads, with its contact.
        said: in the order in which it was said.
        policy: in force.
        now: aware.
        person_id: the colleague who wrote it down; None: the person did.
    """
    if not said:
        return
    address_hash = _address_hash(session, lead.contact)
    of = {"lead_id": lead.id, "subject_id": lead.subject_id, "address_hash": address_hash}
    rows = records.consents(said, of, language=lead.language, policy=policy)
    book.add(session, CONSENT, rows)
    if address_hash is not None:
        known = (*consents.of_subject(session, lead.subject_id), *said)
        granted = {one.purpose for one in said if suppression(known, one.purpose) is None}
        suppressions.lift(session, address_hash, granted)
        suppressions.add(session, address_hash, _refused(said))
    for one in said:
        journal.note(
            session,
            "consent",
            lead=lead,
            person_id=person_id,
            now=now,
            policy_revision=policy.revision,
            purpose=one.purpose.value,
            state=one.state.value,
            source=one.source,
        )
    _act(session, lead, policy=policy, now=now)


def _refused(said: Sequence[ConsentFacts]) -> list[ConsentFacts]:
    return [one for one in said if one.state in SPOKEN_OUT]


def _act(session: Session, lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    """Every lead of the person is judged anew, and its card drawn; closed ones are only drawn.

    That is no sign of life: their values are kept no longer for it.
    """
    session.flush()
    theirs = select(Lead.id).where(
        Lead.subject_id == lead.subject_id, Lead.merged_into_id.is_(None), ~Lead.is_history
    )
    for row in leads.rows(session, session.scalars(theirs).all()):
        if row.handover not in admit.OPEN:
            journal.show_card(session, row, now=now)
            continue
        ends = row.delete_after, row.contact.delete_after if row.contact is not None else None
        admit.settle(session, row, policy=policy, now=now)
        row.delete_after = ends[0]
        if row.contact is not None and ends[1] is not None:
            row.contact.delete_after = ends[1]


def _address_hash(session: Session, contact: Contact | None) -> str | None:
    if contact is None or contact.email is None:
        return None
    return suppressions.hasher(session).of(matching.email_key(contact.email))

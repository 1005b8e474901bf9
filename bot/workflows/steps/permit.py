"""Steps that write down what a person allows or refuses, and let it act at once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from agents.facts import ConsentFacts
from agents.facts.standing import REFUSED, suppression
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
    write(session, lead, said, policy=policy, now=now, person_id=person_id)
    mine = address_hash(session, lead.contact)
    if mine is not None:
        known = consents.of_subject(session, lead.subject_id)
        granted = {one.purpose for one in said if suppression(known, one.purpose) is None}
        suppressions.lift(session, mine, granted)
    refused = [one for one in said if one.state in REFUSED]
    _suppress(session, lead.contact, refused)
    for double in doubles(session, lead) if refused else ():
        write(session, double, refused, policy=policy, now=now, person_id=person_id)
        _suppress(session, double.contact, refused)
        judge(session, double.subject_id, policy=policy, now=now)
    judge(session, lead.subject_id, policy=policy, now=now)


def write(
    session: Session,
    lead: Lead,
    said: Sequence[ConsentFacts],
    *,
    policy: SalesPolicy,
    now: datetime,
    person_id: int | None = None,
) -> None:
    """Keeps what was said, each with a line in the audit; nothing follows of it yet."""
    add_rows(session, lead, said, policy=policy)
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


def add_rows(
    session: Session, lead: Lead, said: Sequence[ConsentFacts], *, policy: SalesPolicy
) -> None:
    """The rows alone."""
    contact = session.get(Contact, lead.contact_id) if lead.contact_id is not None else None
    of = {
        "lead_id": lead.id,
        "subject_id": lead.subject_id,
        "address_hash": address_hash(session, contact),
    }
    book.add(session, CONSENT, records.consents(said, of, language=lead.language, policy=policy))


def _suppress(session: Session, contact: Contact | None, refused: Sequence[ConsentFacts]) -> None:
    """Every address of the person, also those of who turned out to be them."""
    spoken = [one for one in refused if one.state in SPOKEN_OUT]
    if contact is None or not spoken:
        return
    level = [contact]
    while level:
        for one in level:
            hashed = address_hash(session, one)
            if hashed is not None:
                suppressions.add(session, hashed, spoken)
        ids = [one.id for one in level]
        level = list(session.scalars(select(Contact).where(Contact.merged_into_id.in_(ids))))


def doubles(session: Session, lead: Lead) -> Sequence[Lead]:
    """One lead of every other person whose lead doubles one of this one's, or is doubled.

    And of whom theirs double in turn, to the end of the chain: whoever is one with somebody is
    one with all of them.
    """
    reached, fresh = {lead.subject_id}, {lead.subject_id}
    found: dict[str, Lead] = {}
    while fresh:
        mine = select(Lead.id).where(Lead.subject_id.in_(fresh))
        into = select(Lead.merged_into_id).where(
            Lead.subject_id.in_(fresh), Lead.merged_into_id.is_not(None)
        )
        rows = session.scalars(
            select(Lead)
            .options(joinedload(Lead.contact))
            .where(
                or_(Lead.merged_into_id.in_(mine), Lead.id.in_(into)),
                Lead.subject_id.not_in(reached),
            )
            .order_by(Lead.id)
        )
        new = {one.subject_id: one for one in rows}
        found |= new
        fresh = set(new)
        reached |= fresh
    return list(found.values())


def judge(
    session: Session,
    subject_id: str,
    *,
    policy: SalesPolicy,
    now: datetime,
    besides: Collection[int] = (),
) -> None:
    """Every lead of the person is judged anew, and its card drawn; closed ones are only drawn."""
    judge_those(session, Lead.subject_id == subject_id, policy=policy, now=now, besides=besides)


def judge_those(
    session: Session,
    those: ColumnElement[bool],
    *,
    policy: SalesPolicy,
    now: datetime,
    besides: Collection[int] = (),
) -> None:
    """The same for the leads of which this holds.

    That is no sign of life: their values are kept no longer for it. The block must hold the book
    (`store.locks`), because one of them may be handed over now.
    """
    session.flush()
    theirs = select(Lead.id).where(
        those, Lead.merged_into_id.is_(None), ~Lead.is_history, Lead.id.not_in(besides)
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


def address_hash(session: Session, contact: Contact | None) -> str | None:
    """What may be kept of the address that a person has at the moment; None where they have none."""
    if contact is None or contact.email is None:
        return None
    return suppressions.hasher(session).of(matching.email_key(contact.email))

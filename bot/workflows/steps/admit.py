"""Steps that make a lead of a cleaned delivery, or add to the one that is there."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.facts import CompanyFacts, ConsentFacts, ContactFacts, LeadDraft
from agents.policy import SalesPolicy
from agents.rules import matching
from agents.vocabulary import ActivityKind, Handover
from bot.workflows.steps import (
    advice,
    again,
    duties,
    journal,
    lead_mail,
    newcomers,
    offer,
    origins,
    people,
    proofs,
    records,
)
from bot.workflows.steps.again import Return
from bot.workflows.steps.companies import Companies, completed
from bot.workflows.steps.newcomer import KnownPerson, Newcomer, TakenIn
from store import book
from store.among import among
from store.book import ACCOUNT, ACTIVITY, CONSENT, CONTACT
from store.models import Account, Contact, Lead
from store.queries import consents, leads

OPEN = (
    Handover.NONE,
    Handover.WAITING,
    Handover.OFFERED,
    Handover.ACCEPTED,
    Handover.QUALIFIED,
)
PERSON = ("first_name", "last_name", "phone", "job_title")
DETAILS = ("industry", "employees", "country", "region", "postal_code", "technologies")
"""What may be known of a company whose name is not."""


def admit(session: Session, newcomer: Newcomer, *, policy: SalesPolicy, now: datetime) -> TakenIn:
    """Takes somebody in who may be known: a person with an open lead gets no second one.

    What they did is added to it; then it is scored again and handed over, or its card told.
    """
    # A trial is nobody: two of them have one name and one number.
    contact = (
        None
        if newcomer.trial is not None
        else known_contact(session, newcomer.draft, policy=policy)
    )
    if contact is None:
        return newcomers.take_in(session, [newcomer], policy=policy, now=now)[0]
    wish = again.hot_wish((item.kind for item in newcomer.draft.activities), policy)
    theirs = again.of_contact(session, contact.id)
    found = again.find(session, theirs, is_hot=wish is not None, policy=policy)
    if found is None or found.cell.lead == "new":
        _complete(contact, newcomer.draft.contact)
        contact.delete_after = now + policy.retention.lead
        session.flush()
        anew = replace(
            newcomer, person=known_person(contact, found), known_consents=said(session, contact)
        )
        return newcomers.take_in(session, [anew], policy=policy, now=now)[0]
    known = said(session, contact)
    (newcomer,) = proofs.examined(
        session, [replace(newcomer, known_consents=known)], policy=policy
    )
    before = leads.get(session, found.lead.id)
    _complete(contact, newcomer.draft.contact)
    _add(session, found.lead, newcomer, policy=policy, now=now)
    whole = leads.row(session, found.lead.id)
    assert whole is not None
    assert before is not None
    origins.heard(whole, newcomer.draft, before=before)
    goes_on(session, whole, found, wish=wish, policy=policy, now=now)
    lead_mail.owe_again(session, newcomer, whole, policy=policy, now=now)
    return TakenIn(lead_id=whole.id, subject_id=whole.subject_id)


def goes_on(
    session: Session,
    lead: Lead,
    found: Return,
    *,
    wish: ActivityKind | None,
    policy: SalesPolicy,
    now: datetime,
) -> None:
    """What follows for a lead whose person comes again; the time until it is deleted starts anew."""
    keep_until(lead, policy=policy, now=now)
    again.follow(session, lead, found, wish=wish, policy=policy, now=now)
    duties.review(session, lead, policy=policy, now=now)
    advice.follow(session, lead, policy=policy, now=now)


def keep_until(lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    """The time until a lead and its person are deleted starts anew; that of a test does not."""
    if lead.is_test:
        return
    lead.delete_after = now + policy.retention.lead
    if lead.contact is not None:
        lead.contact.delete_after = lead.delete_after


def known_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Those of the keys of addresses (rules/matching.py) that belong to somebody we know."""
    if not keys:
        return set()
    found = select(CONTACT.c.email_key).where(among(session, CONTACT.c.email_key, keys))
    return {key for key in session.scalars(found) if key is not None}


def settle(
    session: Session,
    lead: Lead,
    *,
    policy: SalesPolicy,
    now: datetime,
    known_owner_id: int | None = None,
) -> None:
    """Scores a lead after its person did something, and does what follows.

    That is to hand it over, or to show a truer card. The time until it is deleted starts anew.
    """
    keep_until(lead, policy=policy, now=now)
    was = lead.tier
    tier = offer.assess(session, lead, policy=policy, now=now)
    if lead.tier is not was and lead.handover is not Handover.NONE:
        lead.watch_at = now  # a lead that turns hot needs somebody who is there now
    if lead.handover is Handover.NONE and tier is not None and not lead.is_test:
        offer.hand_over(session, lead, tier, policy=policy, now=now, known_owner_id=known_owner_id)
    elif lead.handover is not Handover.NONE:
        journal.show_card(session, lead, now=now)
    duties.review(session, lead, policy=policy, now=now)
    advice.follow(session, lead, policy=policy, now=now)


def known_contact(session: Session, draft: LeadDraft, *, policy: SalesPolicy) -> Contact | None:
    """Whoever it is: by their key, else by what makes it certain (rules/matching.py)."""
    key = matching.contact_key(draft.contact)
    row = session.scalar(select(Contact).where(Contact.email_key == key)) if key else None
    if row is None:
        known_id = people.known(session, draft, policy=policy)
        row = session.get_one(Contact, known_id) if known_id is not None else None
    while row is not None and row.merged_into_id is not None:
        row = session.get_one(Contact, row.merged_into_id)
    return row


def _complete(contact: Contact, said: ContactFacts) -> None:
    """What the row does not say yet; what it says stays."""
    for name in PERSON:
        if getattr(contact, name) is None:
            setattr(contact, name, getattr(said, name))
    if contact.email is None and said.email is not None:
        contact.email = said.email
        # Nobody has this key: else that is who would have been known by it.
        contact.email_key = contact.email_key or matching.contact_key(said)


def known_person(contact: Contact, found: Return | None) -> KnownPerson:
    """Somebody of the book who gets a lead of their own, and how their former one stands."""
    details = {name: getattr(contact, name) for name in PERSON}
    return KnownPerson(
        contact_id=contact.id,
        subject_id=contact.subject_id,
        facts=ContactFacts(
            email=contact.email,
            topics=tuple(contact.topics) if contact.topics is not None else None,
            **details,
        ),
        owner_id=found.owner_id if found is not None else None,
        former_id=found.lead.id if found is not None else None,
        former=found.former if found is not None else None,
        former_reason=found.reason if found is not None else None,
    )


def said(session: Session, contact: Contact) -> tuple[ConsentFacts, ...]:
    """What the person has allowed and refused so far, with whichever lead."""
    return consents.of_subject(session, contact.subject_id)


def _add(
    session: Session, lead: Lead, newcomer: Newcomer, *, policy: SalesPolicy, now: datetime
) -> None:
    """Newer words of the person replace older ones; what they did not say stays."""
    draft, of = newcomer.draft, {"lead_id": lead.id, "subject_id": lead.subject_id}
    lead.message = draft.message or lead.message
    lead.need = draft.need or lead.need
    lead.timeframe = draft.timeframe or lead.timeframe
    lead.is_complete = lead.is_complete or draft.is_complete
    _attach(session, lead, draft.company, now=now)
    done = records.activities(
        draft.activities, of, door=newcomer.door, key=newcomer.key, policy=policy
    )
    book.add(session, ACTIVITY, done)
    proven = {**of, "address_hash": newcomer.address_hash}
    said = records.consents(draft.consents, proven, language=draft.language, policy=policy)
    book.add(session, CONSENT, said)
    records.link_chat(session, newcomer.chat_session_id, of)
    session.flush()


def _attach(session: Session, lead: Lead, said: CompanyFacts, *, now: datetime) -> None:
    """Gives the lead its company; a nameless one gives way to the first that has a name.

    A lead that has one stays there whatever its person names now: no company is made that would
    have no lead.
    """
    if said == CompanyFacts():
        return
    before = session.get(Account, lead.account_id) if lead.account_id is not None else None
    has_one = before is not None and bool(before.name or before.domain)
    if before is not None:
        known = CompanyFacts(**{name: getattr(before, name) for name in DETAILS})
        if not said.name and not said.domain:
            whole = completed(known, said)
            for name in DETAILS:
                setattr(before, name, getattr(whole, name))
            return
        said = said if has_one else completed(said, known)
    companies = Companies.read(session, [said])
    if has_one and not companies.has(said):
        return
    company = companies.of(said)
    ids = book.draw(session, {ACCOUNT: companies.new})
    companies.write(session, ids[ACCOUNT], now=now)
    if company is not None and not has_one:
        lead.account_id = company.id

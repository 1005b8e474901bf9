"""Steps that make a lead of a cleaned delivery, or add to the one that is there."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agents.facts import CompanyFacts, ContactFacts, LeadDraft
from agents.policy import SalesPolicy
from agents.rules import matching
from agents.vocabulary import Handover, Stage
from bot.workflows.steps import journal, offer
from store.models import Account, Activity, ChatSession, ChatTurn, Consent, Contact, Lead
from store.queries import leads

OPEN = (
    Handover.NONE,
    Handover.WAITING,
    Handover.OFFERED,
    Handover.ACCEPTED,
    Handover.QUALIFIED,
)
DETAILS = ("industry", "employees", "country")
"""What may be known of a company whose name is not."""


def admit(
    session: Session,
    draft: LeadDraft,
    *,
    policy: SalesPolicy,
    now: datetime,
    door: str,
    delivery_key: str,
    chat_session_id: int | None = None,
) -> Lead:
    """Takes a draft in: person, company, lead, activities, consents; then scores and hands over.

    A person with an open lead gets no second one: what they did is added to it.
    """
    contact = _contact(session, draft.contact, policy=policy, now=now)
    account = _account(session, draft.company, now=now)
    lead, known_owner_id = _lead_of(session, contact, draft)
    if lead is None:
        lead = _new_lead(session, draft, contact=contact, policy=policy, now=now)
    _fill_in(lead, draft)
    _attach(session, lead, account)
    _add(session, lead, draft, policy=policy, door=door, key=delivery_key)
    if chat_session_id is not None:
        _link_chat(session, lead, chat_session_id)
    session.flush()
    whole = leads.row(session, lead.id)
    assert whole is not None
    settle(session, whole, policy=policy, now=now, known_owner_id=known_owner_id)
    return whole


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
    lead.delete_after = now + policy.retention.lead
    if lead.contact is not None:
        lead.contact.delete_after = lead.delete_after
    tier = offer.assess(session, lead, policy=policy, now=now)
    if lead.handover is Handover.NONE and tier is not None and not lead.is_test:
        offer.hand_over(session, lead, tier, policy=policy, now=now, known_owner_id=known_owner_id)
    elif lead.handover is not Handover.NONE:
        journal.show_card(session, lead, now=now)


def _contact(
    session: Session, facts: ContactFacts, *, policy: SalesPolicy, now: datetime
) -> Contact:
    key = matching.email_key(facts.email) if facts.email else None
    known = session.scalar(select(Contact).where(Contact.email_key == key)) if key else None
    if known is None:
        known = Contact(
            subject_id=uuid4().hex,
            email=facts.email,
            email_key=key,
            created_at=now,
            delete_after=now + policy.retention.lead,
        )
        session.add(known)
    _complete(known, facts, ("first_name", "last_name", "phone", "job_title"))
    session.flush()
    return known


def _account(session: Session, facts: CompanyFacts, *, now: datetime) -> Account | None:
    """The company, also a nameless one: its country says which team the lead belongs to."""
    if facts == CompanyFacts():
        return None
    known = _known_account(session, facts)
    if known is None:
        known = Account(created_at=now)
        session.add(known)
    _complete(known, facts, ("name", "domain", *DETAILS))
    session.flush()
    return known


def _known_account(session: Session, facts: CompanyFacts) -> Account | None:
    """By domain, else by name; a name alone never joins two companies of different domains."""
    of_name = func.lower(Account.name) == (facts.name or "").lower()
    ways = []
    if facts.domain is not None:
        ways.append(Account.domain == facts.domain)
        of_name &= Account.domain.is_(None)
    if facts.name is not None:
        ways.append(of_name)
    found = (
        session.scalars(select(Account).where(way).order_by(Account.id).limit(1)).first()
        for way in ways
    )
    return next((account for account in found if account is not None), None)


def _complete(row: object, source: object, names: tuple[str, ...]) -> None:
    """What the row does not say yet; what it says stays."""
    for name in names:
        if getattr(row, name) is None:
            setattr(row, name, getattr(source, name))


def _attach(session: Session, lead: Lead, account: Account | None) -> None:
    """Gives the lead its company; a nameless one gives way to the first that has a name."""
    before = session.get(Account, lead.account_id) if lead.account_id is not None else None
    if account is None or (before is not None and (before.name or before.domain)):
        return
    if before is not None:
        _complete(account, before, DETAILS)
    lead.account_id = account.id


def _lead_of(
    session: Session, contact: Contact, draft: LeadDraft
) -> tuple[Lead | None, int | None]:
    """The person's open lead, and the owner they know from an earlier one."""
    if draft.contact.email is None:
        return None, None
    theirs = session.scalars(
        select(Lead).where(Lead.contact_id == contact.id).order_by(Lead.id.desc())
    ).all()
    rows = [leads.survivor(session, row) for row in theirs]
    running = next((row for row in rows if row.handover in OPEN and not row.is_history), None)
    owner_id = next((row.owner_id for row in rows if row.owner_id is not None), None)
    return running, owner_id


def _new_lead(
    session: Session,
    draft: LeadDraft,
    *,
    contact: Contact,
    policy: SalesPolicy,
    now: datetime,
) -> Lead:
    lead = Lead(
        contact_id=contact.id,
        subject_id=contact.subject_id,
        external_id=_free_number(session, draft),
        source=draft.source,
        form=draft.form,
        origin=draft.origin,
        language=draft.language,
        stage=Stage.LEAD,
        handover=Handover.NONE,
        created_at=draft.occurred_at,
        received_at=now,
        is_test=draft.is_test,
        is_complete=draft.is_complete,
        policy_revision=policy.revision,
        delete_after=now + policy.retention.lead,
    )
    session.add(lead)
    session.flush()
    journal.reach(session, lead, Stage.LEAD, now=now)
    return lead


def _free_number(session: Session, draft: LeadDraft) -> str | None:
    """The sender's number for the lead; None where another lead of this door has it already."""
    taken = select(Lead.id).where(
        Lead.source == draft.source, Lead.external_id == draft.external_id
    )
    is_taken = draft.external_id is not None and session.scalar(taken) is not None
    return None if is_taken else draft.external_id


def _fill_in(lead: Lead, draft: LeadDraft) -> None:
    """Newer words of the person replace older ones; what they did not say stays."""
    lead.message = draft.message or lead.message
    lead.need = draft.need or lead.need
    lead.timeframe = draft.timeframe or lead.timeframe
    lead.is_complete = lead.is_complete or draft.is_complete


def _add(
    session: Session, lead: Lead, draft: LeadDraft, *, policy: SalesPolicy, door: str, key: str
) -> None:
    for place, item in enumerate(draft.activities):
        session.add(
            Activity(
                lead_id=lead.id,
                subject_id=lead.subject_id,
                kind=item.kind,
                title=item.title,
                topic=item.topic,
                occurred_at=item.occurred_at,
                door=door,
                external_id=f"{key}:{place}",
                delete_after=item.occurred_at + policy.retention.lead,
            )
        )
    for consent in draft.consents:
        session.add(
            Consent(
                lead_id=lead.id,
                subject_id=lead.subject_id,
                purpose=consent.purpose,
                state=consent.state,
                source=consent.source,
                text_version=consent.text_version,
                recorded_at=consent.recorded_at,
                delete_after=consent.recorded_at + policy.retention.lead,
            )
        )


def _link_chat(session: Session, lead: Lead, chat_session_id: int) -> None:
    conversation = session.get(ChatSession, chat_session_id)
    if conversation is None:
        return
    conversation.lead_id, conversation.subject_id = lead.id, lead.subject_id
    turns = session.scalars(select(ChatTurn).where(ChatTurn.session_id == chat_session_id))
    for turn in turns:
        turn.lead_id, turn.subject_id = lead.id, lead.subject_id

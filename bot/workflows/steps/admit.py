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
        lead = _new_lead(session, draft, contact=contact, account=account, policy=policy, now=now)
    _fill_in(lead, draft, account)
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
    """Scores a lead after a change and does what follows: hand over, or a truer card."""
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
    for name in ("first_name", "last_name", "phone", "job_title"):
        value = getattr(facts, name)
        if value is not None and getattr(known, name) is None:
            setattr(known, name, value)
    known.delete_after = now + policy.retention.lead
    session.flush()
    return known


def _account(session: Session, facts: CompanyFacts, *, now: datetime) -> Account | None:
    if facts.name is None and facts.domain is None:
        return None
    by = (
        Account.domain == facts.domain
        if facts.domain
        else func.lower(Account.name) == (facts.name or "").lower()
    )
    known = session.scalars(select(Account).where(by).order_by(Account.id).limit(1)).first()
    if known is None:
        known = Account(created_at=now)
        session.add(known)
    for name in ("name", "domain", "industry", "employees", "country"):
        value = getattr(facts, name)
        if value is not None and getattr(known, name) is None:
            setattr(known, name, value)
    session.flush()
    return known


def _lead_of(
    session: Session, contact: Contact, draft: LeadDraft
) -> tuple[Lead | None, int | None]:
    """The person's open lead, and the owner they know from an earlier one."""
    if draft.contact.email is None:
        return None, None
    rows = session.scalars(
        select(Lead).where(Lead.contact_id == contact.id).order_by(Lead.id.desc())
    ).all()
    running = next((row for row in rows if row.handover in OPEN and not row.is_history), None)
    owner_id = next((row.owner_id for row in rows if row.owner_id is not None), None)
    return running, owner_id


def _new_lead(
    session: Session,
    draft: LeadDraft,
    *,
    contact: Contact,
    account: Account | None,
    policy: SalesPolicy,
    now: datetime,
) -> Lead:
    lead = Lead(
        contact_id=contact.id,
        account_id=account.id if account else None,
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


def _fill_in(lead: Lead, draft: LeadDraft, account: Account | None) -> None:
    """Newer words of the person replace older ones; what they did not say stays."""
    if account is not None and lead.account_id is None:
        lead.account_id = account.id
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

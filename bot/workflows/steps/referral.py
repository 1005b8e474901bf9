"""Steps for „Falsche Person“: the right one gets a lead of their own at the same company."""

from datetime import datetime

from sqlalchemy.orm import Session

from agents.facts import ContactFacts, LeadDraft, RightPerson
from agents.policy import SalesPolicy
from agents.rules import again as rule
from agents.vocabulary import Former, Handover, RefusalCode, Tier
from bot.errors import Refusal
from bot.workflows.steps import admit, again, newcomers, offer, undoing
from bot.workflows.steps.newcomer import Newcomer
from bot.workflows.steps.undoing import Picture
from store.models import Account, Lead
from store.queries import leads

DOOR = "referral"
TO_THEIR_LEAD = rule.WORKED | {Former.KEPT}
"""Where the right person is known already and this is how they stand, it goes to their lead."""


def refer(
    session: Session, lead: Lead, right: RightPerson, *, policy: SalesPolicy, now: datetime
) -> tuple[Lead, Picture | None]:
    """The lead of the right person, and what it was before; None where it was made for them.

    The origin goes along, because it led to them; what the wrong person has allowed or done does
    not: nobody has asked the right one yet. The company's owner gets it, else whoever had the
    wrong one. The block must hold the book.

    Raises:
        Refusal: SAME_LEAD where the right person is the wrong one.
    """
    draft = _draft(lead, right, now)
    contact = admit.known_contact(session, draft, policy=policy)
    if contact is not None and contact.id == lead.contact_id:
        raise Refusal(RefusalCode.SAME_LEAD)
    found = None
    if contact is not None:
        theirs = again.of_contact(session, contact.id)
        found = again.find(session, theirs, is_hot=True, policy=policy)
    owner_id = _owner(session, lead)
    if found is not None and found.former in TO_THEIR_LEAD:
        row = _whole(session, found.lead.id)
        before = undoing.picture(session, row)
        if row.handover is Handover.NONE and not row.is_test:
            _hand_over(session, row, lead.tier, owner_id=owner_id, policy=policy, now=now)
        return _whole(session, row.id), before
    person = admit.known_person(contact, found) if contact is not None else None
    newcomer = Newcomer(
        draft=draft,
        door=DOOR,
        key=str(lead.id),
        person=person,
        known_consents=admit.said(session, contact) if contact is not None else (),
    )
    (taken,) = newcomers.take_in(session, [newcomer], policy=policy, now=now)
    row = _whole(session, taken.lead_id)
    row.account_id, row.account = lead.account_id, lead.account
    row.referred_from_id = lead.id
    _hand_over(session, row, lead.tier, owner_id=owner_id, policy=policy, now=now)
    return row, None


def _owner(session: Session, lead: Lead) -> int | None:
    account = session.get(Account, lead.account_id) if lead.account_id is not None else None
    return (account.owner_id if account is not None else None) or lead.owner_id


def _draft(lead: Lead, right: RightPerson, now: datetime) -> LeadDraft:
    """What is known of the right person, and what led to them."""
    before = leads.facts(lead)
    first, _, last = right.name.strip().rpartition(" ")
    return LeadDraft(
        source=before.source,
        origin=before.origin,
        language=before.language,
        occurred_at=now,
        contact=ContactFacts(
            first_name=first or None,
            last_name=last,
            email=right.email,
            job_title=right.job_title,
        ),
        company=before.company,
        need=before.need,
        timeframe=before.timeframe,
        is_test=before.is_test,
    )


def _hand_over(
    session: Session,
    row: Lead,
    tier: Tier | None,
    *,
    owner_id: int | None,
    policy: SalesPolicy,
    now: datetime,
) -> None:
    row.tier = tier or Tier.MQL
    offer.hand_over(session, row, row.tier, policy=policy, now=now, known_owner_id=owner_id)


def _whole(session: Session, lead_id: int) -> Lead:
    row = leads.row(session, lead_id)
    assert row is not None
    return row

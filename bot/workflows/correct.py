"""A colleague corrects what is known of a lead; it is then scored again, and so are others it holds for."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agents.facts import CompanyFacts, ContactFacts, LeadFacts, PersonFacts
from agents.facts.values import Values, of_lead
from agents.policy import SalesPolicy
from agents.rules import acceptance, matching
from agents.rules.fields import addresses
from agents.vocabulary import LeadField, PairKind, RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows import stand_still
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, admit, journal, merging, permit, readdress
from bot.workflows.steps.companies import Companies
from bot.workflows.steps.origins import typed
from store.locks import wait_for_the_book
from store.models import Account, Contact, Lead
from store.queries import leads

OF_PERSON = frozenset(
    {
        LeadField.FIRST_NAME,
        LeadField.LAST_NAME,
        LeadField.EMAIL,
        LeadField.PHONE,
        LeadField.JOB_TITLE,
    }
)
OF_KEY = frozenset({LeadField.FIRST_NAME, LeadField.LAST_NAME, LeadField.EMAIL})
"""What a contact is known by in the book; of a team's mailbox the name is part of it."""
OF_COMPANY = frozenset({LeadField.COUNTRY, LeadField.INDUSTRY, LeadField.EMPLOYEES})


@settles_races
def correct(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    values: Values,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """Writes the fields that are different, each with a line in the audit that holds no value.

    Args:
        deps: the bot's parts.
        lead_id: the lead.
        person: who corrects.
        values: in their normal form (rules/hand_made), only those that were looked at.
        card_after: how long whoever clicked may take to redraw the card.

    Raises:
        Refusal: when the person may not, the lead is over, or the address is somebody else's.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, acceptance.may_log_touch(facts, person), facts, person=person)
        changed = write(session, lead, values, person=person, policy=deps.policy, now=now)
        if changed:
            session.flush()
            lead = act.lead_row(session, lead_id)
            stand_still.mended(session, lead, deps, person_id=person.id, now=now)
            admit.settle(session, lead, policy=deps.policy, now=now)
            journal.show_card(session, lead, now=now, after=card_after)
            judge_others(session, lead, changed, policy=deps.policy, now=now)
        return act.after(session, lead, now=now)


def write(
    session: Session,
    lead: Lead,
    values: Values,
    *,
    person: PersonFacts,
    policy: SalesPolicy,
    now: datetime,
) -> list[LeadField]:
    """The step itself, inside an open block; gives the fields that are another now.

    Each has a line in the audit that holds no value.

    Raises:
        Refusal: ADDRESS_TAKEN where the address belongs to another person of the book.
    """
    before = of_lead(leads.facts(lead))
    changed = [field for field, value in values.items() if before[field] != value]
    new = {field: values[field] for field in changed}
    is_another = is_renamed = False
    contact = lead.contact if lead.contact is not None else _contact(session, lead, now=now)
    was = contact.email
    for field in OF_PERSON & new.keys():
        setattr(contact, field.value, new[field])
    if OF_KEY & new.keys():
        is_another = _rekey(session, contact, was=was)
    for field in (LeadField.NEED, LeadField.TIMEFRAME):
        if field in new:
            setattr(lead, field.value, new[field])
    if LeadField.COMPANY in new:
        is_renamed = _move(session, lead, new[LeadField.COMPANY], policy=policy, now=now)
    _describe(session, lead, {field: new[field] for field in OF_COMPANY & new.keys()}, now=now)
    typed(session, lead, changed, before=before, person_id=person.id, is_renamed=is_renamed)
    for field in changed:
        journal.note(
            session,
            "corrected",
            lead=lead,
            person_id=person.id,
            now=now,
            policy_revision=policy.revision,
            field=field,
        )
    if is_another:
        readdress.readdressed(session, lead, person_id=person.id, policy=policy, now=now)
    return changed


def judge_others(
    session: Session,
    lead: Lead,
    changed: Collection[LeadField],
    *,
    policy: SalesPolicy,
    now: datetime,
) -> None:
    """What was corrected of a person or a company holds for every open lead of theirs."""
    those = [
        column == value
        for fields, column, value in (
            (OF_PERSON, Lead.contact_id, lead.contact_id),
            (OF_COMPANY, Lead.account_id, lead.account_id),
        )
        if fields & set(changed) and value is not None
    ]
    if those:
        open_ones = or_(*those) & Lead.handover.in_(admit.OPEN)
        permit.judge_those(session, open_ones, policy=policy, now=now, besides=[lead.id])


def _contact(session: Session, lead: Lead, *, now: datetime) -> Contact:
    row = Contact(subject_id=lead.subject_id, created_at=now, delete_after=lead.delete_after)
    session.add(row)
    session.flush()
    lead.contact_id, lead.contact = row.id, row
    return row


def _rekey(session: Session, contact: Contact, *, was: str | None) -> bool:
    """The contact is known by what it says now; whether its address is really another one.

    Where somebody else has the key, it stays what it was: a namesake who uses a team's mailbox,
    or an own other address.
    """
    before = matching.email_key(was) if was else None
    address = matching.email_key(contact.email) if contact.email else None
    key = matching.contact_key(
        ContactFacts(
            first_name=contact.first_name, last_name=contact.last_name, email=contact.email
        )
    )
    with session.no_autoflush:
        wanted = select(Contact).where(Contact.email_key == key, Contact.id != contact.id)
        holder = session.scalar(wanted) if key is not None else None
        if holder is None:
            contact.email_key = key
        elif address != before and not _is_one(session, holder, contact):
            raise Refusal(RefusalCode.ADDRESS_TAKEN)
    return address != before


def _is_one(session: Session, holder: Contact, contact: Contact) -> bool:
    """Whether who has the address turned out to be the contact."""
    return merging.survivor(session, PairKind.PERSON, holder.id).id == contact.id


def _move(
    session: Session,
    lead: Lead,
    name: str | int | None,
    *,
    policy: SalesPolicy,
    now: datetime,
) -> bool:
    """The lead belongs to the company of this name; what was known of the old one goes along.

    Another spelling of the old one's name is its name from now on, for all its leads: then it is
    true. Else they stay there: a person was at the wrong company, not all of them.
    """
    old = lead.account
    if name is None:
        lead.account_id, lead.account = None, None
        return False
    said = CompanyFacts(name=str(name), domain=_domain(lead.contact, policy))
    companies = Companies.read(session, [said])
    meant = companies.called(said)
    found = session.get(Account, meant.id) if meant is not None else None
    if found is None and old is not None and old.name is None:
        found = old
    if found is None:
        found = Account(name=said.name, created_at=now)
        if not companies.knows(said.domain):
            found.domain = said.domain
        if old is not None:
            found.industry, found.employees = old.industry, old.employees
            found.country, found.region = old.country, old.region
            found.postal_code = old.postal_code
        session.add(found)
        session.flush()
    if found is old:
        old.name = said.name
        _renamed(session, lead, now=now)
    lead.account_id, lead.account = found.id, found
    return found is old


def _renamed(session: Session, lead: Lead, *, now: datetime) -> None:
    """The cards of the company's other open leads say its name too."""
    session.flush()
    others = select(Lead.id).where(
        Lead.account_id == lead.account_id, Lead.id != lead.id, Lead.handover.in_(admit.OPEN)
    )
    for other in leads.rows(session, session.scalars(others).all()):
        journal.show_card(session, other, now=now)


def _domain(contact: Contact | None, policy: SalesPolicy) -> str | None:
    """The domain of the company that the person's address is of."""
    if contact is None or contact.email is None:
        return None
    none = policy.score.negative.of_no_company
    return addresses.company_domain(contact.email, free_mail=none)


def _describe(
    session: Session, lead: Lead, details: Mapping[LeadField, object], *, now: datetime
) -> None:
    """What the company is like; it is the same for all its leads."""
    if not details:
        return
    if lead.account is None:
        account = Account(created_at=now)
        session.add(account)
        session.flush()
        lead.account_id, lead.account = account.id, account
    if details.get(LeadField.COUNTRY, lead.account.country) != lead.account.country:
        lead.account.region, lead.account.postal_code = None, None  # they were of the other one
    for field, value in details.items():
        setattr(lead.account, field.value, value)

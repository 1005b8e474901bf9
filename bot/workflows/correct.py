"""A colleague corrects what is known of a lead; it is then scored again, and so are others it holds for."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agents.facts import LeadFacts, PersonFacts
from agents.facts.values import Values, of_lead
from agents.policy import SalesPolicy
from agents.rules import acceptance, matching
from agents.vocabulary import LeadField, RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows import stand_still
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, admit, journal, permit, readdress
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
    is_another = False
    contact = lead.contact if lead.contact is not None else _contact(session, lead, now=now)
    for field in OF_PERSON & new.keys():
        setattr(contact, field.value, new[field])
    if LeadField.EMAIL in new:
        is_another = _readdress(session, contact)
    for field in (LeadField.NEED, LeadField.TIMEFRAME):
        if field in new:
            setattr(lead, field.value, new[field])
    if LeadField.COMPANY in new:
        _move(session, lead, new[LeadField.COMPANY], now=now)
    _describe(session, lead, {field: new[field] for field in OF_COMPANY & new.keys()}, now=now)
    typed(session, lead, changed, before=before, person_id=person.id)
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


def _readdress(session: Session, contact: Contact) -> bool:
    """Whether it is really another one, and not the same in other letters."""
    key = matching.email_key(contact.email) if contact.email else None
    with session.no_autoflush:
        holder = select(Contact.id).where(Contact.email_key == key, Contact.id != contact.id)
        if key is not None and session.scalar(holder) is not None:
            raise Refusal(RefusalCode.ADDRESS_TAKEN)
    before, contact.email_key = contact.email_key, key
    return before != key


def _move(session: Session, lead: Lead, name: str | int | None, *, now: datetime) -> None:
    """The lead belongs to the company of this name; what was known of the old one goes along.

    Other leads of the old company stay there: a person was at the wrong one, not all of them.
    """
    old = lead.account
    if name is None:
        lead.account_id, lead.account = None, None
        return
    found = session.scalar(
        select(Account).where(Account.name == str(name)).order_by(Account.id).limit(1)
    )
    if found is None:
        found = Account(name=str(name), created_at=now)
        if old is not None and old.name is None:
            old.name, found = str(name), old
        elif old is not None:
            found.industry, found.employees = old.industry, old.employees
            found.country, found.region = old.country, old.region
            found.postal_code = old.postal_code
        session.add(found)
        session.flush()
    lead.account_id, lead.account = found.id, found


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

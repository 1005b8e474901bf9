"""Leads that somebody looks for, and leads that a new one may double."""

import re

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from agents.facts import ContactFacts, LeadFacts
from agents.rules import matching
from store.models import Account, Contact, Lead
from store.queries import leads

LOOKED_THROUGH = 100
"""So many of the newest that fit are read; who may not see some of them sees fewer."""
PHONE_DIGITS = 5
"""Fewer digits are a lead's number, or nothing."""


def by_words(session: Session, text: str) -> tuple[LeadFacts, ...]:
    """Leads by number, name, company, mail address or telephone number; newest first."""
    term = text.strip().lstrip("#").strip()
    if not term:
        return ()
    columns = (
        Account.name,
        Account.domain,
        Contact.last_name,
        Contact.email,
        Contact.first_name + " " + Contact.last_name,
    )
    wanted: list[ColumnElement[bool]] = [
        column.icontains(term, autoescape=True) for column in columns
    ]
    digits = re.sub(r"\D", "", term)
    number = leads.number_in(term)
    if number is not None:
        wanted.append(Lead.id == number)
    if len(digits) >= PHONE_DIGITS:
        # A number is kept as +4930901820, and typed as 030 / 901820.
        wanted.append(Contact.phone.contains(digits.removeprefix("00").lstrip("0")))
    return _found(session, or_(*wanted))


def alike(session: Session, contact: ContactFacts, company: str | None) -> tuple[LeadFacts, ...]:
    """Leads of the same address or number, or of the same name at the same company."""
    wanted: list[ColumnElement[bool]] = []
    if contact.email is not None:
        wanted.append(Contact.email_key == matching.email_key(contact.email))
    if contact.phone is not None:
        wanted.append(Contact.phone == contact.phone)
    if contact.last_name is not None and company is not None:
        same_name = Contact.last_name.ilike(contact.last_name)
        wanted.append(same_name & Account.name.ilike(company))
    return _found(session, or_(*wanted)) if wanted else ()


def _found(session: Session, wanted: ColumnElement[bool]) -> tuple[LeadFacts, ...]:
    numbers = (
        select(Lead.id)
        .outerjoin(Lead.contact)
        .outerjoin(Lead.account)
        .where(wanted, Lead.merged_into_id.is_(None))
        .order_by(Lead.id.desc())
        .limit(LOOKED_THROUGH)
    )
    rows = session.scalars(
        leads.whole().where(Lead.id.in_(numbers.scalar_subquery())).order_by(Lead.id.desc())
    ).unique()
    return tuple(leads.facts(row) for row in rows)

"""Leads that somebody looks for, and leads that a new one may double.

A lead that was merged leads to the one that stays. An umlaut is found in both its spellings, on
both databases: SQLite knows capitals of ASCII only.
"""

import re
import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session

from agents.facts import ContactFacts, LeadFacts
from agents.rules.fields import company_names
from store.models import Account, Contact, Lead
from store.queries import known, leads

LOOKED_THROUGH = 100
"""So many of the newest that fit are read; who may not see some of them sees fewer."""
NEWEST = 30
"""So many are offered to somebody who has not typed anything."""
PHONE_DIGITS = 5
"""Fewer digits are a lead's number, or nothing."""


WRITTEN = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue", "ß": "ss"}
"""How letters are written where the keyboard has none of them."""
LETTERS = {ord(letter): written for letter, written in WRITTEN.items()}


def find(session: Session, text: str, *, limit: int = 5) -> tuple[LeadFacts, ...]:
    """The one lead of this number ("17", "#17"); else leads by words, newest first.

    A short number that no lead has is none of anything else.
    """
    number = leads.number_in(text.strip().lstrip("#"))
    found = _found(session, Lead.id == number) if number is not None else ()
    if number is not None and len(str(number)) < PHONE_DIGITS:
        return found
    return found or by_words(session, text)[:limit]


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
        _spelled(column).contains(_spell(term), autoescape=True) for column in columns
    ]
    digits = re.sub(r"\D", "", term)
    number = leads.number_in(term)
    if number is not None:
        wanted.append(Lead.id == number)
    # A number is kept as +4930901820, and typed as 030 / 901820.
    dialled = digits.removeprefix("00").lstrip("0")
    if len(digits) >= PHONE_DIGITS and dialled:
        wanted.append(Contact.phone.contains(dialled))
    if "@" in term.strip("@"):
        wanted.append(_at(session, term))
    return _found(session, or_(*wanted))


def alike(session: Session, contact: ContactFacts, company: str | None) -> tuple[LeadFacts, ...]:
    """Leads of the same address or number, or of the same name at the same company."""
    wanted: list[ColumnElement[bool]] = []
    if contact.email is not None:
        wanted.append(_at(session, contact.email))
    if contact.phone is not None:
        wanted.append(Contact.phone == contact.phone)
    if contact.last_name is not None and company is not None:
        same_name = _spelled(Contact.last_name) == _spell(contact.last_name)
        wanted.append(same_name & (_spelled(Account.name) == _spell(company)))
    return _found(session, or_(*wanted)) if wanted else ()


def _at(session: Session, email: str) -> ColumnElement[bool]:
    """Whose address it is, also where they were joined to another or share it with a team."""
    return Lead.contact_id.in_(set(known.persons_at(session, [email]).values()))


def _spell(text: str) -> str:
    """A word of somebody who looks, without capitals and umlauts."""
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(LETTERS).lower()


def _spelled(column: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """The same of a column."""
    found: SQLColumnExpression[Any] = column
    for letter, written in WRITTEN.items():
        found = func.replace(found, letter, written)
    return func.lower(found)


def near(session: Session, lead: LeadFacts) -> tuple[LeadFacts, ...]:
    """Leads of the same person or company, and some of the newest; none that was merged."""
    wanted: list[ColumnElement[bool]] = [Lead.subject_id == lead.subject_id]
    key = company_names.name_key(lead.company.name)
    if key is not None:
        wanted.append(Account.name_key == key)
    if lead.company.domain is not None:
        wanted.append(Account.domain == lead.company.domain)
    found = (
        *alike(session, lead.contact, lead.company.name),
        *_found(session, or_(*wanted)),
        *_found(session, Lead.is_history.is_(False), limit=NEWEST),
    )
    return tuple({one.id: one for one in found}.values())


def _found(
    session: Session, wanted: ColumnElement[bool], *, limit: int = LOOKED_THROUGH
) -> tuple[LeadFacts, ...]:
    found = session.execute(
        select(Lead.id, Lead.merged_into_id)
        .outerjoin(Lead.contact)
        .outerjoin(Lead.account)
        .where(wanted)
        .order_by(Lead.id.desc())
        .limit(limit)
    )
    numbers = _survivors(session, dict(found.all()))
    rows = session.scalars(
        leads.whole().where(Lead.id.in_(numbers)).order_by(Lead.id.desc())
    ).unique()
    return tuple(leads.facts(row) for row in rows)


def _survivors(session: Session, found: dict[int, int | None]) -> set[int]:
    """The leads that stay, of these and of those into which they were merged."""
    staying = {number for number, into in found.items() if into is None}
    seen, merged = set(found), {into for into in found.values() if into is not None}
    while merged - seen:
        seen |= merged
        those = select(Lead.id, Lead.merged_into_id).where(Lead.id.in_(merged))
        rows = session.execute(those).all()
        staying |= {number for number, into in rows if into is None}
        merged = {into for _, into in rows if into is not None}
    return staying

"""Persons and companies of imported leads: found or added, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, or_, select

from agents.facts import CompanyFacts, ContactFacts, LeadDraft
from agents.rules.matching import contact_key
from store.models import Base

CONTACT, ACCOUNT = Base.metadata.tables["contact"], Base.metadata.tables["account"]


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A person in the book; `id` None where a lead says nothing about its person."""

    id: int | None
    subject_id: str


def contacts(
    connection: Connection, drafts: Sequence[LeadDraft], *, now: datetime, until: datetime
) -> list[KnownContact]:
    """The person of each draft, in order; one address is one person."""
    keys = [contact_key(draft.contact) for draft in drafts]
    known = _by_key(connection, {key for key in keys if key})
    subjects: list[str] = []
    added: list[dict[str, Any]] = []
    for draft, key in zip(drafts, keys, strict=True):
        subject_id = known.get(key or "", "") or uuid4().hex
        subjects.append(subject_id)
        if draft.contact == ContactFacts() or key in known:
            continue
        if key:
            known[key] = subject_id
        added.append(_values(draft.contact, key, subject_id, now=now, until=until))
    if added:
        connection.execute(insert(CONTACT), added)
    found = connection.execute(
        select(CONTACT.c.subject_id, CONTACT.c.id).where(CONTACT.c.subject_id.in_(subjects))
    )
    ids: dict[str, int] = dict(found.all())
    return [KnownContact(ids.get(subject_id), subject_id) for subject_id in subjects]


def accounts(
    connection: Connection, drafts: Sequence[LeadDraft], *, now: datetime
) -> list[int | None]:
    """The company of each draft, in order; None where none is named."""
    companies = {_mark(draft.company): draft.company for draft in drafts}
    companies.pop(None, None)
    if not companies:
        return [None] * len(drafts)
    found = _accounts(connection, companies)
    missing = [company for mark, company in companies.items() if mark not in found]
    if missing:
        connection.execute(insert(ACCOUNT), [_company(company, now) for company in missing])
        found = _accounts(connection, companies)
    return [found.get(_mark(draft.company) or "") for draft in drafts]


def _by_key(connection: Connection, keys: set[str]) -> dict[str, str]:
    rows = connection.execute(
        select(CONTACT.c.email_key, CONTACT.c.subject_id).where(CONTACT.c.email_key.in_(keys))
    )
    return dict(rows.all())


def _values(
    contact: ContactFacts, key: str | None, subject_id: str, *, now: datetime, until: datetime
) -> dict[str, Any]:
    return {
        "subject_id": subject_id,
        "first_name": contact.first_name,
        "last_name": contact.last_name,
        "email": contact.email,
        "email_key": key,
        "phone": contact.phone,
        "job_title": contact.job_title,
        "created_at": now,
        "delete_after": until,
    }


def _mark(company: CompanyFacts) -> str | None:
    """What companies are compared by here: the domain, else the name."""
    return company.domain or company.name


def _company(company: CompanyFacts, now: datetime) -> dict[str, Any]:
    return {
        "name": company.name,
        "domain": company.domain,
        "industry": company.industry,
        "employees": company.employees,
        "country": company.country,
        "technologies": company.technologies,
        "region": company.region,
        "created_at": now,
    }


def _accounts(connection: Connection, companies: dict[str | None, CompanyFacts]) -> dict[str, int]:
    """Mark -> the oldest account with this domain or, for those without one, this name."""
    domains = [company.domain for company in companies.values() if company.domain]
    names = [company.name for company in companies.values() if not company.domain]
    rows = connection.execute(
        select(ACCOUNT.c.domain, ACCOUNT.c.name, ACCOUNT.c.id)
        .where(or_(ACCOUNT.c.domain.in_(domains), ACCOUNT.c.name.in_(names)))
        .order_by(ACCOUNT.c.id.desc())
    )
    found: dict[str, int] = {}
    for domain, name, account_id in rows:
        for mark in (name, domain):
            if mark is not None:
                found[mark] = account_id
    return found

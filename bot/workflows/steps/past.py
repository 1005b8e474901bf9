"""Persons and companies of imported leads: found or added, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from agents.facts import ContactFacts, LeadDraft
from agents.rules.matching import contact_key
from bot.workflows.steps.companies import Companies
from store import book
from store.book import ACCOUNT, CONTACT
from store.queries.known import in_the_end


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


def accounts(session: Session, drafts: Sequence[LeadDraft], *, now: datetime) -> list[int | None]:
    """The company of each draft, in order, as every other door knows them; None where none is named.

    A company of the past learns what it did not know; one that was joined to another is that one.
    """
    named = [draft.company for draft in drafts]
    companies = Companies.read(session, named)
    theirs = [companies.of(one) if one.domain or one.name else None for one in named]
    ids = book.draw(session, {ACCOUNT: companies.new})
    companies.write(session, ids[ACCOUNT], now=now)
    return [None if company is None else company.id for company in theirs]


def _by_key(connection: Connection, keys: set[str]) -> dict[str, str]:
    """Key -> subject of whoever it names in the end."""
    found = in_the_end(connection, CONTACT.c.email_key.in_(keys))
    return {one.email_key: one.subject_id for one in found}


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

"""Steps that keep where a lead's values come from, where that is not the door it came by itself.

Codes and numbers of colleagues only, never a value.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from agents.facts import CompanyFacts, ContactFacts, LeadDraft, LeadFacts
from agents.facts.values import Values, of_lead, values
from agents.rules import origins as rule
from agents.vocabulary import FieldOrigin, LeadField
from bot.workflows.steps.advice import GOES_ON
from store.book import LEAD
from store.models import Lead
from store.queries import leads

OF_PERSON = frozenset(
    {LeadField.FIRST_NAME, LeadField.LAST_NAME, LeadField.PHONE, LeadField.JOB_TITLE}
)
OF_COMPANY = frozenset({LeadField.COUNTRY, LeadField.INDUSTRY, LeadField.EMPLOYEES})


def of_newcomer(
    draft: LeadDraft, contact: ContactFacts | None, company: CompanyFacts | None
) -> dict[str, Any]:
    """The column of a new lead: what was known of its person and its company before."""
    texts = {"need": draft.need, "timeframe": draft.timeframe}
    shown = values(contact or draft.contact, company or draft.company, **texts)
    said = values(draft.contact, draft.company, **texts)
    return {field: [FieldOrigin.BOOK, None] for field in rule.known_before(said, shown)}


def heard(lead: Lead, draft: LeadDraft, *, before: LeadFacts) -> None:
    """A later delivery of the same person has brought what the lead did not show before."""
    after = leads.facts(lead)
    said = values(draft.contact, draft.company, need=draft.need, timeframe=draft.timeframe)
    found = rule.heard(said, before=of_lead(before), after=of_lead(after), source=draft.source)
    _note(lead, {field.value: [origin, None] for field, origin in found.items()})


def typed(
    session: Session,
    lead: Lead,
    changed: Collection[LeadField],
    *,
    before: Values,
    person_id: int,
    is_renamed: bool,
) -> None:
    """A colleague has typed these fields; what they share with other leads is known there too.

    The name of the company only where the company itself has it now (`is_renamed`), not where
    the lead moved to another one.
    """
    new: dict[str, Any] = {
        field.value: [
            FieldOrigin.ADDED if before[field] is None else FieldOrigin.CORRECTED,
            person_id,
        ]
        for field in changed
    }
    _note(lead, new)
    of_company = OF_COMPANY | {LeadField.COMPANY} if is_renamed else OF_COMPANY
    for shared, column, number in (
        (OF_PERSON, Lead.contact_id, lead.contact_id),
        (of_company, Lead.account_id, lead.account_id),
    ):
        theirs = {field: origin for field, origin in new.items() if field in shared}
        if theirs and number is not None:
            _note_others(session, lead, theirs, column == number)


def _note_others(
    session: Session, lead: Lead, new: Mapping[str, Any], are_they: ColumnElement[bool]
) -> None:
    """Beside their versions: what their cards show is no other for it."""
    others = select(Lead.id, Lead.known_from).where(
        are_they, Lead.id != lead.id, Lead.handover.in_(GOES_ON)
    )
    rows = [
        {"of": number, "new": {**known, **new}} for number, known in session.execute(others).all()
    ]
    if rows:
        its = LEAD.c.id == bindparam("of")
        session.execute(update(LEAD).where(its).values(known_from=bindparam("new")), rows)


def _note(lead: Lead, new: Mapping[str, Any]) -> None:
    """As a new dictionary: that another stands in the old one is not noticed."""
    if new:
        lead.known_from = {**lead.known_from, **new}

"""The checklist of the hand-over: complete, fit, consent, context (S-074, S-135)."""

from dataclasses import dataclass

from agents.facts import LeadFacts
from agents.facts.standing import REFUSED, consent_state
from agents.policy import SalesPolicy
from agents.vocabulary import CheckPoint, ConsentPurpose, Fit, LeadField


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What holds, what is missing, and what might be put there."""

    points: dict[CheckPoint, bool]
    missing: tuple[LeadField, ...]
    """Mandatory fields without a value, in the policy's order."""
    known: dict[LeadField, str]
    """The mandatory fields that are known."""
    guesses: dict[LeadField, str]
    """For missing ones, what the lead said elsewhere: to be looked at, never to be believed."""


def check(lead: LeadFacts, policy: SalesPolicy) -> Checklist:
    """The checklist of a lead as it stands."""
    known = {field: value for field in policy.checklist.required if (value := said(lead, field))}
    missing = tuple(field for field in policy.checklist.required if field not in known)
    guesses = {field: value for field in missing if (value := _guess(lead, field))}
    answer = consent_state(lead.consents, ConsentPurpose.ANSWER_REQUEST)
    points = {
        CheckPoint.COMPLETE: not missing,
        CheckPoint.FIT: lead.fit in {Fit.HIGH, Fit.MEDIUM},
        CheckPoint.CONSENT: answer not in REFUSED,
        CheckPoint.CONTEXT: bool(lead.activities or lead.message or lead.chat),
    }
    return Checklist(points=points, missing=missing, known=known, guesses=guesses)


def said(lead: LeadFacts, field: LeadField) -> str | None:
    """What the lead says in a field; None where it is silent."""
    person, company = lead.contact, lead.company
    values: dict[LeadField, str | int | None] = {
        LeadField.FIRST_NAME: person.first_name,
        LeadField.LAST_NAME: person.last_name,
        LeadField.EMAIL: person.email,
        LeadField.PHONE: person.phone,
        LeadField.JOB_TITLE: person.job_title,
        LeadField.COMPANY: company.name,
        LeadField.COUNTRY: company.country,
        LeadField.INDUSTRY: company.industry,
        LeadField.EMPLOYEES: company.employees,
        LeadField.NEED: lead.need,
        LeadField.TIMEFRAME: lead.timeframe,
    }
    value = values[field]
    return str(value).strip() or None if value is not None else None


def _guess(lead: LeadFacts, field: LeadField) -> str | None:
    """A company by its domain, a need by what was written."""
    if field is LeadField.COMPANY:
        return lead.company.domain
    if field is LeadField.NEED:
        return lead.message
    return None

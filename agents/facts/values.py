"""What a lead says in the fields that colleagues fill in and correct."""

from agents.facts.leads import LeadFacts
from agents.facts.subject import CompanyFacts, ContactFacts
from agents.vocabulary import LeadField

Values = dict[LeadField, str | int | None]
"""By field, in their normal form (rules/hand_made); None where nobody has said it."""


def values(
    contact: ContactFacts, company: CompanyFacts, *, need: str | None, timeframe: str | None
) -> Values:
    """Every field of a lead that may not be one yet."""
    return {
        LeadField.FIRST_NAME: contact.first_name,
        LeadField.LAST_NAME: contact.last_name,
        LeadField.EMAIL: contact.email,
        LeadField.PHONE: contact.phone,
        LeadField.COMPANY: company.name,
        LeadField.JOB_TITLE: contact.job_title,
        LeadField.COUNTRY: company.country,
        LeadField.INDUSTRY: company.industry,
        LeadField.EMPLOYEES: company.employees,
        LeadField.NEED: need,
        LeadField.TIMEFRAME: timeframe,
    }


def of_lead(lead: LeadFacts) -> Values:
    """Every field of a lead."""
    return values(lead.contact, lead.company, need=lead.need, timeframe=lead.timeframe)


def is_said(value: str | int | None) -> bool:
    """Whether a field holds something; a number does, be it 0."""
    return value is not None and bool(str(value).strip())

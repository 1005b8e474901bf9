"""How much two leads look like one, to put those first that a lead may double."""

from agents.facts import LeadFacts
from agents.rules import matching
from agents.rules.fields.company_names import name_key


def likeness(lead: LeadFacts, other: LeadFacts) -> int:
    """0 for strangers; the same person counts more than the same company."""
    mine, theirs = lead.contact, other.contact
    company, their_company = lead.company, other.company
    signs = (
        (8, lead.subject_id, other.subject_id),
        (8, _email(mine.email), _email(theirs.email)),
        (4, mine.phone, theirs.phone),
        (4, matching.name_key(mine), matching.name_key(theirs)),
        (2, company.domain, their_company.domain),
        (1, name_key(company.name), name_key(their_company.name)),
    )
    return sum(points for points, one, two in signs if one is not None and one == two)


def best_first(lead: LeadFacts, others: tuple[LeadFacts, ...]) -> tuple[LeadFacts, ...]:
    """Those that the lead may double: not itself, none that was merged; of equals the newest."""
    able = (one for one in others if one.id != lead.id and one.merged_into_id is None)
    return tuple(sorted(able, key=lambda one: (-likeness(lead, one), -one.id)))


def _email(email: str | None) -> str | None:
    return matching.email_key(email) if email else None

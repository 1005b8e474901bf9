"""What a lead says in a field is read in one way, by everybody who asks (S-074, S-075, S-136)."""

from dataclasses import replace

import pytest

from agents.facts import CompanyFacts, ContactFacts, LeadFacts
from agents.facts.values import is_said, of_lead
from agents.policy import MarketingPolicy
from agents.policy.quality import QualityPolicy
from agents.rules import checklist, duties, quality
from agents.vocabulary import LeadField, MarketingDuty, Stage
from tests.agents.rules.builders import a_lead, a_policy

FULL = a_lead(
    contact=ContactFacts(
        first_name="Eva",
        last_name="Sommer",
        email="eva@acme.example",
        phone="+49",
        job_title="CEO",
    ),
    company=CompanyFacts(name="Acme", country="DE", industry="software", employees=0),
    need="Demo",
    timeframe="Q3",
)


def without(field: LeadField, value: str | None) -> LeadFacts:
    """The full lead, but for one field."""
    name = "name" if field is LeadField.COMPANY else field.value
    for part in ("contact", "company"):
        if hasattr(getattr(FULL, part), name):
            return replace(FULL, **{part: replace(getattr(FULL, part), **{name: value})})
    return replace(FULL, **{name: value})


def owed(lead: LeadFacts, field: LeadField) -> tuple[LeadField, ...]:
    """What marketing has not told of a lead."""
    return duties.owed(
        contact=lead.contact,
        company=lead.company,
        activities=(),
        consents=(),
        need=lead.need,
        timeframe=lead.timeframe,
        came_by=(),
        policy=MarketingPolicy(duties=(MarketingDuty.FIELDS,), fields=(field,)),
    ).fields


@pytest.mark.parametrize("field", LeadField)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_checklist_quality_and_duties_agree_on_what_is_missing(
    field: LeadField, value: str | None
) -> None:
    asks = a_policy().checklist.model_copy(update={"required": (field,)})
    policy = a_policy().model_copy(update={"checklist": asks})
    stage = QualityPolicy(required={Stage.LEAD: (field,)})
    for lead, missing in ((FULL, ()), (without(field, value), (field,))):
        assert checklist.check(lead, policy).missing == missing
        assert quality.missing(lead, policy=stage) == missing
        assert owed(lead, field) == missing
        assert is_said(of_lead(lead)[field]) is not bool(missing)

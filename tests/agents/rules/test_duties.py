"""What marketing owes (moonshot 5), and how many promises each side keeps (formulas 5.5)."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from agents.facts import ConsentFacts, KeptFacts
from agents.policy import CadencePolicy, MarketingPolicy
from agents.rules.duties import owed
from agents.rules.kept import sla_kept
from agents.vocabulary import ConsentPurpose, ConsentState, LeadField, MarketingDuty, Side
from tests.agents.rules.builders import NOW, a_lead

PROOF = ConsentFacts(
    purpose=ConsentPurpose.MARKETING_EMAIL,
    state=ConsentState.DENIED,
    source="form",
    text_version="form-2026-11",
    recorded_at=NOW,
)
FIELDS, CONSENT, CONTEXT, DATA = MarketingDuty


def missing(**changes):
    lead = a_lead()
    given = {
        "contact": replace(lead.contact, last_name="Sommer", email="e@s.example"),
        "company": replace(lead.company, name="Sommer", domain=None),
        "activities": lead.activities or (object(),),
        "consents": (PROOF,),
        "need": None,
        "timeframe": None,
        "came_by": ("demo", None),
        "policy": MarketingPolicy(),
        **changes,
    }
    return owed(**given)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ()),
        ({"consents": ()}, (CONSENT,)),
        ({"consents": (replace(PROOF, text_version=None),)}, (CONSENT,)),
        ({"activities": ()}, (CONTEXT,)),
        ({"came_by": (None, None)}, (CONTEXT,)),
        ({"data_is_wrong": True}, (DATA,)),
        ({"consents": (), "policy": MarketingPolicy(duties=frozenset({FIELDS}))}, ()),
        ({"policy": MarketingPolicy(fields=(LeadField.NEED, LeadField.EMAIL))}, (FIELDS,)),
    ],
)
def test_what_is_owed(changes, expected):
    found = missing(**changes)
    assert found.missing == expected
    assert found.fields == ((LeadField.NEED,) if expected == (FIELDS,) else ())


def test_each_side_has_its_own_figure():
    sales, marketing = sla_kept([KeptFacts(side=Side.SALES, n=20, kept=7)], as_of=NOW)
    assert [round(float(end), 3) for end in sales.interval] == [0.181, 0.567]
    assert (sales.group, sales.n, float(sales.value)) == ("sales", 20, 0.35)
    assert (marketing.group, marketing.value, marketing.note) == ("marketing", None, "no_promises")


def test_the_tries_of_a_cadence_do_not_come_closer():
    tries = [{"by": "call", "after": after} for after in ("PT0S", "PT4H", "PT2H")]
    with pytest.raises(ValidationError, match="must not shrink"):
        CadencePolicy.model_validate({"tries": tries})

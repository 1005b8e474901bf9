"""What a company works with, however it is written (S-045)."""

import pytest

from agents.rules.fields.technologies import LONGEST, MOST, SPELLINGS, technologies, technology


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("SAP S/4HANA, Salesforce und Slack", ("salesforce", "sap", "slack")),
        ("sfdc; SALESFORCE.COM", ("salesforce",)),
        ("MS Dynamics\nHub Spot", ("dynamics_365", "hubspot")),
        ("  Eigenbau-ERP 2.0 ", ("eigenbau_erp_2_0",)),
        ("C++ & C#", ("c#", "c++")),
        ("Research and Development", ("development", "research")),
        ("", ()),
        (" , ; |", ()),
        ("-", ()),
    ],
)
def test_lists(written, codes):
    assert technologies(written) == codes


def test_no_spelling_means_two_things():
    spelled = [one for spellings in SPELLINGS.values() for one in spellings]
    assert len(spelled) == len(set(spelled))
    assert all(technology(one) == code for code, many in SPELLINGS.items() for one in many)
    assert all(technology(code) == code for code in SPELLINGS)


def test_what_somebody_pastes_has_an_end():
    assert len(technologies(",".join(f"tool {n}" for n in range(99)))) == MOST
    assert len(technology("x" * 500)) == LONGEST

"""What colleagues type about leads is checked like what arrives at every other door."""

import pytest

from agents.rules import hand_made
from agents.vocabulary import ActivityKind, ConsentPurpose, Language, LeadField, LeadSource
from tests.agents.rules.builders import NOW

F = LeadField
EVA = {
    F.FIRST_NAME: "Eva",
    F.LAST_NAME: "Sommer",
    F.EMAIL: "Eva.Sommer@Sommer-Anlagen.example",
    F.PHONE: "030 / 90 18 20",
    F.COMPANY: " Sommer  Anlagenbau GmbH ",
}


def drafted(wish=ActivityKind.DEMO_REQUEST, **changes):
    typed = EVA | {F(name): text for name, text in changes.items()}
    return hand_made.draft(
        {field: text for field, text in typed.items() if text},
        wish=wish,
        language=Language.DE,
        now=NOW,
        free_mail={"gmail.com"},
    )


def test_a_draft_is_clean_and_of_slack():
    lead = drafted()
    assert (lead.source, lead.form) == (LeadSource.SLACK, None)
    assert lead.contact.email == "Eva.Sommer@sommer-anlagen.example"
    assert lead.contact.phone == "+4930901820"
    assert (lead.company.name, lead.company.domain) == (
        "Sommer Anlagenbau GmbH",
        "sommer-anlagen.example",
    )
    assert [done.kind for done in lead.activities] == [ActivityKind.DEMO_REQUEST]


def test_nobody_agrees_to_marketing_in_anothers_name():
    assert [one.purpose for one in drafted().consents] == [ConsentPurpose.ANSWER_REQUEST]
    assert drafted(ActivityKind.EVENT_ATTENDED).consents == ()


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"last_name": ""}, [("last_name", "missing")]),
        ({"email": "eva"}, [("email", "email_syntax")]),
        ({"phone": "zwölf"}, [("phone", "phone_unreadable")]),
        ({"email": "", "phone": ""}, [("email", "no_way")]),
        ({"email": ""}, None),
        ({"phone": ""}, None),
    ],
)
def test_a_name_and_one_way_to_answer_are_needed(changes, problems):
    found = drafted(**changes)
    if problems is None:
        assert not isinstance(found, tuple)
    else:
        assert [(one.name, one.code) for one in found] == problems


@pytest.mark.parametrize(
    ("field", "typed", "value", "problem"),
    [
        (F.PHONE, "01 58858", "+43158858", None),
        (F.COUNTRY, "Österreich", "AT", None),
        (F.COUNTRY, "Nirgendwo", None, "unknown_value"),
        (F.EMPLOYEES, "1.200", 1200, None),
        (F.EMPLOYEES, "viele", None, "number_unreadable"),
        (F.INDUSTRY, "Maschinenbau", "manufacturing", None),
        (F.NEED, "Eins\n\n\nZwei", "Eins\n\nZwei", None),
        (F.JOB_TITLE, "", None, None),
        (F.COMPANY, "x" * 400, "x" * 300, "too_long"),
    ],
)
def test_a_field_alone_is_read_and_the_others_are_left_alone(field, typed, value, problem):
    values, problems = hand_made.read({field: typed}, country="AT")
    assert values == {field: value}
    assert [one.code for one in problems] == ([problem] if problem else [])

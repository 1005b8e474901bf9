"""From what somebody typed to a draft: what is kept, what is noted, what is refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.facts import LeadDraft
from agents.policy import FormPolicy
from agents.rules.hygiene import clean
from agents.vocabulary import (
    ActivityKind,
    ConsentPurpose,
    ConsentState,
    Language,
    LeadSource,
)

NOW = datetime(2026, 3, 24, 9, tzinfo=UTC)
DEMO = FormPolicy(
    activity=ActivityKind.DEMO_REQUEST,
    required=("email", "last_name", "company"),
    fields={"your_company": "company"},
    consent_text="form-2026-11",
)
WHOLE = {
    "first_name": "Anna",
    "last_name": "Müller",
    "email": "Anna.Mueller@muster.example",
    "company": "Muster GmbH",
    "phone": "0151 12345678",
}


def draft_of(fields: dict[str, str], form: FormPolicy = DEMO) -> LeadDraft:
    draft, _ = clean(fields, form=form, form_name="demo", received_at=NOW)
    assert draft is not None
    return draft


def codes(fields: dict[str, str], form: FormPolicy = DEMO) -> set[tuple[str, str]]:
    _, problems = clean(fields, form=form, form_name="demo", received_at=NOW)
    return {(problem.name, problem.code) for problem in problems}


def test_a_whole_delivery_has_no_problem() -> None:
    assert codes(WHOLE) == set()
    draft = draft_of(WHOLE)
    assert draft.is_complete
    assert draft.source is LeadSource.FORM
    assert draft.form == "demo"
    assert draft.occurred_at == NOW
    assert draft.contact.phone == "+4915112345678"
    assert draft.company.domain == "muster.example"
    assert draft.activities[0].kind is ActivityKind.DEMO_REQUEST


@pytest.mark.parametrize("email", ["", "keine-mail", "a@b"])
def test_without_an_address_it_is_refused(email: str) -> None:
    draft, problems = clean(
        {**WHOLE, "email": email}, form=DEMO, form_name="demo", received_at=NOW
    )
    assert draft is None
    assert problems[0].code == ("email_syntax" if email else "missing")


def test_a_refusal_says_all_that_is_wrong() -> None:
    assert codes({"email": "keine-mail", "date": "30.02.2026"}) == {
        ("email", "email_syntax"),
        ("date", "date_impossible"),
    }


def test_a_lead_without_a_mandatory_field_is_kept_as_incomplete() -> None:
    fields = {"email": "info@leer.example", "company": "Leer AG"}
    assert not draft_of(fields).is_complete
    assert codes(fields) == {("last_name", "missing")}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("phone", "keine", "phone_unreadable"),
        ("country", "Europa", "unknown_value"),
        ("employees", "viele", "number_unreadable"),
        ("consent", "vielleicht", "unknown_value"),
        ("date", "gestern", "date_unreadable"),
        ("date", "30.02.2026", "date_impossible"),
        ("date", "01.01.2027", "date_in_future"),
        ("message", "x" * 4_001, "too_long"),
        ("timeframe", "x" * 201, "too_long"),
    ],
)
def test_what_cannot_be_read_is_noted_and_left_out(field: str, value: str, code: str) -> None:
    fields = {**WHOLE, field: value}
    assert codes(fields) == {(field, code)}
    draft = draft_of(fields)
    assert draft.is_complete
    assert draft.occurred_at == NOW


def test_a_note_on_a_field_says_nothing_about_the_person() -> None:
    _, problems = clean(
        {**WHOLE, "country": "Annas Land", "phone": "Annas Nummer"},
        form=DEMO,
        form_name="demo",
        received_at=NOW,
    )
    assert [problem.params for problem in problems] == [{}, {}]


def test_names_of_the_form_and_german_headings_are_understood() -> None:
    draft = draft_of(
        {
            "E-Mail": "a@b.example",
            "Ansprechpartner": "Anna von der Heide",
            "your_company": "Heide AG",
            "Land": "Österreich",
            "Telefon": "01 58858",
            "Mitarbeiter": "50-100",
            "Branche": "Maschinenbau",
            "utm_campaign": "fruehling",
            "Sprache": "english",
        }
    )
    assert (draft.contact.first_name, draft.contact.last_name) == ("Anna", "von der Heide")
    assert draft.company.name == "Heide AG"
    assert draft.company.country == "AT"
    assert draft.contact.phone == "+43158858"
    assert draft.company.employees == 50
    assert draft.company.industry == "manufacturing"
    assert draft.origin == "fruehling"
    assert draft.language is Language.EN


def test_a_form_does_not_number_its_leads_by_a_hidden_field() -> None:
    assert draft_of({**WHOLE, "id": "contact-form"}).external_id is None


def test_free_mail_names_no_company() -> None:
    draft, _ = clean(
        {**WHOLE, "email": "anna@gmail.com"},
        form=DEMO,
        form_name="demo",
        received_at=NOW,
        free_mail={"gmail.com"},
    )
    assert draft is not None
    assert draft.company.domain is None


@pytest.mark.parametrize(
    ("answer", "state"),
    [("ja", ConsentState.GRANTED), ("nein", ConsentState.DENIED), ("", None), ("?", None)],
)
def test_an_answer_is_kept_with_the_text_it_was_given_to(
    answer: str, state: ConsentState | None
) -> None:
    asked = [
        consent
        for consent in draft_of({**WHOLE, "consent": answer}).consents
        if consent.purpose is ConsentPurpose.MARKETING_EMAIL
    ]
    assert [consent.state for consent in asked] == ([state] if state else [])
    assert all(consent.text_version == "form-2026-11" for consent in asked)


def test_only_who_asks_may_be_answered() -> None:
    def purposes(kind: ActivityKind) -> set[ConsentPurpose]:
        form = DEMO.model_copy(update={"activity": kind})
        return {consent.purpose for consent in draft_of(WHOLE, form).consents}

    assert purposes(ActivityKind.DEMO_REQUEST) == {ConsentPurpose.ANSWER_REQUEST}
    assert purposes(ActivityKind.DOWNLOAD) == set()


FIELDS = ("email", "name", "company", "phone", "country", "date", "employees", "consent", "need")


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=300)))
def test_no_delivery_breaks_it(fields: dict[str, str]) -> None:
    draft, problems = clean(fields, form=DEMO, form_name="demo", received_at=NOW)
    if draft is None:
        assert any(problem.name == "email" for problem in problems)
    else:
        assert draft.occurred_at.tzinfo is not None
        assert draft.is_complete or any(problem.code == "missing" for problem in problems)

"""The chatbot's questions: each once, to an end, consent apart and never a condition (S-070)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.decisions import FieldProblem
from agents.rules import dialogue
from agents.rules.dialogue import Given, Step, accept_answer, next_question
from agents.vocabulary import ActivityKind, Language
from tests.agents.rules.builders import a_policy

DE, EN = Language.DE, Language.EN
CHAT = a_policy().chat
FIELDS = [question.field for question in CHAT.questions]
GOOD = {
    "need": Given(option=2),
    "company": Given(text="Sommer Anlagenbau GmbH"),
    "job_title": Given(text="Leiterin Vertrieb"),
    "timeframe": Given(option=1),
    "email": Given(text="eva@sommer.example"),
}


def answered(*fields, language=DE):
    answers = {}
    for name in fields:
        answers = accept_answer(CHAT, answers, GOOD[name], language)
        assert not isinstance(answers, FieldProblem)
    return answers


def at(field):
    return answered(*FIELDS[: FIELDS.index(field)])


def said(field, text=None, option=None, language=DE):
    """What the answer became, or the code of the problem."""
    taken = accept_answer(CHAT, at(field), Given(text=text, option=option), language)
    return taken.code if isinstance(taken, FieldProblem) else taken[field]


@pytest.mark.parametrize("language", Language)
def test_five_questions_then_consent_then_the_end(language):
    assert list(GOOD) == FIELDS
    answers = {}
    for question in CHAT.questions:
        step = next_question(CHAT, answers, language)
        assert (step.kind, step.field) == ("question", question.field)
        assert step.text == question.ask[language]
        assert step.options == tuple(option.label[language] for option in question.options)
        answers = accept_answer(CHAT, answers, GOOD[question.field], language)
    step = next_question(CHAT, answers, language)
    assert step.kind == "consent"
    assert step.text == CHAT.consent_text[language]
    done = accept_answer(CHAT, answers, Given(option=dialogue.NO), language)
    assert next_question(CHAT, done, language) == Step(kind="done")
    assert accept_answer(CHAT, done, Given(text="noch etwas"), language) == FieldProblem(
        name="answer", code="ended"
    )


@pytest.mark.parametrize(
    ("text", "option", "expected"),
    [
        (None, 2, Given(text="Preise", option=2)),
        ("2", None, Given(text="Preise", option=2)),
        ("2.", None, Given(text="Preise", option=2)),
        ("2)", None, Given(text="Preise", option=2)),
        (" preise ", None, Given(text="Preise", option=2)),
        ("PRICING", None, Given(text="Preise", option=2)),
        ("Können Sie SAP anbinden?", None, Given(text="Können Sie SAP anbinden?")),
        ("2027", None, Given(text="2027")),
        ("7", None, "unknown_option"),
        ("0", None, "unknown_option"),
        (None, 0, "unknown_option"),
        (None, 4, "unknown_option"),
        ("²", None, Given(text="²")),
        ("skip", None, Given()),
        ("Überspringen", None, Given()),
        ("", None, Given()),
        ("   ", None, Given()),
        ("\x00\u200b", None, Given()),
        (None, None, Given()),
        ("x" * 1_000, None, Given(text="x" * 1_000)),
        ("x" * 1_001, None, "too_long"),
    ],
)
def test_a_question_with_options(text, option, expected):
    assert said("need", text, option) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eva@sommer.example", "eva@sommer.example"),
        (" Eva.Sommer@Sommer.Example ", "Eva.Sommer@sommer.example"),
        ("meine Adresse ist eva@sommer.example.", "eva@sommer.example"),
        ("Eva Sommer <eva@sommer.example>", "eva@sommer.example"),
        ("eva@müller.example", "eva@müller.example"),
        ("eva@", "email_syntax"),
        ("eva", "email_syntax"),
        ("eva@sommer", "email_syntax"),
        ("eva@@sommer.example", "email_syntax"),
        ("a@sommer.example oder b@sommer.example", "email_syntax"),
        ("", "mandatory"),
        ("skip", "mandatory"),
    ],
)
def test_the_address(text, expected):
    found = said("email", text)
    assert found == (expected if isinstance(found, str) else Given(text=expected))


def test_a_number_of_an_option_where_there_are_none():
    assert said("company", option=1) == "unknown_option"
    assert said("company", "3") == Given(text="3")


@pytest.mark.parametrize(
    ("text", "option", "expected"),
    [
        (None, 1, True),
        (None, 2, False),
        ("Ja", None, True),
        ("ja, gern!", None, True),
        ("yes please", None, True),
        ("Nein.", None, False),
        ("no thanks", None, False),
        ("2", None, False),
        ("vielleicht", None, None),
        (None, 3, None),
        ("", None, None),
        ("skip", None, None),
    ],
)
def test_consent_is_yes_or_no_and_never_guessed(text, option, expected):
    taken = accept_answer(CHAT, answered(*FIELDS), Given(text=text, option=option), DE)
    if expected is None:
        assert isinstance(taken, FieldProblem)
        assert taken.code == "yes_or_no"
    else:
        assert dialogue.consent_given(taken) is expected
    assert dialogue.consent_given(answered(*FIELDS)) is None


def test_an_option_means_what_the_policy_says():
    assert dialogue.activity(CHAT, answered(*FIELDS)) is ActivityKind.PRICE_REQUEST
    own_words = accept_answer(CHAT, {}, Given(text="Nur so"), DE)
    assert dialogue.activity(CHAT, own_words) is None
    assert dialogue.activity(CHAT, {"need": Given(text="alt", option=9)}) is None


def test_the_forms_mandatory_fields_cannot_be_skipped():
    step = next_question(CHAT, at("company"), DE, required=("email", "company"))
    assert not step.may_skip
    refused = accept_answer(CHAT, at("company"), Given(), DE, required=("email", "company"))
    assert refused == FieldProblem(name="company", code="mandatory")


anything = st.builds(
    Given,
    text=st.none() | st.text(max_size=1_200) | st.sampled_from(["1", "ja", "skip", "a@b.example"]),
    option=st.none() | st.integers(min_value=-1, max_value=5),
)


@given(said=st.lists(anything, max_size=40), language=st.sampled_from(Language))
def test_whatever_is_said_nothing_is_asked_twice_and_it_ends(said, language):
    answers, asked = {}, []
    for item in [*said, *GOOD.values(), *GOOD.values(), Given(option=2)]:
        step = next_question(CHAT, answers, language)
        taken = accept_answer(CHAT, answers, item, language)
        if isinstance(taken, FieldProblem):
            assert taken.name == (step.field or "answer")
            continue
        asked.append(step.field)
        assert set(taken) == {*answers, step.field}
        answers = taken
    for _ in range(len(FIELDS) + 1):
        step = next_question(CHAT, answers, language)
        if step.kind == "done":
            break
        say = Given(option=2) if step.kind == "consent" else GOOD[step.field]
        answers = accept_answer(CHAT, answers, say, language)
        asked.append(step.field)
    assert next_question(CHAT, answers, language).kind == "done"
    assert asked == [*FIELDS, dialogue.CONSENT]
    assert "@" in answers["email"].text

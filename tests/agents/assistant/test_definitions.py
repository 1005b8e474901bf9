"""The written definitions (S-015, S-131 to S-134)."""

import pytest

from agents import sentences
from agents.answers import AnswerKind
from agents.assistant import definitions
from agents.assistant.router import Term
from agents.vocabulary import JobFunction, Language, RejectReason, Seniority, Stage
from agents.words import in_language
from tests.agents.rules.builders import a_policy


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("term", list(Term))
def test_every_term_has_a_text_with_its_edition(term, language):
    policy = a_policy()
    found = definitions.defined(term, policy, in_language(language))
    assert found.kind is AnswerKind.DEFINITION
    assert len(found.text) > 20
    assert policy.revision in (found.note or "")
    assert "RevOps" in (found.note or "")


@pytest.mark.parametrize("term", list(Term))
def test_every_term_is_found_by_its_names(term):
    assert definitions.find(term.value) is term
    assert all(definitions.find(name.upper()) is term for name in definitions.NAMES[term])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("MQL?", Term.MQL),
        ("MQLs", Term.MQL),
        ("of an MQL", Term.MQL),
        ("von Coverage", Term.COVERAGE),
        ("Heiß", Term.HOT),
        ("no_fit", RejectReason.NO_FIT),
        ("Quatsch", None),
        ("", None),
    ],
)
def test_how_a_word_may_be_typed(typed, meant):
    assert definitions.find(typed) is meant


def test_the_four_conditions_stand_in_the_definition_of_an_mql_with_their_numbers():
    text = definitions.answer("MQL", a_policy(), in_language(Language.DE)).text
    assert all(part in text for part in ("70", "60", "hoch oder mittel", "Einwilligung", "Demo"))


def test_the_numbers_are_those_of_the_policy_in_force():
    policy = a_policy()
    score = policy.score.model_copy(update={"threshold": 81, "hysteresis": 62})
    changed = policy.model_copy(update={"score": score, "revision": "abc123"})
    found = definitions.answer("mql", changed, in_language(Language.EN))
    assert "81" in found.text
    assert "abc123" in (found.note or "")


@pytest.mark.parametrize(("typed", "language"), [("Kein Fit", "de"), ("no fit", "en")])
def test_a_reason_code_by_its_label(typed, language):
    w = in_language(Language(language))
    rule = a_policy().reasons[RejectReason.NO_FIT]
    assert w.both(rule.description) in definitions.answer(typed, a_policy(), w).text


def test_without_a_word_there_is_the_list():
    text = definitions.answer("", a_policy(), in_language(Language.EN)).text
    w = in_language(Language.EN)
    assert all(definitions.title(term, w) in text for term in Term)
    unknown = definitions.answer("blorp", a_policy(), in_language(Language.EN)).text
    assert unknown.startswith("“blorp” is not defined.")


def test_the_ideal_customer_names_its_regions_as_people_do():
    """A score's line says Bayern, and so does what it gives points for."""
    said = definitions.defined(Term.ICP, a_policy(), in_language(Language.DE)).text
    assert "Bayern (+7)" in said
    assert "DE-BY" not in said


@pytest.mark.parametrize("language", list(Language))
def test_what_is_listed_can_be_asked_for(language: Language) -> None:
    w = in_language(language)
    assert all(definitions.find(definitions.title(term, w)) is term for term in Term)


def test_the_german_list_names_no_english_words() -> None:
    text = definitions.answer("", a_policy(), in_language(Language.DE)).text
    assert "Heißer Lead" in text
    assert "Verblassen" in text
    assert "Ablehnungsgründe" in text
    assert not any(
        word in text for word in ("hot", "Decay", "Reason codes", "Lifecycle", "Intent")
    )


def test_the_ideal_customer_names_what_a_job_title_is_read_as() -> None:
    """Where the policy gives points for function and seniority, so does the definition."""
    policy = a_policy()
    fit = policy.score.fit.model_copy(
        update={
            "functions": {JobFunction.PURCHASING: 8},
            "seniorities": {Seniority.HEAD: 12, Seniority.C_LEVEL: 15},
        }
    )
    score = policy.score.model_copy(update={"fit": fit})
    changed = policy.model_copy(update={"score": score})
    said = definitions.defined(Term.ICP, changed, in_language(Language.DE)).text
    assert "Entscheidung laut Position: Geschäftsführung (+15), Leitung (+12)" in said
    assert "Aufgabe laut Position: Einkauf (+8)" in said


def test_every_stage_can_be_asked_for_and_those_aside_say_what_they_are() -> None:
    for language in Language:
        w = in_language(language)
        text = definitions.defined(Term.LIFECYCLE, a_policy(), w).text
        for stage in Stage:
            assert sentences.stage(w, stage) in text
            if stage is not Stage.SPAM:
                assert definitions.find(sentences.stage(w, stage).partition(" (")[0]) is not None
    assert (
        "nach 90 Tagen"
        in definitions.defined(Term.LIFECYCLE, a_policy(), in_language(Language.DE)).text
    )

import tomllib
from pathlib import Path

import pytest

from agents.assistant.language import detect
from agents.assistant.router import Route, RouteKind, route
from agents.vocabulary import Language

DATA = Path(__file__).parents[2] / "data"
ROUTES = tomllib.loads((DATA / "assistant_routes.toml").read_text())["questions"]
PLAYBOOK = tomllib.loads((DATA / "playbook_questions.toml").read_text())
SHOWS_NO_LANGUAGE = {"lead 17"}


def detail(found: Route) -> str:
    if found.kind is RouteKind.METRIC:
        assert found.metric is not None
        return found.metric.value
    if found.kind is RouteKind.DEFINITION:
        assert found.term is not None
        return found.term.value
    if found.kind is RouteKind.LEAD:
        assert found.lead is not None
        return found.lead.text or ("@mine" if found.lead.only_mine else "@open")
    return ""


@pytest.mark.parametrize(("question", "language", "kind", "what"), ROUTES)
def test_question_goes_where_it_belongs(question, language, kind, what):
    found = route(question, language=Language(language))

    assert (found.kind.value, detail(found)) == (kind, what)
    assert found.language.value == language


@pytest.mark.parametrize(("question", "language"), [(row[0], row[1]) for row in ROUTES])
def test_language_is_seen_whoever_asks(question, language):
    other = Language.EN if language == "de" else Language.DE

    expected = other if question in SHOWS_NO_LANGUAGE else Language(language)
    assert detect(question, default=other) is expected


def playbook_questions():
    """Every question of the library's own set, whether it has an answer or not."""
    for by_language in PLAYBOOK.values():
        for language, sets in by_language.items():
            groups = sets.values() if isinstance(sets, dict) else [sets]
            for row in (one for group in groups for one in group):
                yield row if isinstance(row, str) else row[0], language


@pytest.mark.parametrize(("question", "language"), [*playbook_questions()])
def test_questions_to_the_playbooks_reach_them(question, language):
    found = route(question, language=Language(language))

    assert found.kind is RouteKind.PLAYBOOK or found.lead.is_guess
    assert found.language.value == language


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "\n\t", "😀" * 50, "x" * 50_000, "mql " * 5_000]
)
def test_odd_texts_are_routed_quickly(text):
    assert route(text, language=Language.DE).kind in RouteKind

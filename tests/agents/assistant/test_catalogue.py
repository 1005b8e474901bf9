"""Every sentence of the assistant has its German, with the same places to fill."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from agents.assistant import definition_words, tools
from agents.assistant.router import Term
from agents.vocabulary import ActivityKind, Language, Metric
from agents.words import in_language
from tests.agents.assistant.world import DPO, MANAGER, MARKETING, POLICY, SDR

ROOT = Path(__file__).parents[3]
PLACE = re.compile(r"\{\w+\}")


def sentences():
    found = set()
    for file in sorted((ROOT / "agents" / "assistant").glob("*.py")):
        for _, message, _, _ in extract_from_file(
            "python", str(file), keywords={"t": None, "n": (1, 2)}
        ):
            found.add(message if isinstance(message, tuple) else (message,))
    return found


def catalogue():
    with (ROOT / "agents" / "locale" / "de" / "assistant.po").open("rb") as file:
        return {
            (one.id,) if isinstance(one.id, str) else tuple(one.id): one.string
            for one in read_po(file, locale="de")
            if one.id
        }


def test_the_catalogue_holds_nothing_that_is_not_said():
    """What else is said here stands in other catalogues; tests/agents/test_words.py finds it."""
    assert set(catalogue()) <= sentences()


@pytest.mark.parametrize("message", sorted(catalogue()))
def test_translations_fill_the_same_places(message):
    translated = catalogue()[message]
    for one in [translated] if isinstance(translated, str) else translated:
        assert one
        assert set(PLACE.findall(one)) == set(PLACE.findall(message[-1]))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("term", Term)
def test_every_term_can_be_defined(term, language):
    text = definition_words.text(term, POLICY, in_language(language))

    assert text.endswith(".")
    assert not PLACE.search(text)


@pytest.mark.parametrize("language", Language)
def test_every_activity_has_a_word(language):
    words = in_language(language)

    assert len({definition_words.activity(kind, words) for kind in ActivityKind}) == len(
        ActivityKind
    )


def test_every_tool_has_a_declared_right():
    assert set(tools.RIGHTS) == set(tools._MAKERS)
    assert len(Metric) == 11
    assert {person.role for person in (SDR, MANAGER, MARKETING, DPO)}

"""Folding, guessing the language, the lexicon, letters, coverage and chunks."""

from pathlib import Path

import pytest

from agents.vocabulary import Language, Visibility
from knowledge import lexicon
from knowledge.chunking import Chunk, split
from knowledge.evidence import Coverage
from knowledge.language import fold, guess_language, words
from knowledge.lexical import LexicalIndex, grams
from knowledge.lexicon import Lexicon, LexiconError

EVERYONE = frozenset(Visibility)


def chunk(section: str, text: str, visibility: Visibility = Visibility.TEAM) -> Chunk:
    return Chunk(
        id=f"{section}@de/0",
        section_id=section,
        lang=Language.DE,
        visibility=visibility,
        text=text,
    )


@pytest.mark.parametrize("typed", ["Rückruf", "RUECKRUF", "Ruckruf", "Ru\u0308ckruf"])
def test_umlauts_are_found_however_they_are_typed(typed: str):
    assert fold(typed) == "ruckruf"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Was sage ich, wenn es zu teuer ist?", Language.DE),
        ("What do I say when it is too expensive?", Language.EN),
        ("Demo?", Language.DE),
        ("", Language.DE),
    ],
)
def test_the_language_of_a_question_is_guessed(question: str, expected: Language):
    assert guess_language(question, default=Language.DE) is expected


def found(text: str, **concepts: list[str]) -> list[tuple[str, list[int]]]:
    return [(name, list(at)) for name, at in Lexicon(concepts).find(words(text))]


def test_a_stem_stands_for_the_words_that_begin_with_it():
    assert found("Die Preisfrage", price=["preis"]) == [("price", [1])]
    assert found("Der Listenpreis", price=["preis"]) == []


def test_a_star_finds_a_stem_inside_a_compound_and_a_dollar_asks_for_the_whole_word():
    assert found("Der Listenpreis", price=["*preis"]) == [("price", [1])]
    assert found("fitness fit", fit=["fit$"]) == [("fit", [1])]


def test_a_phrase_stands_on_all_of_its_words():
    assert found("kein Opt-in da", consent=["opt in"]) == [("consent", [1, 2])]


def test_a_team_adds_words_to_a_concept(tmp_path: Path):
    (tmp_path / "lexicon.toml").write_text('[concepts]\nprice = ["Zaster"]\n', encoding="utf-8")
    both = Lexicon.load([lexicon.SHIPPED, tmp_path / "lexicon.toml"])
    names = [{name for name, _ in both.find(words(text))} for text in ("zaster", "kosten")]
    assert names == [{"price"}, {"price"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("price = []", "has no table [concepts]"),
        ('[concepts]\nprice = "teuer"', "concepts.price: must be a list of words"),
        ('[concepts]\nprice = ["*"]', "concepts.price: must be a list of words"),
        ("[concepts", "Expected"),
    ],
)
def test_a_broken_lexicon_is_named_with_its_concept(tmp_path: Path, text: str, expected: str):
    path = tmp_path / "lexicon.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        Lexicon.load([path])
    assert str(caught.value).startswith(f"{path}: ")
    assert expected in str(caught.value)


def test_letters_find_the_compound_and_its_ending():
    assert grams("ab") == ["_ab_"]
    index = LexicalIndex(
        [chunk("notice", "Die Kündigungsfrist beträgt drei Monate"), chunk("other", "Ein Baum")],
        Lexicon(),
    )
    scores = index.scores("Welche Fristen gelten für Kündigungen?", visible=EVERYONE)
    assert max(scores, key=scores.__getitem__) == "notice"


def test_what_the_asker_may_not_see_has_no_score():
    index = LexicalIndex([chunk("limits", "Rabatt", Visibility.MANAGERS)], Lexicon())
    assert index.scores("Rabatt", visible=frozenset({Visibility.TEAM})) == {}
    assert index.scores("Rabatt", visible=EVERYONE)["limits"] > 0


@pytest.mark.parametrize("question", ["", "   ", "?!", "zzzzzz"])
def test_a_question_without_known_letters_finds_nothing(question: str):
    assert LexicalIndex([chunk("a", "Rabatt")], Lexicon()).scores(question, visible=EVERYONE) == {}
    assert LexicalIndex([], Lexicon()).scores(question, visible=EVERYONE) == {}


def test_coverage_is_the_share_of_what_was_asked():
    lexicon_ = Lexicon({"price": ["teuer", "expensive"]})
    coverage = Coverage([chunk("price", "zu teuer"), chunk("tree", "ein Baum")], lexicon_)
    assert coverage.of("expensive") == {"price": 1.0}
    assert 0 < coverage.of("Baum Quantenphysik")["tree"] < 0.6
    assert coverage.of("wie ist das denn") == {}


def test_long_sections_are_cut_between_paragraphs():
    paragraphs = ["eins " * 100, "zwei " * 100, "drei " * 10]
    pieces = list(split("\n\n".join(paragraphs), max_words=150))
    assert [set(piece.split()) for piece in pieces] == [{"eins"}, {"zwei", "drei"}]


def test_a_paragraph_that_is_too_long_is_cut_and_nothing_is_lost():
    text = " ".join(str(number) for number in range(400))
    pieces = list(split(text, max_words=150))
    assert " ".join(pieces).split() == text.split()
    assert max(len(piece.split()) for piece in pieces) <= 150

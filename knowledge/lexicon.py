"""The team's dictionary: words of both languages that mean the same to the search."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from knowledge.language import words

SHIPPED = Path(__file__).parent / "lexicon.toml"


class LexiconError(Exception):
    """A lexicon file cannot be used; the message names file and concept."""


class Lexicon:
    """Finds concepts in text; without concepts it finds none."""

    def __init__(self, concepts: Mapping[str, Sequence[str]] | None = None) -> None:
        self._stems: list[tuple[str, re.Pattern[str]]] = []
        self._phrases: list[tuple[str, str, re.Pattern[str]]] = []
        for name, stems in (concepts or {}).items():
            single = [stem for stem in stems if len(words(stem)) == 1]
            if single:
                self._stems.append((name, re.compile("|".join(map(_pattern, single)))))
            for phrase in stems:
                if phrase not in single:
                    needle = " " + " ".join(words(phrase))
                    self._phrases.append((name, needle, re.compile(_pattern(phrase))))
        self._of_word: dict[str, tuple[str, ...]] = {}

    @classmethod
    def load(cls, files: Iterable[Path]) -> "Lexicon":
        """All files as one; a concept in several files has the stems of all.

        Raises:
            LexiconError: when a file is not as it must be.
        """
        merged: dict[str, list[str]] = {}
        for path in files:
            for name, stems in _read(path).items():
                merged.setdefault(name, []).extend(stems)
        return cls(merged)

    def find(self, folded: Sequence[str]) -> Iterator[tuple[str, range]]:
        """Each concept in a row of folded words, with the positions it stands on."""
        for position, word in enumerate(folded):
            for name in self._concepts(word):
                yield name, range(position, position + 1)
        line = f" {' '.join(folded)} "
        for name, needle, pattern in self._phrases:
            if needle in line:
                for match in pattern.finditer(line):
                    # The blanks before a place in the line count the words before it.
                    first = line.count(" ", 0, match.start()) - 1
                    yield name, range(first, line.count(" ", 0, match.end()))

    def _concepts(self, word: str) -> tuple[str, ...]:
        """Of one word; kept, because texts repeat their words and patterns are many."""
        if word not in self._of_word:
            line = f" {word} "
            found = (name for name, pattern in self._stems if pattern.search(line))
            self._of_word[word] = tuple(found)
        return self._of_word[word]


def _pattern(stem: str) -> str:
    """A stem as it stands in a line of folded words, each between blanks."""
    core = " ".join(map(re.escape, words(stem)))
    start = "" if stem.startswith("*") else "(?<= )"
    return f"{start}{core}(?= )" if stem.endswith("$") else f"{start}{core}"


def _read(path: Path) -> dict[str, list[str]]:
    try:
        concepts = tomllib.loads(path.read_text(encoding="utf-8")).get("concepts")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: {error}") from error
    if not isinstance(concepts, dict):
        raise LexiconError(f"{path}: has no table [concepts]")
    for name, stems in concepts.items():
        if not isinstance(stems, list) or not all(
            isinstance(stem, str) and words(stem) for stem in stems
        ):
            raise LexiconError(f"{path}: concepts.{name}: must be a list of words")
    return concepts

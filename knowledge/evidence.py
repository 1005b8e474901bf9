"""How much of a question a section covers: what the library abstains by.

Every word that carries the question counts by its rarity (inverse document frequency). It is
covered where the section has a word with the same letters, or the same concept of the lexicon.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

from knowledge.chunking import Chunk
from knowledge.language import is_filler, words
from knowledge.lexical import grams
from knowledge.lexicon import Lexicon

_SAME = 0.5
"""Share of a word's 4-grams above which another word begins to cover it."""


class Coverage:
    """Which words and concepts every section has."""

    def __init__(self, chunks: Sequence[Chunk], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._sections = len({chunk.section_id for chunk in chunks})
        self._having_word: dict[str, set[str]] = defaultdict(set)
        self._having_concept: dict[str, set[str]] = defaultdict(set)
        self._having_gram: dict[str, set[str]] = defaultdict(set)
        for chunk in chunks:
            folded = words(chunk.text)
            for word in folded:
                self._having_word[word].add(chunk.section_id)
            for name, _ in lexicon.find(folded):
                self._having_concept[name].add(chunk.section_id)
        for word in self._having_word:
            for gram in grams(word):
                self._having_gram[gram].add(word)

    def of(self, question: str) -> dict[str, float]:
        """The covered share of the question, 0 to 1, for each section that covers any."""
        folded = words(question)
        concepts: dict[int, set[str]] = defaultdict(set)
        for name, positions in self._lexicon.find(folded):
            for position in positions:
                concepts[position].add(name)
        covered: dict[str, float] = defaultdict(float)
        asked = 0.0
        for position, word in enumerate(folded):
            if position not in concepts and (is_filler(word) or len(word) == 1):
                continue
            weight, shares = self._word(word, concepts.get(position, set()))
            asked += weight
            for section, share in shares.items():
                covered[section] += weight * share
        return {section: value / asked for section, value in covered.items()} if asked else {}

    def _word(self, word: str, concepts: set[str]) -> tuple[float, dict[str, float]]:
        """The word's weight, and how far each section covers it."""
        shares = self._alike(word)
        weight = self._rarity(len(shares))
        if concepts:
            weight = min(weight, *(self._rarity(len(self._having_concept[c])) for c in concepts))
            for concept in concepts:
                shares |= dict.fromkeys(self._having_concept[concept], 1.0)
        return weight, shares

    def _alike(self, word: str) -> dict[str, float]:
        asked = set(grams(word))
        shared: dict[str, int] = defaultdict(int)
        for gram in asked:
            for other in self._having_gram.get(gram, ()):
                shared[other] += 1
        shares: dict[str, float] = {}
        for other, count in shared.items():
            share = (count / len(asked) - _SAME) / (1 - _SAME)
            if share > 0:
                for section in self._having_word[other]:
                    shares[section] = max(shares.get(section, 0.0), share)
        return shares

    def _rarity(self, having: int) -> float:
        return math.log(1 + self._sections / (1 + having))

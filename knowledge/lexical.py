"""Ranking by shared letters: BM25 over character 4-grams and the lexicon's concepts.

Four letters bridge German compounds and endings, where whole words and stemmers fail.
"""

from collections.abc import Sequence

import bm25s

from agents.vocabulary import Visibility
from knowledge.chunking import Chunk
from knowledge.language import words
from knowledge.lexicon import Lexicon

_WIDTH = 4
_CONCEPT_WEIGHT = 6
"""A concept counts like the 4-grams of a word of seven letters; chosen on `tuned` questions."""


def grams(word: str) -> list[str]:
    """The 4-grams of a folded word with its borders marked; a short word is one."""
    marked = f"_{word}_"
    return [marked[i : i + _WIDTH] for i in range(max(1, len(marked) - _WIDTH + 1))]


class LexicalIndex:
    """The chunks by their letters; held in memory, built in well under a second."""

    def __init__(self, chunks: Sequence[Chunk], lexicon: Lexicon) -> None:
        self._chunks = tuple(chunks)
        self._lexicon = lexicon
        self._bm25 = bm25s.BM25()
        if self._chunks:
            self._bm25.index([self._tokens(chunk.text) for chunk in chunks], show_progress=False)

    def scores(self, question: str, *, visible: frozenset[Visibility]) -> dict[str, float]:
        """The best BM25 score of each section the asker may see, where above zero."""
        tokens = self._tokens(question)
        best: dict[str, float] = {}
        # bm25s raises on an index without documents and on a question without tokens.
        if not self._chunks or not tokens:
            return best
        for chunk, score in zip(self._chunks, self._bm25.get_scores(tokens), strict=True):
            if score > 0 and chunk.visibility in visible:
                best[chunk.section_id] = max(best.get(chunk.section_id, 0.0), float(score))
        return best

    def _tokens(self, text: str) -> list[str]:
        folded = words(text)
        concepts = [f"§{name}" for name, _ in self._lexicon.find(folded)]
        return [gram for word in folded for gram in grams(word)] + concepts * _CONCEPT_WEIGHT

"""The library: finds the playbook sections that answer a question, or says there is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import structlog

from agents.facts import Passage
from agents.ports import Embedder, EmbeddingUnavailableError
from agents.vocabulary import Language, Visibility
from knowledge import lexicon, playbooks
from knowledge.chunking import chunk_playbooks
from knowledge.evidence import Coverage
from knowledge.index import VectorIndex, VectorsUnavailableError
from knowledge.language import guess_language
from knowledge.lexical import LexicalIndex
from knowledge.lexicon import Lexicon
from knowledge.playbooks import Playbook, Section, load_playbooks

_log = structlog.get_logger(__name__)

MINILM_DENSE_WEIGHT: Mapping[Language, float] = {Language.EN: 1.0, Language.DE: 0.05}
"""MiniLM reads English. In German it must not outvote letters, only break their ties."""
EVIDENCE_FLOOR = 0.38
"""Chosen on the questions of tests/data/playbook_questions.toml; the measured numbers stand in
tests/knowledge/test_retrieval.py."""

_RRF_K = 60
"""Cormack, Clarke and Buettcher 2009, "Reciprocal Rank Fusion"."""
_NEAREST = 60
"""Chunks asked of Chroma; a shipped section has about twelve."""
_CANDIDATES = 20
"""Sections whose coverage takes part in the vote."""
_LONGEST_QUESTION = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LibrarySettings:
    """Where the library lives; the bot passes it in.

    Exactly one of `chroma_folder` and `chroma_url` is given.
    """

    chroma_folder: Path | None = None
    """Owned by one process."""
    chroma_url: str | None = None
    """Of a Chroma server, for several processes."""
    playbook_folders: tuple[Path, ...] = ()
    """The team's own playbooks, and beside them an optional lexicon.toml."""
    with_shipped: bool = True
    dense_weight: Mapping[Language, float] = field(default_factory=lambda: MINILM_DENSE_WEIGHT)
    """Vote of the vectors against one of the letters; 1.0 each for a multilingual model."""
    evidence_floor: float = EVIDENCE_FLOOR
    """Below it a passage is no answer."""


class _Shelf:
    """One reading of the files; replaced as a whole, so that a search never sees half of it."""

    def __init__(self, books: Iterable[Playbook], words: Lexicon) -> None:
        books = tuple(books)
        self.chunks = chunk_playbooks(books)
        self.lexical = LexicalIndex(self.chunks, words)
        self.coverage = Coverage(self.chunks, words)
        self.editions: dict[str, dict[Language, tuple[Playbook, Section]]] = {}
        for book in books:
            for section in book.sections:
                self.editions.setdefault(book.section_id(section), {})[book.lang] = (book, section)

    def passage(self, section_id: str, *, lang: Language, evidence: float) -> Passage:
        editions = self.editions[section_id]
        book, section = editions.get(lang) or next(iter(editions.values()))
        return book.passage(section, evidence=evidence)


class PlaybookLibrary:
    """Fulfils `agents.ports.Library`; safe to use from many threads.

    Without vectors (no model, server away) it goes on with letters and lexicon alone. Made with
    `with_vectors=False` it answers so at once; `refresh` brings the vectors.

    Raises:
        PlaybookError: when a playbook file cannot be used.
        LexiconError: when a lexicon file cannot be used.
        FolderInUseError: when another process owns the Chroma folder.
    """

    def __init__(
        self, settings: LibrarySettings, *, embedder: Embedder, with_vectors: bool = True
    ) -> None:
        self._settings = settings
        self._shelf = _read(settings)
        self._vectors = VectorIndex(
            folder=settings.chroma_folder, server_url=settings.chroma_url, embedder=embedder
        )
        self._has_vectors = False
        self._refreshing = Lock()
        if with_vectors:
            self._sync()

    def refresh(self) -> None:
        """Read the files again and embed what is new; a broken file leaves all as it was.

        Raises:
            PlaybookError: when a playbook file cannot be used.
            LexiconError: when a lexicon file cannot be used.
            IndexStoppedError: after `stop`.
        """
        with self._refreshing:
            self._shelf = _read(self._settings)
            self._sync()

    def stop(self) -> None:
        """End a `refresh` under way soon; does not wait."""
        self._vectors.stop()

    def close(self) -> None:
        """Give the Chroma folder back."""
        self._vectors.close()

    def search(
        self, question: str, *, lang: Language, visible: frozenset[Visibility], limit: int = 3
    ) -> tuple[Passage, ...]:
        """The passages that answer, best first; empty means "not in the playbook".

        What the asker may not see is left out before anything is ranked. The question may be
        in the other language; a passage comes in `lang` where it exists in it.
        """
        shelf = self._shelf
        asked = question[:_LONGEST_QUESTION]
        weight = self._settings.dense_weight[guess_language(asked, default=lang)]
        letters = shelf.lexical.scores(asked, visible=visible)
        cosines = self._cosines(asked, visible, shelf) if weight else {}
        votes = _fuse((letters, 1.0), (cosines, weight))
        coverage = shelf.coverage.of(asked)
        candidates = {section: coverage.get(section, 0.0) for section in _best(votes, _CANDIDATES)}
        votes = _fuse((letters, 1.0), (cosines, weight), (candidates, 1.0))
        if not cosines:
            weight = 0.0
        evidence = {
            section: (covered + weight * max(0.0, cosines.get(section, 0.0))) / (1 + weight)
            for section, covered in candidates.items()
        }
        answers = [section for section in _best(votes, _CANDIDATES) if section in evidence]
        return tuple(
            shelf.passage(section, lang=lang, evidence=round(min(1.0, evidence[section]), 3))
            for section in answers
            if evidence[section] >= self._settings.evidence_floor
        )[:limit]

    def _sync(self) -> None:
        try:
            embedded = self._vectors.sync(self._shelf.chunks)
        except (EmbeddingUnavailableError, VectorsUnavailableError) as error:
            self._has_vectors = False
            _log.warning("library.vectors_unavailable", reason=str(error))
        else:
            self._has_vectors = True
            _log.info("library.synced", chunks=len(self._shelf.chunks), embedded=embedded)

    def _cosines(
        self, question: str, visible: frozenset[Visibility], shelf: _Shelf
    ) -> dict[str, float]:
        if not self._has_vectors or not shelf.chunks or not visible or not question.strip():
            return {}
        try:
            found = self._vectors.similarities(question, visible=visible, limit=_NEAREST)
        except (EmbeddingUnavailableError, VectorsUnavailableError) as error:
            _log.warning("library.vectors_unavailable", reason=str(error))
            return {}
        # A refresh may just have taken a section away.
        return {section: cosine for section, cosine in found.items() if section in shelf.editions}


def _read(settings: LibrarySettings) -> _Shelf:
    shipped = settings.with_shipped
    folders = ([playbooks.SHIPPED] if shipped else []) + list(settings.playbook_folders)
    own = [folder / "lexicon.toml" for folder in settings.playbook_folders]
    files = [lexicon.SHIPPED, *(path for path in own if path.exists())]
    return _Shelf(load_playbooks(folders), Lexicon.load(files))


def _fuse(*voices: tuple[Mapping[str, float], float]) -> dict[str, float]:
    """Reciprocal rank fusion; equal scores share a rank, a score of zero has no vote."""
    votes: dict[str, float] = {}
    for scores, weight in voices:
        rank, previous = 0, None
        ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        for place, (section, score) in enumerate(ordered, start=1):
            if score <= 0:
                break
            if score != previous:
                rank, previous = place, score
            votes[section] = votes.get(section, 0.0) + weight / (_RRF_K + rank)
    return votes


def _best(votes: Mapping[str, float], count: int) -> list[str]:
    return sorted(votes, key=lambda section: (-votes[section], section))[:count]

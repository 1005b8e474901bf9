"""Sections cut into what is indexed: pieces of text a small model can hold, and questions."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agents.vocabulary import Language, Visibility
from knowledge.playbooks import Playbook, Section

MAX_WORDS = 180
"""German text of this length is near 256 word pieces, where the local model stops reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A text that stands for a section in both indexes."""

    id: str
    """`<section id>@<lang>/<number>`."""
    section_id: str
    lang: Language
    visibility: Visibility
    text: str

    @property
    def fingerprint(self) -> str:
        """Changes with anything an index keeps of the chunk."""
        kept = f"{self.lang}\n{self.visibility}\n{self.section_id}\n{self.text}"
        return hashlib.sha256(kept.encode()).hexdigest()


def chunk_playbooks(playbooks: Iterable[Playbook]) -> tuple[Chunk, ...]:
    """Every section as its pieces, followed by each question people ask for it."""
    return tuple(
        Chunk(
            id=f"{playbook.section_id(section)}@{playbook.lang}/{number}",
            section_id=playbook.section_id(section),
            lang=playbook.lang,
            visibility=playbook.visibility,
            text=text,
        )
        for playbook in playbooks
        for section in playbook.sections
        for number, text in enumerate(_texts(playbook, section))
    )


def _texts(playbook: Playbook, section: Section) -> Iterator[str]:
    for piece in split(section.text):
        yield f"{playbook.title}: {section.heading}\n{piece}"
    yield from section.questions


def split(text: str, *, max_words: int = MAX_WORDS) -> Iterator[str]:
    """The text in pieces of whole paragraphs; only a paragraph that is too long is cut."""
    piece: list[str] = []
    size = 0
    for paragraph in text.split("\n\n"):
        words = paragraph.split()
        if piece and size + len(words) > max_words:
            yield "\n\n".join(piece)
            piece, size = [], 0
        while len(words) > max_words:
            yield " ".join(words[:max_words])
            words = words[max_words:]
            paragraph = " ".join(words)  # noqa: PLW2901 - the rest of this paragraph goes on
        piece.append(paragraph)
        size += len(words)
    if piece:
        yield "\n\n".join(piece)

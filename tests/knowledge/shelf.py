"""Playbooks for tests, and an embedder that needs no model."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from agents.ports import EmbeddingUnavailableError

HEAD = """\
---
id: {id}
title: {title}
lang: {lang}
stage: sal
owner: Sales Enablement
reviewed_on: 2026-11-16
visibility: {visibility}
questions: {questions}
---
"""


def write_playbook(
    folder: Path,
    name: str = "garden.en.md",
    *,
    id_: str = "garden",
    title: str = "Gardening",
    lang: str = "en",
    visibility: str = "team",
    questions: str = "{}",
    body: str = "## Roses {#roses}\n\nCut the roses in March.\n",
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    head = HEAD.format(id=id_, title=title, lang=lang, visibility=visibility, questions=questions)
    path = folder / name
    path.write_text(head + body, encoding="utf-8")
    return path


class CountingEmbedder:
    """Deterministic vectors from word hashes; counts texts and can be switched off."""

    def __init__(self, name: str = "counting@1", *, size: int = 64) -> None:
        self.name = name
        self.size = size
        self.texts: list[str] = []
        self.is_down = False

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if self.is_down:
            raise EmbeddingUnavailableError("switched off")
        self.texts.extend(texts)
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        vector = [0.01] * self.size
        for word in text.lower().split():
            vector[hashlib.md5(word.encode(), usedforsecurity=False).digest()[0] % self.size] += 1
        length = sum(value * value for value in vector) ** 0.5
        return [value / length for value in vector]

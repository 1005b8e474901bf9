"""What the brain asks of others, as Protocols; the bot passes in what fulfils them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from agents.decisions import Figure
from agents.facts import LeadFacts, Passage, PersonFacts, ScoreStateFacts
from agents.vocabulary import Language, Metric, Visibility


class EmbeddingUnavailableError(Exception):
    """The embedding model cannot be loaded or reached; searching goes on without vectors."""


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Model name with its hash: a collection made by another one is rebuilt."""
        ...

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of equal length for each text.

        Raises:
            EmbeddingUnavailableError: when the model cannot be loaded or reached.
        """
        ...


class Library(Protocol):
    """The playbooks."""

    def search(
        self, question: str, *, lang: Language, visible: frozenset[Visibility], limit: int = 3
    ) -> tuple[Passage, ...]:
        """The passages that answer, best first; empty means "not in the playbook"."""
        ...


class LeadBook(Protocol):
    """Leads the asker may see."""

    def find(self, text: str, *, limit: int = 5) -> tuple[LeadFacts, ...]:
        """Leads by company, person, mail address or number."""
        ...

    def open_leads(self, *, owner: PersonFacts | None = None) -> tuple[LeadFacts, ...]:
        """Leads that wait for somebody, most urgent first."""
        ...

    def scores(
        self, lead_ids: Collection[int], *, until: datetime
    ) -> Mapping[int, ScoreStateFacts]:
        """The last score of each of these leads that was kept up to a moment."""
        ...


class Metrics(Protocol):
    """Named figures; the model may choose one, never compute one."""

    def figure(self, metric: Metric, *, as_of: datetime) -> tuple[Figure, ...]:
        """The metric, one figure a group."""
        ...

"""Typed results of tools, and the record of a model's run: what an answer may stand on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from agents.assistant.router import Term
from agents.decisions import Figure
from agents.facts import LeadFacts, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassages:
    """What `search_playbook` found."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFigures:
    """What `metric` gave."""

    figures: tuple[Figure, ...]
    trusted_text: str
    """The figures as words made by the rules; numbers in an answer are compared with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLeads:
    """What `find_leads` found, all of it visible to the asker."""

    leads: tuple[LeadFacts, ...]
    trusted_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """What `define` said."""

    term: Term
    trusted_text: str


Artifact = FoundPassages | FoundFigures | FoundLeads | Defined


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that the tools of one run returned."""

    artifacts: tuple[Artifact, ...] = ()

    @property
    def passages(self) -> dict[str, Passage]:
        """Retrieved sections by id, in the order in which they were found."""
        found = [one for one in self.artifacts if isinstance(one, FoundPassages)]
        return {p.section_id: p for one in reversed(found) for p in reversed(one.passages)}

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Figures, each metric and group once."""
        found = [one for one in self.artifacts if isinstance(one, FoundFigures)]
        return tuple({(f.metric, f.group): f for one in found for f in one.figures}.values())

    @property
    def leads(self) -> tuple[LeadFacts, ...]:
        """Leads, each once."""
        found = [one for one in self.artifacts if isinstance(one, FoundLeads)]
        return tuple({lead.id: lead for one in found for lead in one.leads}.values())

    def has(self, kind: type[Artifact]) -> bool:
        """Whether a tool of this kind returned anything, be it nothing found."""
        return any(isinstance(one, kind) for one in self.artifacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """Provenance of one run of a model: which prompt by content, how much, what came of it."""

    prompt_id: str
    prompt_sha: str
    model: str
    input_tokens: int | None
    output_tokens: int | None
    took_ms: int
    outcome: str
    """`answered`, or why the rules answered instead."""
    policy_revision: str
    run_at: datetime


RecordRun = Callable[[RunRecord], None]


def drop(_record: RunRecord) -> None:
    """Keeps no record: where nobody asked for one."""

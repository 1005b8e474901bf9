"""An answer to a question: text for people and the typed parts it stands on."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict


class AnswerKind(StrEnum):
    """What an answer stands on."""

    FIGURE = "figure"
    PASSAGE = "passage"
    LEADS = "leads"
    DEFINITION = "definition"
    NOT_IN_PLAYBOOK = "not_in_playbook"
    NOT_ALLOWED = "not_allowed"
    HELP = "help"


class Source(BaseModel):
    """Where a sentence comes from, for the line below the answer."""

    model_config = ConfigDict(frozen=True)

    section_id: str
    title: str
    heading: str
    path: str
    owner: str | None = None
    reviewed_on: str | None = None
    quote: str
    """The section's own words."""


class ShownFigure(BaseModel):
    """A figure, ready to be shown; strings are already exact and in the reader's language."""

    model_config = ConfigDict(frozen=True)

    metric: str
    group: str
    value: str
    """For instance "2,9×"; a sentence where no value can be given."""
    definition: str
    n: int
    as_of: str
    """ISO 8601, UTC."""
    parts: tuple[tuple[str, str], ...] = ()
    """Label and value of what the figure was made of."""
    row_ids: tuple[str, ...] = ()


class ShownLead(BaseModel):
    """A lead in a list of leads."""

    model_config = ConfigDict(frozen=True)

    lead_id: int
    line: str
    channel: str | None = None
    ts: str | None = None


class Answer(BaseModel):
    """What is posted: the text that leads, then the parts it stands on."""

    model_config = ConfigDict(frozen=True)

    kind: AnswerKind
    text: str
    """Plain words in the asker's language, without markup."""
    figures: tuple[ShownFigure, ...] = ()
    sources: tuple[Source, ...] = ()
    leads: tuple[ShownLead, ...] = ()
    note: str | None = None
    """A line below: for a definition, which edition of the rules it stands in and who keeps it."""
    by_model: bool = False
    """Whether a model worded `text`; the parts never come from a model."""
    trace: dict[str, Any] = {}
    """Codes and numbers of how it was found (tokens, milliseconds), no texts."""

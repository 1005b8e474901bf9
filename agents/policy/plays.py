"""The next best action: plays, the content list, and how long advice stands."""

from datetime import timedelta

from pydantic import Field

from agents.policy.base import Frozen
from agents.vocabulary import ActivityKind, ContentKind, Fit, Language, NextAction, Stage


class PlayPolicy(Frozen):
    """One rule of the next best action; the first whose every given condition holds, counts."""

    action: NextAction
    code: str
    hot: bool | None = None
    has_phone: bool | None = None
    has_email: bool | None = None
    min_score: int | None = None
    activity: ActivityKind | None = None
    fits: frozenset[Fit] | None = None
    topics: frozenset[str] = frozenset()
    """Intent: one of them must be among the topics that were read."""
    technologies: frozenset[str] = frozenset()
    """Company signals: one of them must be known of the company."""
    no_answers: int | None = Field(default=None, ge=1)
    """So many calls that nobody answered, since somebody last spoke to them."""
    bounced: bool | None = None
    """Whether the last mail came back."""
    clicked_within: timedelta | None = None
    """A click in a mail, not longer ago."""
    quiet_for: timedelta | None = None
    """Nothing done by the person for so long."""
    mailed_within: timedelta | None = None
    """Our last touch was a mail, not longer ago, and the person did nothing since."""
    talked: bool | None = None
    """Whether our last touch was a call that was answered."""
    has_question: bool | None = None
    """Whether the person wrote a question."""
    is_owned: bool | None = None
    """Whether another colleague looks after the company."""


class ContentPolicy(Frozen):
    """Something an SDR may send or invite to."""

    id: str
    kind: ContentKind = ContentKind.CASE_STUDY
    title: dict[Language, str]
    url: str
    topics: tuple[str, ...] = ()
    language: Language | None = None
    """None: it is there in every language."""
    stages: frozenset[Stage] = frozenset()
    """For leads of these stages; empty: of all."""


class AdvicePolicy(Frozen):
    """When a recommended action counts as ignored, and what shows that it helped."""

    ignored_after: timedelta = Field(default=timedelta(days=3), gt=timedelta(0))
    helped_within: timedelta = Field(default=timedelta(days=14), gt=timedelta(0))
    """A meeting or an SQL so soon after a done action shows that it helped."""

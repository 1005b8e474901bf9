"""The next best action: plays, the content list, and how long advice stands."""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from agents.policy.base import Frozen
from agents.vocabulary import ActivityKind, ContentKind, Fit, Language, NextAction, Stage

EXPLAINED = frozenset(
    {
        *("just_mailed", "after_talk", "no_answer_twice", "hot_with_phone", "asked_something"),
        *("hot_without_phone", "account_is_owned", "mail_came_back", "long_quiet"),
        *("clicked_lately", "read_case_study", "uses_what_we_connect", "good_fit_with_phone"),
        "warm_up",
    }
)
"""Codes of plays whose reason Staffel words itself, in every language."""


class PlayPolicy(Frozen):
    """One rule of the next best action; the first whose every given condition holds, counts."""

    action: NextAction
    code: str
    reason: dict[Language, str] = {}
    """Why, in the team's own words; a code that Staffel does not know must have it (S-066)."""
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

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.code not in EXPLAINED and not self.reason:
            raise ValueError(f"{self.code}: a play of your own needs a reason")
        return self


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

"""What the next best action is decided from, beside what the person did; and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from agents.facts.leads import TouchFacts
from agents.vocabulary import AdviceState, EdgeAnswer, EdgeCase, Language, NextAction, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationFacts:
    """Where a lead stands with us; a new one stands nowhere yet."""

    language: Language = Language.DE
    stage: Stage = Stage.LEAD
    words: str | None = None
    """What the person wrote."""
    touches: tuple[TouchFacts, ...] = ()
    is_customer: bool = False
    """Whether the person has bought from us."""
    is_customers_company: bool = False
    """Whether anybody of their company has."""
    owner_id: int | None = None
    account_owner_id: int | None = None
    """The colleague who looks after the company."""
    answers: Mapping[EdgeCase, EdgeAnswer] = field(default_factory=dict)
    done: Mapping[str, datetime] = field(default_factory=dict)
    """When a play's action was done last, by the play's code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceFacts:
    """One recommended action and what became of it."""

    id: int
    action: NextAction
    code: str
    made_at: datetime
    state: AdviceState
    settled_at: datetime | None = None
    settled_by_id: int | None = None
    has_helped: bool | None = None
    """None: nobody has said, and nothing has shown it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceCount:
    """How often the action of one play was done, left, and of help."""

    action: NextAction
    code: str
    done: int
    ignored: int
    helped: int
    did_not_help: int

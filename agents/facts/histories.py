"""What a lead has been: its scores and its stages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from agents.vocabulary import Fit, Stage, StageCause, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreStateFacts:
    """A score at a moment, in numbers and codes."""

    at: datetime
    total: int
    fit: Fit
    tier: Tier | None = None
    stage: Stage = Stage.LEAD
    standing: Mapping[str, int] = field(default_factory=dict)
    """Points of fit and negatives by the code of their rule, before their limits."""
    interest: Mapping[str, float] = field(default_factory=dict)
    """Points of each kind of activity by the code of its line at `at`, not rounded."""
    policy_revision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChangeFacts:
    """One step of a lead's life."""

    stage: Stage
    at: datetime
    cause: StageCause
    came_from: Stage | None = None
    """None: it came as this, or was this before we knew it."""
    detail: str | None = None
    """A code, for instance the reason of a rejection."""
    person_id: int | None = None
    """None: a rule, or another system."""

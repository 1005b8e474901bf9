"""What gives and takes points."""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from agents.policy.base import Frozen, Points
from agents.vocabulary import ActivityKind


class SizeBand(Frozen):
    """Points for a company of at least so many employees; the largest band that holds counts."""

    employees: int = Field(ge=0)
    points: Points


class FitPolicy(Frozen):
    """Fit, 0 to 50: the sum of the best match of each kind (S-025, S-044 to S-046)."""

    high_from: int = 35
    medium_from: int = 20
    industries: dict[str, Points] = {}
    countries: dict[str, Points] = {}
    sizes: tuple[SizeBand, ...] = ()
    roles: dict[str, Points] = {}
    """Points by a word of the job title, compared without case."""


class BehaviourPolicy(Frozen):
    """Points for one kind of activity, halved each `half_life`; at most `daily_cap` a day."""

    points: Points
    half_life: timedelta
    daily_cap: Points = 20


class NegativePolicy(Frozen):
    """Points taken away, written as positive numbers."""

    free_mail: Points = 10
    student: Points = 30
    competitor: Points = 50
    student_words: tuple[str, ...] = ()
    competitor_domains: tuple[str, ...] = ()
    free_mail_domains: tuple[str, ...] = ()


class ScorePolicy(Frozen):
    """Shape: fit 0-50, behaviour 0-60, negatives to -50, total kept in 0-100."""

    threshold: int = Field(default=70, ge=0, le=100)
    hysteresis: int = Field(default=60, ge=0, le=100)
    fit: FitPolicy
    behaviour: dict[ActivityKind, BehaviourPolicy]
    negative: NegativePolicy

    @model_validator(mode="after")
    def _band(self) -> Self:
        if self.hysteresis > self.threshold:
            raise ValueError("hysteresis must not lie above threshold")
        return self

"""What gives and takes points."""

from datetime import timedelta
from typing import Self

from pydantic import Field, model_validator

from agents.policy.base import Frozen, Points
from agents.vocabulary import ActivityKind, JobFunction, Language, Seniority


class SizeBand(Frozen):
    """Points for a company of at least so many employees; the largest band that holds counts."""

    employees: int = Field(ge=0)
    points: Points


class FeaturePolicy(Frozen):
    """A feature of the ideal customer (S-046): it holds where every condition given does."""

    code: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    label: dict[Language, str]
    points: Points
    industries: frozenset[str] = frozenset()
    employees_from: int | None = None
    employees_to: int | None = None
    """Including this number."""
    countries: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()
    """Words of the job title, one of which is enough."""
    functions: frozenset[JobFunction] = frozenset()
    """What the job title says they work on, one of which is enough (rules/fields/roles.py)."""
    seniorities: frozenset[Seniority] = frozenset()
    """How far the job title says they decide, one of which is enough."""
    technologies: frozenset[str] = frozenset()
    """One of which is enough."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        places = self.countries or self.regions
        role = self.roles or self.functions or self.seniorities
        given = self.industries or places or role or self.technologies
        if not given and self.employees_from is None and self.employees_to is None:
            raise ValueError(f"{self.code}: a feature needs a condition")
        return self


class FitPolicy(Frozen):
    """Fit, 0 to 50: the best match of each kind, technologies, and features (S-025, S-044)."""

    high_from: int = 35
    medium_from: int = 20
    industries: dict[str, Points] = {}
    countries: dict[str, Points] = {}
    regions: dict[str, Points] = {}
    """Points by ISO 3166-2 code ("DE-BY"); a region named here counts instead of its country."""
    sizes: tuple[SizeBand, ...] = ()
    roles: dict[str, Points] = {}
    """Points by a word of the job title, compared without case."""
    functions: dict[JobFunction, Points] = {}
    """Points by what the job title says they work on (rules/fields/roles.py)."""
    seniorities: dict[Seniority, Points] = {}
    """Points by how far it says they decide; the best of word, function and seniority counts."""
    technologies: dict[str, Points] = {}
    """Points by technology, added up to `technologies_most` (S-045)."""
    technologies_most: Points = 10
    features: tuple[FeaturePolicy, ...] = ()

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        codes = [feature.code for feature in self.features]
        if len(codes) != len(set(codes)):
            raise ValueError("two features have the same code")
        return self


class BehaviourPolicy(Frozen):
    """Points for one kind of activity, halved each `half_life`; at most `daily_cap` a day."""

    points: Points
    half_life: timedelta = Field(gt=timedelta(0))
    daily_cap: Points = 20


class NegativePolicy(Frozen):
    """Points taken away, written as positive numbers (S-051)."""

    free_mail: Points = 10
    disposable: Points = 30
    student: Points = 30
    competitor: Points = 50
    student_words: tuple[str, ...] = ()
    student_domains: tuple[str, ...] = ()
    """Parts of a mail domain that only students have, for instance "stud" in stud.tum.example."""
    competitor_domains: tuple[str, ...] = ()
    free_mail_domains: tuple[str, ...] = ()
    """Providers of private addresses, besides those that everybody knows (rules/fields/lists)."""
    disposable_domains: tuple[str, ...] = ()
    """Addresses that are thrown away after one mail, besides those that everybody knows."""

    @property
    def of_no_company(self) -> frozenset[str]:
        """Domains that the team names of which an address says nothing about a company."""
        return frozenset(map(str.lower, (*self.free_mail_domains, *self.disposable_domains)))


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

    def __hash__(self) -> int:
        # So that weights can be resolved once: equal policies hash alike, the dicts are left out.
        return hash((self.threshold, self.hysteresis, self.fit.high_from, self.fit.medium_from))

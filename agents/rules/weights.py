"""The weights of a policy, resolved once: words without case, half-lives as rates.

Scores are asked for by the thousand, policies change once a month.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from agents.policy import BehaviourPolicy, FeaturePolicy, ScorePolicy
from agents.rules.fields.technologies import technology
from agents.vocabulary import ActivityKind

SHORT_WORD = 3
"""Up to this length a word must stand alone: "cto" is no part of "director"."""
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class KindWeight:
    """What one kind of activity gives."""

    code: str
    """Of its line."""
    points: int
    daily_cap: int
    rate: float
    """Half-lives a second."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of the ideal customer, its words resolved."""

    policy: FeaturePolicy
    industries: frozenset[str]
    roles: tuple[str, ...]
    technologies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weights:
    """A score policy, ready to be used."""

    policy: ScorePolicy
    industries: Mapping[str, int]
    sizes: tuple[tuple[int, int], ...]
    """From how many employees, and points; the largest first."""
    roles: tuple[tuple[str, int], ...]
    """Most points first, so that the first that fits is the best."""
    technologies: Mapping[str, int]
    features: tuple[Feature, ...]
    kinds: Mapping[ActivityKind, KindWeight]
    students: re.Pattern[str] | None
    student_domains: frozenset[str]
    competitors: frozenset[str]
    free_mail: frozenset[str]
    disposable: frozenset[str]


@lru_cache(maxsize=8)
def resolved(policy: ScorePolicy) -> Weights:
    """The weights of a policy; the same object as long as the policy is in force."""
    fit, negative = policy.fit, policy.negative
    roles = ((plain(word), points) for word, points in fit.roles.items())
    sizes = ((band.employees, band.points) for band in fit.sizes)
    return Weights(
        policy=policy,
        industries={plain(name): points for name, points in fit.industries.items()},
        sizes=tuple(sorted(sizes, reverse=True)),
        roles=tuple(sorted(roles, key=lambda role: -role[1])),
        technologies={technology(name): points for name, points in fit.technologies.items()},
        features=tuple(_feature(feature) for feature in fit.features),
        kinds={kind: _kind(kind, rule) for kind, rule in policy.behaviour.items()},
        students=_any_alone(negative.student_words),
        student_domains=_lower(negative.student_domains),
        competitors=_lower(negative.competitor_domains),
        free_mail=_lower(negative.free_mail_domains),
        disposable=_lower(negative.disposable_domains),
    )


def plain(text: str) -> str:
    """Without case and umlauts, so that Geschäftsführer and GESCHAEFTSFUEHRER are one word."""
    return normalize("NFKC", text).casefold().translate(UMLAUTS).strip()


def is_in(word: str, title: str) -> bool:
    """Whether a word is in a title, both plain; long ones anywhere, for German compounds."""
    if len(word) > SHORT_WORD:
        return word in title
    return _alone(word).search(title) is not None


def _kind(kind: ActivityKind, rule: BehaviourPolicy) -> KindWeight:
    return KindWeight(
        code=f"behaviour_{kind}",
        points=rule.points,
        daily_cap=rule.daily_cap,
        rate=1.0 / rule.half_life.total_seconds(),
    )


def _feature(policy: FeaturePolicy) -> Feature:
    return Feature(
        policy=policy,
        industries=frozenset(plain(name) for name in policy.industries),
        roles=tuple(plain(word) for word in policy.roles),
        technologies=frozenset(technology(name) for name in policy.technologies),
    )


def _lower(domains: Iterable[str]) -> frozenset[str]:
    return frozenset(domain.lower() for domain in domains)


def _any_alone(words: Iterable[str]) -> re.Pattern[str] | None:
    either = "|".join(re.escape(plain(word)) for word in words)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)") if either else None


@lru_cache(maxsize=500)
def _alone(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")

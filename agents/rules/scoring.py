"""The score: how well a lead fits and how much interest it shows (S-025, S-026, S-044 to S-052).

Total = fit (0 to 50) + behaviour (0 to 60) + negatives (0 to -50), kept in 0 to 100. Every point
stands in a line, whole numbers only; where a limit cuts something off, a line says so
(`fit_cap`, `behaviour_cap`, `negative_cap`, `clamp`), so that the lines sum to the total.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from unicodedata import normalize

from agents.decisions import Params, ScoreDecision
from agents.facts import ActivityFacts, CompanyFacts, ContactFacts, ScoreLineFacts
from agents.policy import BehaviourPolicy, FitPolicy, NegativePolicy, ScorePolicy
from agents.vocabulary import Fit

FIT_MAX = 50
BEHAVIOUR_MAX = 60
NEGATIVE_MAX = 50
TOTAL_MAX = 100
SHORT_WORD = 3
"""Up to this length a word must stand alone: "cto" is no part of "director"."""
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def score(
    contact: ContactFacts,
    company: CompanyFacts,
    *,
    activities: Sequence[ActivityFacts],
    policy: ScorePolicy,
    now: datetime,
) -> ScoreDecision:
    """The score at `now`, with a line for every rule that gave or took points.

    Behaviour follows formulas 5.6: an activity counts its points times 2^(-age / half-life of
    its kind), at most `daily_cap` points before decay for each kind and UTC day, newest first.
    Fit and negatives do not decay. An activity in the future counts as of now.
    """
    fit = list(_fit_lines(contact, company, policy.fit))
    behaviour = list(_behaviour_lines(activities, policy=policy, now=now))
    negative = list(_negative_lines(contact, company, policy.negative))
    fit_points = min(FIT_MAX, _sum(fit))
    behaviour_points = min(BEHAVIOUR_MAX, _sum(behaviour))
    negative_points = max(-NEGATIVE_MAX, _sum(negative))
    kept = fit_points + behaviour_points + negative_points
    total = max(0, min(TOTAL_MAX, kept))
    balance = (
        ("fit_cap", fit_points - _sum(fit)),
        ("behaviour_cap", behaviour_points - _sum(behaviour)),
        ("negative_cap", negative_points - _sum(negative)),
        ("clamp", total - kept),
    )
    lines = sorted(fit + behaviour + negative, key=lambda line: (-abs(line.points), line.code))
    lines += [ScoreLineFacts(code=code, points=points) for code, points in balance if points]
    return ScoreDecision(
        total=total,
        fit=_fit(fit_points, policy.fit),
        fit_points=fit_points,
        behaviour_points=behaviour_points,
        negative_points=negative_points,
        lines=tuple(lines),
    )


def _fit(points: int, policy: FitPolicy) -> Fit:
    if points >= policy.high_from:
        return Fit.HIGH
    return Fit.MEDIUM if points >= policy.medium_from else Fit.LOW


def _fit_lines(
    contact: ContactFacts, company: CompanyFacts, policy: FitPolicy
) -> Iterator[ScoreLineFacts]:
    """The best match of each kind: industry, size, role, country."""
    if company.industry is not None:
        industries = {_word(name): points for name, points in policy.industries.items()}
        points = industries.get(_plain(company.industry), 0)
        yield from _line("fit_industry", points, {"value": company.industry})
    if company.employees is not None:
        bands = [band for band in policy.sizes if band.employees <= company.employees]
        points = max(bands, key=lambda band: band.employees).points if bands else 0
        yield from _line("fit_size", points, {"value": company.employees})
    if contact.job_title is not None:
        title = _plain(contact.job_title)
        points = max((gain for word, gain in policy.roles.items() if _in(word, title)), default=0)
        yield from _line("fit_role", points, {"value": contact.job_title})
    if company.country is not None:
        points = policy.countries.get(company.country.upper(), 0)
        yield from _line("fit_country", points, {"value": company.country})


def _behaviour_lines(
    activities: Sequence[ActivityFacts], *, policy: ScorePolicy, now: datetime
) -> Iterator[ScoreLineFacts]:
    """One line a kind, rounded half up."""
    for kind, rule in policy.behaviour.items():
        of_kind = [activity for activity in activities if activity.kind is kind]
        if not of_kind:
            continue
        ages = [max(timedelta(0), now - activity.occurred_at) for activity in of_kind]
        days = [activity.occurred_at.date() for activity in of_kind]
        points = int(_decayed(list(zip(ages, days, strict=True)), rule) + 0.5)
        params: Params = {"count": len(of_kind), "days_ago": min(ages).days}
        yield from _line(f"behaviour_{kind}", points, params)


def _decayed(events: list[tuple[timedelta, date]], rule: BehaviourPolicy) -> float:
    """Points of one kind. The newest of a day come first, so that one more never costs any."""
    left: defaultdict[date, int] = defaultdict(lambda: rule.daily_cap)
    points = 0.0
    for age, day in sorted(events):
        taken = min(rule.points, left[day])
        left[day] -= taken
        points += taken * 2.0 ** (-(age / rule.half_life))
    return points


def _negative_lines(
    contact: ContactFacts, company: CompanyFacts, policy: NegativePolicy
) -> Iterator[ScoreLineFacts]:
    """Students, competitors and generic domains (S-051)."""
    mail_domain = (contact.email or "").rpartition("@")[2].lower()
    if mail_domain in policy.free_mail_domains:
        yield from _line("negative_free_mail", -policy.free_mail, {"value": mail_domain})
    title = _plain(contact.job_title or "")
    if any(_alone(_word(word), title) for word in policy.student_words):
        params: Params = {"value": contact.job_title or ""}
        yield from _line("negative_student", -policy.student, params)
    for domain in dict.fromkeys((mail_domain, (company.domain or "").lower())):
        if any(
            domain == rival or domain.endswith(f".{rival}") for rival in policy.competitor_domains
        ):
            yield from _line("negative_competitor", -policy.competitor, {"value": domain})
            return


def _line(code: str, points: int, params: Params) -> Iterator[ScoreLineFacts]:
    if points:
        yield ScoreLineFacts(code=code, points=points, params=params)


def _sum(lines: Sequence[ScoreLineFacts]) -> int:
    return sum(line.points for line in lines)


def _plain(text: str) -> str:
    """Without case and umlauts, so that Geschäftsführer and GESCHAEFTSFUEHRER are one word."""
    return normalize("NFKC", text).casefold().translate(UMLAUTS).strip()


@lru_cache(maxsize=1_000)
def _word(of_policy: str) -> str:
    """A word of the policy, compared with every lead."""
    return _plain(of_policy)


def _in(word: str, title: str) -> bool:
    """Whether a role word is in a title; long ones anywhere, for German compounds."""
    plain = _word(word)
    return _alone(plain, title) if len(plain) <= SHORT_WORD else plain in title


def _alone(word: str, title: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", title) is not None

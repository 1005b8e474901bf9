"""The score: how well a lead fits and how much interest it shows (S-025, S-026, S-044 to S-052).

Total = fit (0 to 50) + behaviour (0 to 60) + negatives (0 to -50), kept in 0 to 100. Every point
stands in a line, whole numbers only; where a limit cuts something off, a line says so
(`fit_cap`, `behaviour_cap`, `negative_cap`, `clamp`), so that the lines sum to the total.

Three steps, each as seldom as it may be: a policy is resolved once a revision (`weights`), a lead
once a change (`standing`: all that no hour changes), and only the fading is computed at the
moment of asking (`score`). Quick totals and worded lines come from the same numbers.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import exp2
from typing import NamedTuple

from agents.decisions import Params, ScoreDecision
from agents.facts import ActivityFacts, CompanyFacts, ContactFacts, ScoreLineFacts
from agents.policy import FitPolicy, ScorePolicy
from agents.rules.fields import addresses, regions, roles
from agents.rules.weights import Feature, KindWeight, Weights, is_in, plain, resolved
from agents.vocabulary import ActivityKind, Fit

FIT_MAX = 50
BEHAVIOUR_MAX = 60
NEGATIVE_MAX = 50
TOTAL_MAX = 100
SECONDS_A_DAY = 86_400

Event = tuple[float, int]
"""When it happened, in seconds of UTC since 1970, and its points before any fading."""


class Fading(NamedTuple):
    """The events of one kind, as they fade together."""

    rate: float
    """Half-lives a second."""
    newest: float
    """The moment of the newest event."""
    points: float
    """What all of them together give at that moment; from then on they fade as one."""
    events: tuple[Event, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A lead under a policy, as far as no hour changes it."""

    lines: tuple[ScoreLineFacts, ...]
    """Of fit and negatives, before their limits."""
    fit: Fit
    fit_points: int
    negative_points: int
    base: int
    """Fit and negatives, within their limits."""
    codes: tuple[str, ...]
    """Codes of the kinds of activity that give points."""
    fading: tuple[Fading, ...]
    """The events of each kind."""
    counts: tuple[int, ...]
    """Events of each kind, with those beyond the cap of their day."""


class Score(NamedTuple):
    """A standing at a moment: the total and what it is made of; lines are made when asked for."""

    standing: Standing
    at: float
    total: int
    behaviour_points: int
    """Within the limit."""
    interest: tuple[float, ...]
    """Points of each kind of activity, in the order of `standing.codes`, not rounded."""

    @property
    def lines(self) -> tuple[ScoreLineFacts, ...]:
        """A line for every rule that gave or took points, the weightiest first."""
        standing = self.standing
        behaviour = tuple(_behaviour_lines(self))
        found = sorted(
            (*standing.lines, *behaviour), key=lambda line: (-abs(line.points), line.code)
        )
        kept = standing.base + self.behaviour_points
        fit = sum(line.points for line in standing.lines if line.points > 0)
        negative = sum(line.points for line in standing.lines if line.points < 0)
        balance = (
            ("fit_cap", standing.fit_points - fit),
            ("behaviour_cap", self.behaviour_points - sum(line.points for line in behaviour)),
            ("negative_cap", standing.negative_points - negative),
            ("clamp", self.total - kept),
        )
        limits = (ScoreLineFacts(code=code, points=points) for code, points in balance if points)
        return (*found, *limits)

    @property
    def decision(self) -> ScoreDecision:
        """It, as what is written down."""
        standing = self.standing
        return ScoreDecision(
            total=self.total,
            fit=standing.fit,
            fit_points=standing.fit_points,
            behaviour_points=self.behaviour_points,
            negative_points=standing.negative_points,
            lines=self.lines,
        )


def score(standing: Standing, now: datetime) -> Score:
    """The score of a standing at `now`.

    Formulas 5.6: an event counts its points times 2^(-age / half-life of its kind), so those of
    one kind fade as one. An event in the future counts as of now. The sum is rounded, half up.
    """
    at = now.timestamp()
    interest = []
    for rate, newest, points, events in standing.fading:
        fades = at >= newest
        interest.append(points * exp2((newest - at) * rate) if fades else _sum(events, rate, at))
    behaviour = min(BEHAVIOUR_MAX, int(sum(interest) + 0.5))
    total = max(0, min(TOTAL_MAX, standing.base + behaviour))
    return Score(standing, at, total, behaviour, tuple(interest))


def _sum(events: tuple[Event, ...], rate: float, at: float) -> float:
    """What events give at a moment; one in the future counts as of then."""
    return sum(points * exp2(min(0.0, occurred - at) * rate) for occurred, points in events)


def standing(
    contact: ContactFacts,
    company: CompanyFacts,
    *,
    activities: Sequence[ActivityFacts],
    policy: ScorePolicy,
) -> Standing:
    """All that no hour changes: fit, negatives, and what each event gave before it faded.

    At most `daily_cap` points count for each kind and UTC day, the newest first, so that one
    more event never costs any.
    """
    weights = resolved(policy)
    fit = [*_fit_lines(contact, company, weights)]
    negative = [*_negative_lines(contact, company, weights)]
    fit_points = min(FIT_MAX, sum(line.points for line in fit))
    negative_points = max(-NEGATIVE_MAX, sum(line.points for line in negative))
    kinds = _kinds(activities, weights)
    return Standing(
        lines=(*fit, *negative),
        fit=_fit(fit_points, policy.fit),
        fit_points=fit_points,
        negative_points=negative_points,
        base=fit_points + negative_points,
        codes=tuple(weight.code for weight, _ in kinds),
        fading=tuple(_fading(_capped(moments, weight), weight.rate) for weight, moments in kinds),
        counts=tuple(len(moments) for _, moments in kinds),
    )


def _fit(points: int, policy: FitPolicy) -> Fit:
    if points >= policy.high_from:
        return Fit.HIGH
    return Fit.MEDIUM if points >= policy.medium_from else Fit.LOW


def _fit_lines(
    contact: ContactFacts, company: CompanyFacts, weights: Weights
) -> Iterator[ScoreLineFacts]:
    """The best match of industry, size, role and country; technologies; features."""
    if company.industry is not None:
        points = weights.industries.get(plain(company.industry), 0)
        yield from _line("fit_industry", points, {"value": company.industry})
    if company.employees is not None:
        points = next((gain for least, gain in weights.sizes if least <= company.employees), 0)
        yield from _line("fit_size", points, {"value": company.employees})
    title = plain(contact.job_title) if contact.job_title is not None else ""
    if title:
        points = _role_points(contact.job_title, title, weights)
        yield from _line("fit_role", points, {"value": contact.job_title or ""})
    yield from _place_line(company, weights.policy.fit)
    if company.technologies and weights.technologies:
        yield from _technology_line(company.technologies, weights)
    for feature in weights.features:
        if _holds(feature, contact.job_title, title, company):
            label = {f"label_{lang}": words for lang, words in feature.policy.label.items()}
            yield from _line(f"icp_{feature.policy.code}", feature.policy.points, {**label})


def _role_points(job_title: str | None, title: str, weights: Weights) -> int:
    """The best of what a word of the title, the function and the seniority are worth."""
    fit = weights.policy.fit
    best = next((gain for word, gain in weights.roles if is_in(word, title)), 0)
    if not (fit.functions or fit.seniorities):
        return best
    found = roles.role(job_title)
    by_function = fit.functions.get(found.function, 0) if found.function else 0
    by_seniority = fit.seniorities.get(found.seniority, 0) if found.seniority else 0
    return max(best, by_function, by_seniority)


def _place_line(company: CompanyFacts, policy: FitPolicy) -> Iterator[ScoreLineFacts]:
    """The region where the policy names it, else the country (S-044)."""
    if company.region in policy.regions:
        name = regions.name(company.region)
        yield from _line("fit_region", policy.regions[company.region], {"value": name})
    elif company.country is not None:
        points = policy.countries.get(company.country.upper(), 0)
        yield from _line("fit_country", points, {"value": company.country})


def _technology_line(technologies: Sequence[str], weights: Weights) -> Iterator[ScoreLineFacts]:
    liked = [code for code in technologies if weights.technologies.get(code)]
    points = sum(weights.technologies[code] for code in liked)
    most = weights.policy.fit.technologies_most
    yield from _line("fit_technology", min(points, most), {"value": ", ".join(liked)})


def _holds(feature: Feature, job_title: str | None, title: str, company: CompanyFacts) -> bool:
    """Whether every condition of the feature that is given holds; what is not known does not."""
    rule, employees = feature.policy, company.employees
    least, most = rule.employees_from, rule.employees_to
    return (
        (not feature.industries or plain(company.industry or "") in feature.industries)
        and (not rule.countries or (company.country or "").upper() in rule.countries)
        and (not rule.regions or company.region in rule.regions)
        and (least is None or (employees is not None and employees >= least))
        and (most is None or (employees is not None and employees <= most))
        and (not feature.technologies or not feature.technologies.isdisjoint(company.technologies))
        and (not feature.roles or any(is_in(word, title) for word in feature.roles))
        and (not rule.functions or roles.role(job_title).function in rule.functions)
        and (not rule.seniorities or roles.role(job_title).seniority in rule.seniorities)
    )


def _negative_lines(
    contact: ContactFacts, company: CompanyFacts, weights: Weights
) -> Iterator[ScoreLineFacts]:
    """Students, competitors, generic and disposable domains (S-051)."""
    policy = weights.policy.negative
    domain = (contact.email or "").rpartition("@")[2].lower()
    if domain in weights.disposable or addresses.is_disposable(domain):
        yield from _line("negative_disposable", -policy.disposable, {"value": domain})
    elif domain in weights.free_mail or addresses.is_free_mail(domain):
        yield from _line("negative_free_mail", -policy.free_mail, {"value": domain})
    title = plain(contact.job_title or "")
    if weights.students is not None and title and weights.students.search(title):
        params: Params = {"value": contact.job_title or ""}
        yield from _line("negative_student", -policy.student, params)
    elif not weights.student_domains.isdisjoint(domain.split(".")[:-1]):
        yield from _line("negative_student", -policy.student, {"value": domain})
    for named in (domain, (company.domain or "").lower()):
        if any(part in weights.competitors for part in _and_above(named)):
            yield from _line("negative_competitor", -policy.competitor, {"value": named})
            return


def _and_above(domain: str) -> Iterator[str]:
    """a.b.example, b.example, example."""
    while domain:
        yield domain
        domain = domain.partition(".")[2]


def _kinds(
    activities: Sequence[ActivityFacts], weights: Weights
) -> list[tuple[KindWeight, list[datetime]]]:
    """The moments of each kind that gives points, in the order of the policy."""
    found: defaultdict[ActivityKind, list[datetime]] = defaultdict(list)
    for activity in activities:
        found[activity.kind].append(activity.occurred_at)
    return [
        (weight, sorted(found[kind], reverse=True))
        for kind, weight in weights.kinds.items()
        if kind in found and weight.points and weight.daily_cap
    ]


def _capped(moments: Sequence[datetime], weight: KindWeight) -> tuple[Event, ...]:
    """What each event gives within the cap of its day, the newest first."""
    left: defaultdict[date, int] = defaultdict(lambda: weight.daily_cap)
    events = []
    for moment in moments:
        day = moment.astimezone(UTC).date()
        taken = min(weight.points, left[day])
        if taken:
            left[day] -= taken
            events.append((moment.timestamp(), taken))
    return tuple(events)


def _fading(events: tuple[Event, ...], rate: float) -> Fading:
    newest = events[0][0]
    return Fading(rate, newest, _sum(events, rate, newest), events)


def _behaviour_lines(found: Score) -> Iterator[ScoreLineFacts]:
    """One line a kind, in whole points that sum to the rounded sum (largest remainder)."""
    whole = shares(found.interest)
    of_kind = zip(found.standing.codes, found.standing.counts, found.standing.fading, strict=True)
    for points, (code, count, fading) in zip(whole, of_kind, strict=True):
        if points:
            age = max(0.0, found.at - fading.newest)
            params: Params = {"count": count, "days_ago": int(age // SECONDS_A_DAY)}
            yield ScoreLineFacts(code=code, points=points, params=params)


def shares(amounts: Sequence[float]) -> tuple[int, ...]:
    """Whole numbers next to these amounts (none negative), with the sum that theirs rounds to.

    The largest remainders are rounded up (Hare).
    """
    whole = [int(amount) for amount in amounts]
    missing = int(sum(amounts) + 0.5) - sum(whole)
    by_rest = sorted(range(len(whole)), key=lambda place: whole[place] - amounts[place])
    for place in by_rest[:missing]:
        whole[place] += 1
    return tuple(whole)


def _line(code: str, points: int, params: Params) -> Iterator[ScoreLineFacts]:
    if points:
        yield ScoreLineFacts(code=code, points=points, params=params)

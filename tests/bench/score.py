"""One lead with ten events: its score at a moment, and when it falls, beside the plain sum."""

import timeit
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agents.facts import ActivityFacts, CompanyFacts, ContactFacts
from agents.policy import SalesPolicy, parse
from agents.rules import fading, scoring
from agents.vocabulary import ActivityKind
from tests.bench import floor_score

NOW = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)
DID = (
    *(ActivityKind.VISIT, ActivityKind.VISIT, ActivityKind.PRICE_PAGE, ActivityKind.DOWNLOAD),
    *(ActivityKind.CASE_STUDY, ActivityKind.EMAIL_CLICK, ActivityKind.VISIT),
    *(ActivityKind.PRICE_PAGE, ActivityKind.CHAT, ActivityKind.DEMO_REQUEST),
)
BOSS = ContactFacts(email="weber@acme.example", job_title="Geschäftsführer")
ACME = CompanyFacts(name="Acme", industry="manufacturing", employees=300, country="DE")
RUNS, CALLS = 15, 2_000


def main() -> None:
    """Prints a line each; the floor is the interpreted sum without contributions."""
    policy = parse((Path(__file__).parents[2] / "policy.toml").read_text(encoding="utf-8"))
    done = [
        ActivityFacts(kind=kind, occurred_at=NOW - timedelta(days=3 * place, hours=place))
        for place, kind in enumerate(DID)
    ]
    lead = _standing(done, policy)
    assert len(done) == 10
    events = [(one.kind.value, one.occurred_at) for one in done]
    weights = {
        kind.value: (float(rule.points), rule.half_life)
        for kind, rule in policy.score.behaviour.items()
    }
    floor = _micros(lambda: floor_score.score(lead.base, events, weights, NOW))
    _line("score(), ten events", _micros(lambda: scoring.score(lead, NOW)), floor)
    _line("… with every line", _micros(lambda: scoring.score(lead, NOW).lines), floor)
    _line("… from bare facts, with lines", _micros(lambda: _bare(done, policy)), floor)
    falls = _micros(lambda: fading.falls_below(lead, 60, now=NOW), calls=200)
    _line("when it falls, by bisection", falls, floor)
    one = _standing(done[-1:], policy)
    falls = _micros(lambda: fading.falls_below(one, 60, now=NOW), calls=200)
    _line("when it falls, by formula", falls, floor)


def _standing(done: list[ActivityFacts], policy: SalesPolicy) -> scoring.Standing:
    return scoring.standing(BOSS, ACME, activities=done, policy=policy.score)


def _bare(done: list[ActivityFacts], policy: SalesPolicy) -> object:
    return scoring.score(_standing(done, policy), NOW).decision


def _micros(work: Callable[[], object], *, calls: int = CALLS) -> float:
    """The quickest of several runs, in microseconds a call: what else runs here only adds."""
    return min(timeit.repeat(work, number=calls, repeat=RUNS)) / calls * 1e6


def _line(name: str, ours: float, floor: float) -> None:
    print(
        f"{name:<34} {ours:8.2f} µs   plain sum, no lines {floor:15.2f} µs   x{ours / floor:.1f}"
    )


if __name__ == "__main__":
    main()

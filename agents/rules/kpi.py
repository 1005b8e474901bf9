"""The named figures; each function's docstring is the definition people are shown.

A figure that cannot be given has no value and a note that says why, as a code.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from agents.decisions import Figure
from agents.facts import (
    AdviceCount,
    AlertRate,
    CohortRowFacts,
    OpportunityFacts,
    RejectionRowFacts,
    TargetFacts,
)
from agents.policy import SalesPolicy
from agents.vocabulary import Metric, RejectReason

ALL = "all"
MISSING = "(missing)"
Z = Decimal("1.959963984540054")
"""97.5 % quantile of the normal distribution: a two-sided interval of 95 %."""


def coverage(
    *,
    opportunities: Sequence[OpportunityFacts],
    targets: Sequence[TargetFacts],
    as_of: datetime,
    policy: SalesPolicy,
    zone: tzinfo = UTC,
) -> Figure:
    """Open, qualified pipeline divided by the revenue target that remains.

    Pipeline: value of the deals open now, qualified (SQL or later), whose expected close lies in
    the period, also where that day has passed. Remaining target: the period's target minus the
    deals won in the period to date. The period is the shortest target that holds today. Unit:
    ratio, 3.0 is threefold; n counts the deals of the pipeline. No value where there is no
    target (`no_target`), where it is reached (`target_met`), and where a deal counted has
    another currency (`mixed_currency`). Source: formulas 5.3.
    """
    today = as_of.astimezone(zone).date()
    target = _target(targets, today)
    if target is None:
        return _ratio(None, as_of=as_of, note="no_target")
    pipeline = [deal for deal in opportunities if _is_pipeline(deal, target)]
    won = [deal for deal in opportunities if _is_won(deal, target, today)]
    rows = tuple(deal.external_id for deal in pipeline)
    parts = {
        "period": target.name,
        "starts_on": target.starts_on.isoformat(),
        "ends_on": target.ends_on.isoformat(),
        "currency": target.currency,
        "target": str(target.value),
        "wanted_from": str(policy.coverage.wanted_from),
        "wanted_to": str(policy.coverage.wanted_to),
    }
    if any(deal.currency != target.currency for deal in (*pipeline, *won)):
        return _ratio(None, as_of=as_of, note="mixed_currency", parts=parts, rows=rows)
    open_value, won_value = _value(pipeline), _value(won)
    remaining = target.value - won_value
    parts |= {
        "pipeline": str(open_value),
        "won": str(won_value),
        "won_n": str(len(won)),
        "remaining": str(remaining),
        "overdue": str(_value([deal for deal in pipeline if deal.expected_close_on < today])),
    }
    if target.value > 0:
        parts["full_target_coverage"] = str(open_value / target.value)
    if remaining <= 0:
        return _ratio(None, as_of=as_of, note="target_met", parts=parts, rows=rows)
    return _ratio(open_value / remaining, as_of=as_of, parts=parts, rows=rows)


def mql_rows(rows: Sequence[CohortRowFacts], *, as_of: datetime) -> Figure:
    """All leads that ever became marketing-qualified (MQL), whatever became of them."""
    count = sum(row.mql_count for row in rows)
    return _count(Metric.MQL_ROWS, ALL, count, as_of=as_of)


def closed_rows(rows: Sequence[CohortRowFacts], *, as_of: datetime) -> Figure:
    """All MQLs that were won."""
    return _count(Metric.CLOSED_ROWS, ALL, sum(row.won_count for row in rows), as_of=as_of)


def mql_count(rows: Sequence[CohortRowFacts], *, as_of: datetime) -> tuple[Figure, ...]:
    """MQLs by origin, most first; "(missing)" are those without an origin."""
    return tuple(
        _count(Metric.MQL_COUNT, origin, mqls, as_of=as_of) for origin, mqls, _ in _by_origin(rows)
    )


def won_count(rows: Sequence[CohortRowFacts], *, as_of: datetime) -> tuple[Figure, ...]:
    """Won MQLs by origin, in the order of their MQLs; "(missing)" are those without one."""
    return tuple(
        _count(Metric.WON_COUNT, origin, won, as_of=as_of) for origin, _, won in _by_origin(rows)
    )


def origin_null(rows: Sequence[CohortRowFacts], *, as_of: datetime) -> Figure:
    """MQLs whose origin is not known."""
    count = sum(row.mql_count for row in rows if row.origin is None)
    return _count(Metric.ORIGIN_NULL, ALL, count, as_of=as_of)


def mql_to_won_rate(rows: Sequence[CohortRowFacts], *, as_of: datetime) -> tuple[Figure, ...]:
    """Won MQLs divided by all MQLs of the cohort, first of all and then by origin.

    Unit: rate in 0 to 1 with its 95 % Wilson interval; n counts the MQLs. Leads too young to be
    won count as not won. No value where there is no MQL (`no_rows`). Source: formulas 5.10.
    """
    groups = _by_origin(rows)
    mqls, won = sum(group[1] for group in groups), sum(group[2] for group in groups)
    return tuple(_rate(*group, as_of=as_of) for group in [(ALL, mqls, won), *groups])


def next_action_rate(counts: Sequence[AdviceCount], *, as_of: datetime) -> tuple[Figure, ...]:
    """Recommended actions that were done, divided by those done or ignored, by action and play.

    Unit: rate in 0 to 1 with its 95 % Wilson interval; n counts done and ignored ones. What was
    superseded or is still open counts in neither. The parts also say of how many it was known that
    they helped, or did not. No value where there is none (`no_rows`).
    """
    groups = [
        _share(
            Metric.NEXT_ACTION_RATE,
            f"{one.action}/{one.code}",
            one.done,
            one.done + one.ignored,
            as_of=as_of,
            parts={"helped": str(one.helped), "did_not_help": str(one.did_not_help)},
        )
        for one in counts
    ]
    done = sum(one.done for one in counts)
    every = done + sum(one.ignored for one in counts)
    return (_share(Metric.NEXT_ACTION_RATE, ALL, done, every, as_of=as_of), *groups)


def alert_rate(rates: Sequence[AlertRate], *, as_of: datetime) -> tuple[Figure, ...]:
    """Alerts followed in time by an act of whom they mentioned, divided by all, by kind.

    Unit: rate in 0 to 1 with its 95 % Wilson interval; n counts the alerts whose time to act is
    over. No value where there is none (`no_rows`).
    """
    return tuple(
        _share(Metric.ALERT_RATE, one.kind.value, one.acted, one.n, as_of=as_of) for one in rates
    )


def _share(
    metric: Metric,
    group: str,
    done: int,
    n: int,
    *,
    as_of: datetime,
    parts: dict[str, str] | None = None,
) -> Figure:
    return Figure(
        metric=metric,
        group=group,
        value=Decimal(done) / n if n else None,
        n=n,
        unit="rate",
        as_of=as_of,
        interval=wilson(done, n) if n else None,
        note=None if n else "no_rows",
        parts={"done": str(done), **(parts or {})},
    )


def rejections(rows: Sequence[RejectionRowFacts], *, as_of: datetime) -> tuple[Figure, ...]:
    """Rejected leads by their reason, most first, each followed by its finer reasons.

    A group is a reason code, or "code/finer code"; n is the count. Tests and spam are no leads.
    """
    by_reason: dict[RejectReason, int] = {}
    for row in rows:
        by_reason[row.reason] = by_reason.get(row.reason, 0) + row.count
    found: list[Figure] = []
    for reason, count in sorted(by_reason.items(), key=lambda item: (-item[1], item[0])):
        found.append(_count(Metric.REJECTIONS, reason.value, count, as_of=as_of))
        finer = [row for row in rows if row.reason is reason and row.sub is not None]
        for row in sorted(finer, key=lambda one: (-one.count, one.sub or "")):
            group = f"{reason.value}/{row.sub}"
            found.append(_count(Metric.REJECTIONS, group, row.count, as_of=as_of))
    return tuple(found) or (_count(Metric.REJECTIONS, ALL, 0, as_of=as_of),)


def wilson(successes: int, n: int) -> tuple[Decimal, Decimal]:
    """The 95 % Wilson interval of a rate, both ends in 0 to 1; `n` must be at least 1.

    centre = (p + z²/2n) / (1 + z²/n), half = z / (1 + z²/n) * sqrt(p(1-p)/n + z²/4n²). Source:
    E. B. Wilson, JASA 22 (1927) 209-212; formulas 5.5.
    """
    p, z2 = Decimal(successes) / n, Z * Z / n
    centre = (p + z2 / 2) / (1 + z2)
    half = (p * (1 - p) * z2 + z2 * z2 / 4).sqrt() / (1 + z2)
    # Twelve places: beyond them stands only what the square root was rounded by.
    low, high = (end.quantize(Decimal("1e-12")) for end in (centre - half, centre + half))
    return max(Decimal(0), low), min(Decimal(1), high)


def _target(targets: Sequence[TargetFacts], today: date) -> TargetFacts | None:
    running = [target for target in targets if target.starts_on <= today <= target.ends_on]
    return min(running, key=lambda one: (one.ends_on - one.starts_on, one.starts_on), default=None)


def _is_pipeline(deal: OpportunityFacts, target: TargetFacts) -> bool:
    in_period = target.starts_on <= deal.expected_close_on <= target.ends_on
    return deal.is_open and deal.is_qualified and in_period


def _is_won(deal: OpportunityFacts, target: TargetFacts, today: date) -> bool:
    if not deal.is_won or deal.closed_on is None:
        return False
    return target.starts_on <= deal.closed_on <= today


def _value(deals: Sequence[OpportunityFacts]) -> Decimal:
    return sum((deal.value for deal in deals), Decimal(0))


def _ratio(
    value: Decimal | None,
    *,
    as_of: datetime,
    note: str | None = None,
    parts: dict[str, str] | None = None,
    rows: tuple[str, ...] = (),
) -> Figure:
    return Figure(
        metric=Metric.COVERAGE,
        group=ALL,
        value=value,
        n=len(rows),
        unit="ratio",
        as_of=as_of,
        note=note,
        parts=parts or {},
        row_ids=rows,
    )


def _by_origin(rows: Sequence[CohortRowFacts]) -> list[tuple[str, int, int]]:
    """(origin, MQLs, won) with the rows of one origin added up, most MQLs first."""
    groups: dict[str, tuple[int, int]] = {}
    for row in rows:
        origin = MISSING if row.origin is None else row.origin
        mqls, won = groups.get(origin, (0, 0))
        groups[origin] = (mqls + row.mql_count, won + row.won_count)
    listed = [(origin, mqls, won) for origin, (mqls, won) in groups.items()]
    return sorted(listed, key=lambda group: (-group[1], group[0]))


def _count(metric: Metric, group: str, count: int, *, as_of: datetime) -> Figure:
    return Figure(
        metric=metric, group=group, value=Decimal(count), n=count, unit="count", as_of=as_of
    )


def _rate(group: str, mqls: int, won: int, *, as_of: datetime) -> Figure:
    return Figure(
        metric=Metric.MQL_TO_WON_RATE,
        group=group,
        value=Decimal(won) / mqls if mqls else None,
        n=mqls,
        unit="rate",
        as_of=as_of,
        interval=wilson(won, mqls) if mqls else None,
        note=None if mqls else "no_rows",
        parts={"mql": str(mqls), "won": str(won)},
    )

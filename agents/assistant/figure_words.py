"""Figures in words: exact values with their definition, n, moment and parts."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from babel import numbers

from agents import sentences
from agents.answers import ShownFigure
from agents.assistant.untrusted import name
from agents.decisions import Figure
from agents.policy import SalesPolicy
from agents.rules.kpi import ALL, MISSING
from agents.vocabulary import AlertKind, Metric, NextAction, Side
from agents.words import Words

MOST_FIGURES = 25
NAMED_IN_TEXT = 3


def shown(figure: Figure, w: Words, policy: SalesPolicy) -> ShownFigure:
    """The figure as it is shown; the value is a sentence where there is none."""
    return ShownFigure(
        metric=figure.metric.value,
        group="" if _stands_alone(figure) else _group(figure, w, policy),
        value=value(figure, w),
        definition=definition(figure.metric, w),
        n=figure.n,
        as_of=figure.as_of.isoformat(),
        parts=_parts(figure, w),
        row_ids=figure.row_ids,
    )


OF_GROUPS = frozenset({Metric.SLA_KEPT, Metric.NEXT_ACTION_RATE, Metric.ALERT_RATE})
"""Figures of which each group is said with its own n."""


def text(figures: Sequence[Figure], w: Words, policy: SalesPolicy) -> str:
    """The sentence that leads the answer."""
    if not figures:
        return w.t("There is nothing to count yet.")
    first = figures[0]
    if first.metric in OF_GROUPS:
        is_kept = first.metric is Metric.SLA_KEPT
        return _kept(figures, w) if is_kept else _shares(figures, w, policy)
    if first.value is None:
        return value(first, w)
    if first.metric is Metric.COVERAGE:
        return f"{_coverage(first, w)} {_against_wanted(first, w)}"
    if first.metric is Metric.MQL_TO_WON_RATE:
        return _rate(first, w)
    return _counted(figures, w, policy)


def definition(metric: Metric, w: Words) -> str:
    """What the figure is, in one sentence."""
    return {
        Metric.COVERAGE: w.t(
            "Coverage is the open, qualified pipeline of the period divided by the part of the"
            " revenue target that is not won yet."
        ),
        Metric.MQL_ROWS: w.t("All leads that ever became an MQL, whatever became of them."),
        Metric.CLOSED_ROWS: w.t("All MQLs that were won."),
        Metric.MQL_COUNT: w.t("MQLs by the origin their sender named."),
        Metric.WON_COUNT: w.t("Won MQLs by the origin their sender named."),
        Metric.ORIGIN_NULL: w.t("MQLs whose origin is not known."),
        Metric.NEXT_ACTION_RATE: w.t(
            "Recommended actions that were done, divided by those done or ignored, by play."
        ),
        Metric.ALERT_RATE: w.t(
            "Alerts followed in time by an act of whom they mentioned, divided by all, by kind."
        ),
        Metric.REJECTIONS: w.t("Leads that stand rejected, by reason and finer reason."),
        Metric.MQL_TO_WON_RATE: w.t(
            "Won MQLs divided by all MQLs; those too young to be won count as not won."
        ),
        Metric.SLA_KEPT: w.t(
            "Promises kept divided by promises that have ended, by side: sales promises the first"
            " contact, marketing the fields, the consent proof and the context. Working time"
            " counts, pauses do not."
        ),
    }[metric]


def value(figure: Figure, w: Words) -> str:
    """The value with its unit, or the reason why there is none."""
    if figure.value is None:
        return _reason(figure, w)
    if figure.unit == "ratio":
        return times(figure.value, w)
    return w.percent(figure.value) if figure.unit == "rate" else w.number(figure.value)


def times(ratio: Decimal, w: Words) -> str:
    """2,9× with one decimal; 2,96× where one decimal would show a whole that is not reached."""
    rounded = ratio.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    pattern = "#,##0.0"
    if rounded == rounded.to_integral_value() and ratio < rounded:
        rounded, pattern = ratio.quantize(Decimal("0.01"), rounding=ROUND_DOWN), "#,##0.00"
    return str(numbers.format_decimal(rounded, format=pattern, locale=w.locale)) + "×"


def _reason(figure: Figure, w: Words) -> str:
    parts = figure.parts
    if figure.note == "no_target":
        return w.t("There is no coverage figure: no revenue target is set for today.")
    if figure.note == "target_met":
        won, target = _money(parts, "won", w), _money(parts, "target", w)
        return w.t("The target is met: {won} won of {target}.", won=won, target=target)
    if figure.note == "mixed_currency":
        return w.t(
            "There is no coverage figure: some deals are not in {currency}, the target's currency.",
            currency=parts.get("currency", ""),
        )
    if figure.note == "no_promises":
        return w.t("no promise has ended yet")
    if figure.note == "no_rows":
        counted = figure.metric is Metric.MQL_TO_WON_RATE
        no_mqls = w.t("There is no rate: there are no MQLs yet.")
        return no_mqls if counted else w.t("There is nothing to count yet.")
    return w.t("This figure cannot be given right now.")


def _coverage(figure: Figure, w: Words) -> str:
    return w.t(
        "Our coverage is {value}: {pipeline} open pipeline for {remaining} that are still to win.",
        value=value(figure, w),
        pipeline=_money(figure.parts, "pipeline", w),
        remaining=_money(figure.parts, "remaining", w),
    )


def _against_wanted(figure: Figure, w: Words) -> str:
    assert figure.value is not None
    low, high = (Decimal(figure.parts[key]) for key in ("wanted_from", "wanted_to"))
    band = {"low": f"{w.number(low)}×", "high": f"{w.number(high)}×"}
    if figure.value < low:
        return w.t("That is below the {low} to {high} we want.", **band)
    if figure.value > high:
        return w.t("That is above the {low} to {high} we want.", **band)
    return w.t("That is within the {low} to {high} we want.", **band)


def _rate(figure: Figure, w: Words) -> str:
    return w.t(
        "{won} of {mqls} MQLs were won: {value} (95% interval {interval}).",
        won=w.number(Decimal(figure.parts["won"])),
        mqls=w.number(Decimal(figure.parts["mql"])),
        value=value(figure, w),
        interval=_interval(figure, w),
    )


def _shares(figures: Sequence[Figure], w: Words, policy: SalesPolicy) -> str:
    """Each group that has anything to count, with its n and its interval."""
    listed = "; ".join(
        w.t(
            "{group} {value} ({done} of {n}, 95% interval {interval})",
            group=_group(figure, w, policy),
            value=value(figure, w),
            done=w.number(Decimal(figure.parts["done"])),
            n=w.number(figure.n),
            interval=_interval(figure, w),
        )
        for figure in figures
        if figure.value is not None
    )
    return w.t("Acted on: {listed}.", listed=listed) if listed else value(figures[0], w)


def _kept(figures: Sequence[Figure], w: Words) -> str:
    """Each side with its own figure: neither is measured without the other."""
    listed = "; ".join(_kept_by(figure, w) for figure in figures)
    return w.t("Promises kept: {listed}.", listed=listed)


def _kept_by(figure: Figure, w: Words) -> str:
    side = sentences.side(w, Side(figure.group))
    if figure.value is None:
        return f"{side}: {value(figure, w)}"
    return w.t(
        "{side} {value} ({kept} of {n}, 95% interval {interval})",
        side=side,
        value=value(figure, w),
        kept=w.number(Decimal(figure.parts["kept"])),
        n=w.number(figure.n),
        interval=_interval(figure, w),
    )


def _counted(figures: Sequence[Figure], w: Words, policy: SalesPolicy) -> str:
    first = figures[0]
    if first.group == ALL:
        return _all_counted(first, w)
    listed = ", ".join(
        f"{_group(one, w, policy)} {value(one, w)}" for one in figures[:NAMED_IN_TEXT]
    )
    if first.metric is Metric.WON_COUNT:
        return w.t("Won MQLs by origin, most MQLs first: {listed}.", listed=listed)
    if first.metric is Metric.REJECTIONS:
        return w.t("Rejected leads by reason: {listed}.", listed=listed)
    return w.t("MQLs by origin: {listed}.", listed=listed)


def _all_counted(figure: Figure, w: Words) -> str:
    if figure.metric is Metric.CLOSED_ROWS:
        return w.n("{count} MQL was won.", "{count} MQLs were won.", figure.n)
    if figure.metric is Metric.ORIGIN_NULL:
        return w.n(
            "The origin of {count} MQL is not known.",
            "The origin of {count} MQLs is not known.",
            figure.n,
        )
    if figure.metric is Metric.REJECTIONS:
        return w.t("No lead stands rejected.")
    return w.n("There is {count} MQL.", "There are {count} MQLs.", figure.n)


def _stands_alone(figure: Figure) -> bool:
    """Whether the metric has no groups, so that "all together" would say nothing."""
    return figure.group == ALL and figure.metric is not Metric.MQL_TO_WON_RATE


def _group(figure: Figure, w: Words, policy: SalesPolicy) -> str:
    if figure.group == ALL:
        return w.t("all together")
    say = _GROUPS.get(figure.metric)
    if say is not None:
        return say(figure.group, w, policy)
    if figure.group == MISSING:
        return w.t("not given")
    return name(sentences.origin(w, figure.group), limit=60)


def _recommended(group: str, w: Words, policy: SalesPolicy) -> str:
    action, _, code = group.partition("/")
    return sentences.recommended(w, NextAction(action), code, policy)


_GROUPS: dict[Metric, Callable[[str, Words, SalesPolicy], str]] = {
    Metric.REJECTIONS: lambda group, w, policy: sentences.rejection(w, group, policy),
    Metric.NEXT_ACTION_RATE: _recommended,
    Metric.ALERT_RATE: lambda group, w, _: sentences.counted_alert(w, AlertKind(group)),
    Metric.SLA_KEPT: lambda group, w, _: sentences.side(w, Side(group)),
}
"""How each metric's groups are called; those of the others are origins."""


def _interval(figure: Figure, w: Words) -> str:
    assert figure.interval is not None
    low, high = figure.interval
    return w.t("{low} to {high}", low=w.percent(low), high=w.percent(high))


def _parts(figure: Figure, w: Words) -> tuple[tuple[str, str], ...]:
    parts = figure.parts
    if figure.metric is Metric.MQL_TO_WON_RATE and figure.interval is not None:
        return (
            (w.t("Won"), w.number(Decimal(parts["won"]))),
            (w.t("95% interval"), _interval(figure, w)),
        )
    if figure.metric is Metric.SLA_KEPT and figure.interval is not None:
        return (
            (w.t("kept"), w.number(Decimal(parts["kept"]))),
            (w.t("broken"), w.number(Decimal(parts["broken"]))),
            (w.t("95% interval"), _interval(figure, w)),
        )
    if figure.metric is Metric.NEXT_ACTION_RATE and "helped" in parts:
        return (
            (w.t("Done"), w.number(Decimal(parts["done"]))),
            (w.t("Of help"), w.number(Decimal(parts["helped"]))),
            (w.t("Of no help"), w.number(Decimal(parts["did_not_help"]))),
        )
    if figure.metric is not Metric.COVERAGE or "target" not in parts:
        return ()
    days = [w.day(date.fromisoformat(parts[key])) for key in ("starts_on", "ends_on")]
    lines = [
        (w.t("Period"), f"{name(parts['period'])} ({days[0]} – {days[1]})"),
        (w.t("Open pipeline"), _money(parts, "pipeline", w)),
        (w.t("Of it past its expected close"), _money(parts, "overdue", w)),
        (w.t("Target"), _money(parts, "target", w)),
        (w.t("Won so far"), _money(parts, "won", w)),
        (w.t("Still to win"), _money(parts, "remaining", w)),
    ]
    if "full_target_coverage" in parts:
        whole = times(Decimal(parts["full_target_coverage"]), w)
        lines.append((w.t("Against the whole target"), whole))
    return tuple((label, amount) for label, amount in lines if amount)


def _money(parts: dict[str, str], key: str, w: Words) -> str:
    """An amount of the figure, or "" where it is not known."""
    if key not in parts:
        return ""
    return w.money(Decimal(parts[key]), parts["currency"])

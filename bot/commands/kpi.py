"""`staffel kpi`: the figures, for people or one JSON object a line."""

import json
from datetime import UTC, datetime, time
from decimal import Decimal

import click
from rich.table import Table

from agents.decisions import Figure
from agents.rules.fields.moments import ImpossibleDateError, moment
from agents.vocabulary import Metric
from agents.words import Words
from bot.commands.context import console, lang_option, opened
from bot.workflows.figures import StoreMetrics


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--as-of", metavar="DATE", help="As it was known at the end of this day (UTC).")
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    type=click.Choice([metric.value for metric in Metric]),
    help="Only this figure; may be given several times.",
)
@lang_option
def kpi(*, as_json: bool, as_of: str | None, metrics: tuple[str, ...]) -> None:
    """Print the figures with their n and interval."""
    with opened() as desk:
        now = desk.deps.clock() if as_of is None else _moment(as_of, desk.words)
        book = StoreMetrics(desk.deps.store, desk.policy)
        wanted = [Metric(name) for name in metrics] or list(Metric)
        figures = [figure for metric in wanted for figure in book.figure(metric, as_of=now)]
        if as_json:
            for figure in figures:
                click.echo(json.dumps(as_object(figure), ensure_ascii=False))
        else:
            _print(figures, desk.words)


def as_object(figure: Figure) -> dict[str, object]:
    """The figure as JSON; exact numbers become the nearest binary ones."""
    told: dict[str, object] = {
        "metric": figure.metric.value,
        "group": figure.group,
        "value": _number(figure.value),
        "n": figure.n,
        "unit": figure.unit,
        "as_of": figure.as_of.isoformat(),
    }
    if figure.interval is not None:
        told["interval"] = [_number(end) for end in figure.interval]
    if figure.note is not None:
        told["note"] = figure.note
    if figure.parts:
        told["parts"] = figure.parts
    return told


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _moment(text: str, w: Words) -> datetime:
    """The end of a day; a moment with its time stays what it is."""
    try:
        found = moment(text)
    except ImpossibleDateError:
        found = None
    if found is None:
        raise click.BadParameter(w.t("{text} is not a date.", text=text), param_hint="--as-of")
    return datetime.combine(found, time.max, UTC) if found.time() == time.min else found


def _print(figures: list[Figure], w: Words) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(w.t("figure"))
    table.add_column(w.t("group"))
    table.add_column(w.t("value"), justify="right")
    table.add_column("n", justify="right")
    table.add_column(w.t("95% interval"))
    for figure in figures:
        ends = figure.interval and " – ".join(w.percent(end) for end in figure.interval)
        table.add_row(
            figure.metric.value, figure.group, _shown(figure, w), w.number(figure.n), ends or ""
        )
    out = console()
    out.print(table)
    if figures:
        out.print(w.t("As known at {moment} UTC.", moment=w.moment(figures[0].as_of, "UTC")))


def _shown(figure: Figure, w: Words) -> str:
    if figure.value is None:
        return {
            "no_target": w.t("no target for this day"),
            "target_met": w.t("target met"),
            "mixed_currency": w.t("several currencies"),
            "no_rows": w.t("no rows"),
            "no_promises": w.t("no promise has ended yet"),
        }.get(figure.note or "", "–")
    if figure.unit == "rate":
        return w.percent(figure.value)
    return w.number(round(figure.value, 2)) + ("×" if figure.unit == "ratio" else "")

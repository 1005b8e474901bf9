"""`staffel receipt LEAD`: every counted minute of a promise, and why the others do not count."""

import json

import click

from agents import sentences
from agents.decisions import PromiseReceipt, ReceiptDecision
from agents.words import Words
from bot.commands.context import lang_option, opened


@click.command()
@click.argument("lead", type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@lang_option
def receipt(*, lead: int, as_json: bool) -> None:
    """Say which minutes of LEAD's promise counted.

    LEAD is the number at the bottom of its card.
    """
    from bot.errors import Refusal
    from bot.workflows import receipts

    with opened() as desk:
        try:
            _, found = receipts.of_lead(desk.deps, lead)
        except Refusal as refusal:
            sentence = sentences.refusal(desk.words, refusal.code, refusal.params)
            raise click.ClickException(sentence) from refusal
        if as_json:
            click.echo(json.dumps(as_object(found), ensure_ascii=False))
        else:
            click.echo("\n".join(lines(found, desk.words)))


def lines(found: PromiseReceipt, w: Words) -> list[str]:
    """The promise, and what of it has gone by."""
    calendar = w.both(found.label) or found.calendar
    due = w.moment(found.due_at, found.zone)
    said = [
        (w.t("Promised by {due}", due=due), found.whole),
        (
            w.t("Until now") if found.clock.stopped_at is None else w.t("Until the first contact"),
            found.so_far,
        ),
    ]
    return [
        f"{title}: {sentences.receipt(w, part, zone=found.zone, calendar=calendar)}"
        for title, part in said
    ]


def as_object(found: PromiseReceipt) -> dict[str, object]:
    """The receipt as JSON: moments in UTC, lengths in seconds."""
    return {
        "calendar": found.calendar,
        "zone": found.zone,
        "promised_seconds": found.promised.total_seconds(),
        "due_at": found.due_at.isoformat(),
        "promise": _part(found.whole),
        "so_far": _part(found.so_far),
    }


def _part(part: ReceiptDecision) -> dict[str, object]:
    return {
        "counted_seconds": part.counted.total_seconds(),
        "paused_seconds": part.paused.total_seconds(),
        "stretches": [
            {
                "begins_at": one.begins_at.isoformat(),
                "ends_at": one.ends_at.isoformat(),
                "counted_seconds": one.counted.total_seconds(),
                "gap": one.gap,
                "cause": one.cause,
            }
            for one in part.stretches
        ],
    }

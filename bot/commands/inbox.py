"""`staffel inbox`: what came in, why something was refused, and another try."""

import click
from rich.table import Table

from agents.vocabulary import InboxState
from agents.words import Words
from bot.commands.context import Desk, console, lang_option, opened
from bot.commands.problems import sentences
from bot.workflows.intake import process_delivery
from store import inbox as deliveries
from store.inbox import DeliveryFacts

BATCH = 500


@click.group()
def inbox() -> None:
    """List and replay inbound deliveries."""


@inbox.command("list")
@click.option("--refused", "only_refused", is_flag=True, help="Only those that were refused.")
@click.option("--door", help="Only this door, for instance form:demo.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
@lang_option
def list_(*, only_refused: bool, door: str | None, limit: int) -> None:
    """List deliveries, oldest first: door, time, state and reasons, nothing about the person."""
    states = [InboxState.REFUSED] if only_refused else list(InboxState)
    with opened() as desk:
        with desk.deps.store.read() as session:
            found = deliveries.in_state(session, *states, limit=limit, door=door)
        _print(found, desk.words)


@inbox.command()
@click.argument("ids", nargs=-1, type=int)
@click.option("--refused", "all_refused", is_flag=True, help="All that were refused.")
@lang_option
def replay(ids: tuple[int, ...], *, all_refused: bool) -> None:
    """Process deliveries again: by their numbers, or all refused ones."""
    if bool(ids) is all_refused:
        raise click.UsageError("Give the numbers of deliveries, or --refused.")
    with opened() as desk:
        unknown = 0
        chosen = ids or _refused(desk)
        for number in chosen:
            try:
                process_delivery(desk.deps, number)
            except LookupError:
                unknown += 1
                click.echo(desk.words.t("There is no delivery {number}.", number=number), err=True)
                continue
            click.echo(_outcome(desk, number))
        if not chosen:
            click.echo(desk.words.t("Nothing was refused."))
    if unknown:
        raise SystemExit(1)


def _refused(desk: Desk) -> tuple[int, ...]:
    with desk.deps.store.read() as session:
        found = deliveries.in_state(session, InboxState.REFUSED, limit=BATCH)
    return tuple(delivery.id for delivery in found)


def _outcome(desk: Desk, number: int) -> str:
    w = desk.words
    with desk.deps.store.read() as session:
        row = deliveries.get(session, number)
        assert row is not None
        facts = deliveries.facts(row)
    if facts.state is InboxState.REFUSED:
        reasons = sentences(w, facts.problems)
        return w.t("{number}: refused: {reasons}", number=number, reasons=reasons)
    if facts.lead_id is None:
        return w.t("{number}: done", number=number)
    return w.t("{number}: done, lead {lead}", number=number, lead=facts.lead_id)


def _print(found: tuple[DeliveryFacts, ...], w: Words) -> None:
    states = {
        InboxState.RECEIVED: w.t("waiting"),
        InboxState.DONE: w.t("done"),
        InboxState.REFUSED: w.t("refused"),
    }
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("id", w.t("door"), w.t("received (UTC)"), w.t("state"), w.t("lead")):
        table.add_column(heading)
    table.add_column(w.t("reasons"), overflow="fold")
    for delivery in found:
        table.add_row(
            str(delivery.id),
            delivery.door,
            w.moment(delivery.received_at, "UTC"),
            states[delivery.state],
            str(delivery.lead_id or ""),
            sentences(w, delivery.problems),
        )
    console().print(table)

"""`staffel outbox`: what is owed to Slack and by mail, another try, or none any more."""

import re
from collections.abc import Iterable

import click
from rich.table import Table

from agents.vocabulary import OutboxState
from agents.words import Words
from bot.commands import owed
from bot.commands.context import Desk, console, lang_option, opened
from bot.effects import KINDS
from bot.setbacks import DOORS
from bot.workflows import settle
from store import parked
from store.parked import Outcome
from store.queries import outbox as book
from store.queries.outbox import OwedFacts

OPEN = (*book.WAITING, *book.PARKED)
CODE = re.compile(r"[a-z][a-z0-9_]{0,79}")
COALESCES = frozenset(name for name, kind in KINDS.items() if kind.coalesces)


@click.group()
def outbox() -> None:
    """List, retry and drop what is owed to Slack."""


@outbox.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in OutboxState]),
    help="Only these; by default all that has not gone out.",
)
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
@lang_option
def list_(states: tuple[str, ...], limit: int) -> None:
    """List owed messages, oldest first: number, state, kind, lead, when due, tries and code."""
    wanted = [OutboxState(state) for state in states] or OPEN
    with opened() as desk:
        with desk.deps.store.read() as session:
            found = book.rows(session, wanted, limit=limit)
        if found:
            _print(found, desk.words)
        else:
            click.echo(desk.words.t("Nothing is there."))


@outbox.command()
@click.argument("ids", nargs=-1, type=int)
@click.option("--all-dead", is_flag=True, help="All that can never be delivered.")
@lang_option
def retry(ids: tuple[int, ...], *, all_dead: bool) -> None:
    """Try messages again now, by their numbers.

    Where one may have arrived it is looked for first, so that none is shown twice.
    """
    if bool(ids) is all_dead:
        raise click.UsageError("Give the numbers of messages, or --all-dead.")
    with opened() as desk:
        chosen = ids or _dead(desk)
        if not chosen:
            click.echo(desk.words.t("Nothing is undeliverable."))
        # The newest first: of several that say the same, only that one is tried.
        outcomes = {number: _retry(desk, number) for number in sorted(set(chosen), reverse=True)}
        _finish(desk, outcomes, done=desk.words.t("goes out again"))


@outbox.command()
@click.argument("ids", nargs=-1, type=int, required=True)
@click.option("--why", required=True, metavar="CODE", help="A short code, e.g. test_lead.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@lang_option
def drop(ids: tuple[int, ...], *, why: str, yes: bool) -> None:
    """Never send these messages; the audit keeps when and why."""
    if not CODE.fullmatch(why):
        raise click.UsageError("--why is a code: small letters, digits and _, at most 80.")
    with opened() as desk:
        w = desk.words
        numbers = sorted(set(ids))
        for line in _meanings(desk, numbers):
            click.echo(line)
        if not yes:
            click.confirm(w.t("Never send them?"), abort=True)
        outcomes = {number: _drop(desk, number, why) for number in numbers}
        _finish(desk, outcomes, done=w.t("is never sent"))


def _dead(desk: Desk) -> tuple[int, ...]:
    with desk.deps.store.read() as session:
        return parked.dead_ids(session)


def _retry(desk: Desk, number: int) -> Outcome:
    with desk.deps.store.begin() as session:
        return parked.retry(session, number, doors=DOORS, coalesces=COALESCES)


def _drop(desk: Desk, number: int, code: str) -> Outcome:
    with desk.deps.store.begin() as session:
        outcome = parked.drop(
            session,
            number,
            code=code,
            now=desk.deps.clock(),
            policy_revision=desk.policy.revision,
        )
        dropped = book.get(session, number)
        if outcome is Outcome.DONE and dropped is not None:
            settle.ended(session, dropped)
        return outcome


def _meanings(desk: Desk, numbers: Iterable[int]) -> list[str]:
    with desk.deps.store.read() as session:
        found = [book.get(session, number) for number in numbers]
    return [
        f"{one.id}: {owed.kind(desk.words, one.kind)}. {owed.dropped(desk.words, one)}"
        for one in found
        if one is not None and one.state in OPEN
    ]


def _finish(desk: Desk, outcomes: dict[int, Outcome], *, done: str) -> None:
    """Says what became of each; an unknown, sent or just sending one is an error."""
    w, failed = desk.words, False
    said = {
        Outcome.DONE: done,
        Outcome.REPLACED: w.t("a newer message says the same; this one is settled"),
        Outcome.SETTLED: w.t("is settled already"),
        Outcome.UNKNOWN: w.t("there is no such message"),
        Outcome.SENT: w.t("was sent already"),
        Outcome.UNDER_WAY: w.t("is being sent right now; try again in a minute"),
    }
    for number, outcome in sorted(outcomes.items()):
        is_wrong = outcome in {Outcome.UNKNOWN, Outcome.SENT, Outcome.UNDER_WAY}
        click.echo(f"{number}: {said[outcome]}", err=is_wrong)
        failed = failed or is_wrong
    if failed:
        raise SystemExit(1)


def _print(found: tuple[OwedFacts, ...], w: Words) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    headings = ("id", w.t("state"), w.t("kind"), w.t("lead"), w.t("due (UTC)"), w.t("tries"))
    for heading in headings:
        table.add_column(heading)
    table.add_column(w.t("code"), overflow="fold")
    for one in found:
        table.add_row(
            str(one.id),
            owed.state(w, one.state),
            owed.kind(w, one.kind),
            str(one.lead_id or ""),
            w.moment(one.due_at, "UTC"),
            str(one.attempts),
            one.error_code or "",
        )
    console().print(table)

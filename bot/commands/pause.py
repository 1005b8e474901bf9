"""`staffel pause` and `staffel resume`: the tap of everything that leaves the house."""

import click

from bot.commands import owed
from bot.commands.context import Desk, lang_option, opened
from store import pause as tap
from store.queries import outbox


@click.command()
@click.option("--why", default="", metavar="TEXT", help="A few words for whoever wonders.")
@lang_option
def pause(why: str) -> None:
    """Stop all sends, in every process, and say what waits.

    Leads and clicks are still taken, and clocks run; a send that is under way ends first.
    """
    with opened() as desk:
        w = desk.words
        with desk.deps.store.begin() as session:
            was = tap.current(session)
            now = tap.pause(session, why=why, now=desk.deps.clock())
        since = w.moment(now.since, "UTC")
        if was is not None:
            click.echo(w.t("Paused already, since {since} (UTC).", since=since))
        else:
            click.echo(w.t("Paused since {since} (UTC): nothing is sent.", since=since))
        if now.why:
            click.echo(w.t("Why: {why}", why=now.why))
        _say_what_waits(desk)
        click.echo(w.t("It goes on with: staffel resume"))


@click.command()
@lang_option
def resume() -> None:
    """Let everything go on that waits."""
    with opened() as desk:
        w = desk.words
        with desk.deps.store.begin() as session:
            ended = tap.resume(session)
        if ended is None:
            click.echo(w.t("Nothing is paused."))
        else:
            since = w.moment(ended.since, "UTC")
            click.echo(w.t("It goes on, after a pause since {since} (UTC).", since=since))
        _say_what_waits(desk)


def _say_what_waits(desk: Desk) -> None:
    with desk.deps.store.read() as session:
        waiting = outbox.waiting(session)
    for line in owed.waits(desk.words, waiting):
        click.echo(line)

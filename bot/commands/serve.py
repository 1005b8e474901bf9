"""`staffel serve`: the bot against a real workspace and a real website."""

import signal
import threading

import click

from bot.bootstrap import Bot, make_deps
from bot.commands.context import database, read_settings, words
from bot.logs import set_up
from store.migrate import upgrade


@click.command()
@click.option("--migrate", is_flag=True, help="Bring the database to this version first.")
def serve(*, migrate: bool) -> None:
    """Run the bot: web, Slack, relay, clock and library in one process."""
    settings = read_settings()
    set_up(settings.log_format)
    with database(settings, words(settings)):
        if migrate:
            upgrade(settings.database_url)
        deps = make_deps(settings)
    run(Bot(settings=settings, deps=deps))


def run(bot: Bot) -> None:
    """Runs a bot until it is told to end, then ends it in order."""
    ended = ending()
    bot.start()
    try:
        ended.wait()
    finally:
        bot.stop()


def ending() -> threading.Event:
    """Set by SIGINT or SIGTERM."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    return ended

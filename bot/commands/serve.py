"""`staffel serve`: the bot against a real workspace and a real website."""

import signal
import threading

import click

from bot.bootstrap import Bot, make_deps
from bot.errors import SettingsError
from bot.logs import set_up
from bot.settings import Settings
from store.migrate import upgrade


@click.command()
@click.option("--migrate", is_flag=True, help="Bring the database to this version first.")
def serve(*, migrate: bool) -> None:
    """Run the bot: web, Slack, relay, clock and library in one process."""
    settings = Settings()
    set_up(settings.log_format)
    if migrate:
        upgrade(settings.database_url)
    try:
        bot = Bot(settings=settings, deps=make_deps(settings))
    except SettingsError as error:
        raise click.ClickException("\n".join(error.problems)) from error
    run(bot)


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

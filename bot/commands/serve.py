"""`staffel serve`: the bot against a real workspace and a real website."""

import signal
import threading

import click

from bot.bootstrap import Bot, make_deps
from bot.commands.context import database, read_settings, words
from bot.interpreter import keep_what_is_loaded, take_short_turns
from bot.logs import set_up
from bot.roles import ProcessRole, read_roles


@click.command()
@click.option("--migrate", is_flag=True, help="Bring the database to this version first.")
@click.option(
    "--roles",
    "names",
    default=",".join(ProcessRole),
    show_default=True,
    help="What this process does; the others of the same database do the rest.",
)
def serve(*, migrate: bool, names: str) -> None:
    """Run the bot: everything in one process, or some roles of it.

    Processes on several machines need PostgreSQL; with SQLite all of them run on this one. Where
    the playbooks' vectors are a folder, only one process may have the role slack.
    """
    settings = read_settings()
    set_up(settings.log_format)
    w = words(settings)
    roles = read_roles(names, w)
    with database(settings, w):
        if migrate:
            from store.migrate import upgrade

            upgrade(settings.database_url)
        deps = make_deps(settings, roles=roles)
    run(Bot(settings=settings, deps=deps, roles=roles))


def run(bot: Bot) -> None:
    """Runs a bot until it is told to end, then ends it in order."""
    ended = ending()
    take_short_turns()
    bot.start()
    keep_what_is_loaded()
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

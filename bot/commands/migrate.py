"""`staffel migrate`: brings the database to the tables of this version."""

import click

from bot.commands.context import database, lang_option, read_settings, words
from store.migrate import upgrade
from store.version import is_current


@click.command()
@lang_option
def migrate() -> None:
    """Bring the database to this version; nothing happens where it is there already."""
    settings = read_settings()
    w = words(settings)
    with database(settings, w) as store:
        was_current = is_current(store.engine)
    upgrade(settings.database_url)
    if was_current:
        click.echo(w.t("The database has this version's tables already."))
        return
    click.echo(w.t("The database has this version's tables now."))

"""`staffel account`: who looks after a company."""

import click

from bot.commands.absences import done
from bot.commands.context import lang_option, opened
from bot.workflows import accounts


@click.command()
@click.argument("company", metavar="DOMAIN|NAME")
@click.option("--owner", metavar="U…", help="Whose its leads are; an empty text: nobody's.")
@click.option("--key/--no-key", "is_key", default=None, help="Whether it is a key account.")
@lang_option
def account(company: str, owner: str | None, is_key: bool | None) -> None:
    """Say who looks after a company, and whether it is a key account."""
    with opened() as desk:
        w = desk.words
        kept = done(desk, lambda: accounts.keep(desk.deps, company, owner=owner, is_key=is_key))
        owned = w.t("{company}: {owner}", company=kept.name, owner=kept.owner or w.t("nobody"))
        key = w.t("key account")
        click.echo(f"{owned} · {key}" if kept.is_key else owned)

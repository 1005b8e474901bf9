"""`staffel people leave`: somebody leaves, and their leads go on."""

import click

from bot.commands.absences import done
from bot.commands.context import Desk, lang_option, opened
from bot.workflows import leavers
from bot.workflows.people import everybody


@click.command()
@click.argument("slack_user", metavar="U…")
@click.option("--to", "to", multiple=True, metavar="U…", help="Who shares the leads out.")
@lang_option
def leave(slack_user: str, to: tuple[str, ...]) -> None:
    """Somebody leaves: open leads go to colleagues, by the rules or to those named with --to.

    Qualified leads with their deals go to those who are named too, else a manager gets a list.
    """
    users = [user for part in to for user in part.replace(",", " ").split()]
    with opened() as desk:
        left = done(desk, lambda: leavers.leave(desk.deps, slack_user.upper(), by=None, to=users))
        _say(desk, left)


def _say(desk: Desk, left: leavers.Left) -> None:
    w, names = desk.words, {one.id: one.name for one in everybody(desk.deps)}
    click.echo(w.t("{name} is no longer in the team.", name=left.person.name))
    for person_id, count in left.given.items():
        name = names[person_id]
        click.echo(w.n("{count} lead for {name}", "{count} leads for {name}", count, name=name))
    if left.waiting:
        click.echo(
            w.n(
                "{count} lead waits until somebody is there.",
                "{count} leads wait until somebody is there.",
                left.waiting,
            )
        )
    for person_id, count in left.passed.items():
        name = names[person_id]
        click.echo(
            w.n(
                "{count} qualified lead for {name}",
                "{count} qualified leads for {name}",
                count,
                name=name,
            )
        )
    if left.stay:
        click.echo(
            w.n(
                "{count} qualified lead stays under this name; a manager is told.",
                "{count} qualified leads stay under this name; a manager is told.",
                len(left.stay),
            )
        )
    for lead in left.stay:
        click.echo(f"  #{lead.id}  {lead.company.name or lead.company.domain or ''}".rstrip())

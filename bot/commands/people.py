"""`staffel people`: who is in the team."""

from pathlib import Path

import click
from rich.table import Table

from agents.rules.colleagues import read_person
from agents.rules.fields import headings
from bot.commands.absences import absence
from bot.commands.context import console, lang_option, opened
from bot.commands.importing import Kind, finish, import_file
from bot.commands.leaving import leave
from bot.workflows.import_people import import_people
from bot.workflows.people import everybody


@click.group()
def people() -> None:
    """List and import colleagues; who is away, who leaves."""


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--map",
    "map_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="MAPPING.toml",
    help="Which column is what.",
)
@lang_option
def import_(file: Path, map_file: Path | None) -> None:
    """Add or change colleagues, known by their Slack user id.

    Columns: slack_user_id, name, role (sdr, manager, revops, marketing, dpo, operator), language,
    territory, channels, email, weight, capacity, daily_cap, hours ("Mo-Do 9-12:30, 13:30-18"), tz,
    cover, calendar_url, is_active. Who does not stand in the file stays
    as they are, and so does what a row does not say.
    """
    with opened() as desk:
        kind = Kind(
            ours=headings.PERSON,
            clean=lambda row, _: read_person(row, territories=desk.policy.territories),
            take=lambda rows: import_people(
                desk.deps, rows, default_language=desk.settings.default_language
            ),
        )
        finish(import_file(file, map_file, kind, desk.words), desk.words)


@people.command("list")
@lang_option
def list_() -> None:
    """List everybody, also those who left."""
    with opened() as desk:
        w = desk.words
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in (
            "Slack",
            w.t("name"),
            w.t("role"),
            w.t("language"),
            w.t("territory"),
            w.t("weight"),
            w.t("open leads"),
            w.t("active"),
        ):
            table.add_column(heading)
        for person in everybody(desk.deps):
            load = f"{person.open_leads}/{person.capacity}" if person.capacity else None
            table.add_row(
                person.slack_user_id,
                person.name,
                person.role.value,
                person.language.value,
                person.territory or "",
                str(person.weight),
                load or str(person.open_leads),
                w.t("yes") if person.is_active else w.t("no"),
            )
        console().print(table)


people.add_command(absence)
people.add_command(leave)

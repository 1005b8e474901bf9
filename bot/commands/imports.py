"""`staffel import leads|opportunities|targets FILE`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import click

from agents.decisions import FieldProblem
from agents.facts import TargetFacts
from agents.rules import history, pipeline
from agents.rules.fields import headings
from agents.rules.fields.moments import ImpossibleDateError, moment
from bot.commands.context import Desk, lang_option, opened
from bot.commands.importing import Kind, finish, import_file
from bot.commands.mapping import ImportMapping
from bot.workflows.import_fresh import import_fresh
from bot.workflows.import_history import import_history
from bot.workflows.import_pipeline import import_opportunities, import_targets

FRESH_BATCH = 200
Decorated = TypeVar("Decorated", bound=Callable[..., object])
Fields = Mapping[str, str]
Problems = tuple[FieldProblem, ...]


@click.group()
def imports() -> None:
    """Import leads, opportunities and targets from CSV files.

    Any usual encoding and delimiter will do. Headings are recognised in German and English;
    others are named in a mapping (--map), see docs/import.md.
    """


def _file_options(command: Decorated) -> Decorated:
    path = click.Path(exists=True, dir_okay=False, path_type=Path)
    with_map = click.option(
        "--map", "map_file", type=path, metavar="MAPPING.toml", help="Which column is what."
    )(command)
    return lang_option(click.argument("file", type=path)(with_map))


@imports.command()
@_file_options
@click.option(
    "--history/--fresh",
    "is_history",
    default=True,
    help="Leads of the past (nobody is told), or new ones, each as if it had filled in a form.",
)
def leads(file: Path, map_file: Path | None, *, is_history: bool) -> None:
    """Import leads.

    As history (the default), a row needs an external id and a date; its stages are kept as they
    are stated, and no clock, card, turn or mail starts. With --fresh, each row is kept in the
    inbox and processed like a form.
    """
    with opened() as desk:
        if is_history:
            report = import_file(file, map_file, _past(desk, file.name), desk.words)
        else:
            report = import_file(file, map_file, _fresh(desk, file.name), desk.words)
        finish(report, desk.words)


@imports.command()
@_file_options
def opportunities(file: Path, map_file: Path | None) -> None:
    """Import the deals of the CRM, known by their external id."""
    with opened() as desk:

        def clean(
            fields: Fields, mapping: ImportMapping
        ) -> tuple[pipeline.OpportunityDraft | None, Problems]:
            return pipeline.read_opportunity(
                fields,
                currency=desk.policy.coverage.currency,
                lost_reasons=desk.policy.deals.lost_reasons,
                formats=mapping.date_formats,
                decimal_mark=mapping.decimal_mark,
            )

        kind = Kind(
            ours=headings.OPPORTUNITY,
            clean=clean,
            take=lambda rows: import_opportunities(desk.deps, rows),
        )
        finish(import_file(file, map_file, kind, desk.words), desk.words)


@imports.command()
@_file_options
def targets(file: Path, map_file: Path | None) -> None:
    """Import revenue targets, known by their name."""
    with opened() as desk:

        def clean(fields: Fields, mapping: ImportMapping) -> tuple[TargetFacts | None, Problems]:
            return pipeline.read_target(
                fields,
                currency=desk.policy.coverage.currency,
                formats=mapping.date_formats,
                decimal_mark=mapping.decimal_mark,
            )

        kind = Kind(
            ours=headings.TARGET,
            clean=clean,
            take=lambda rows: import_targets(desk.deps, rows),
        )
        finish(import_file(file, map_file, kind, desk.words), desk.words)


def _past(desk: Desk, file_name: str) -> Kind[history.HistoryRow]:
    moment_of_import = desk.deps.clock()

    def clean(
        fields: Fields, mapping: ImportMapping
    ) -> tuple[history.HistoryRow | None, Problems]:
        return history.read_history(
            fields,
            received_at=moment_of_import,
            formats=mapping.date_formats,
            language=desk.settings.default_language,
            free_mail=desk.policy.score.negative.of_no_company,
        )

    return Kind(
        ours={**dict.fromkeys(history.MOMENTS.values(), ""), **headings.HISTORY},
        clean=clean,
        take=lambda rows: import_history(desk.deps, rows, file_name=file_name),
    )


def _fresh(desk: Desk, file_name: str) -> Kind[Fields]:
    if "csv" not in desk.policy.forms:
        raise click.ClickException(desk.words.t("The policy has no form named csv."))
    return Kind(
        ours=headings.LEAD,
        clean=_with_iso_date,
        take=lambda rows: import_fresh(desk.deps, rows, file_name=file_name),
        batch=FRESH_BATCH,
    )


def _with_iso_date(fields: Fields, mapping: ImportMapping) -> tuple[Fields, Problems]:
    """The fields as a form would send them: a day in the mapping's own format in ISO 8601."""
    if mapping.date_formats and "date" in fields:
        try:
            read = moment(fields["date"], formats=mapping.date_formats)
        except ImpossibleDateError:
            read = None  # processing the row says so
        if read is not None:
            return {**fields, "date": read.isoformat()}, ()
    return fields, ()

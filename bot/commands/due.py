"""`staffel due`: answers a file of working-time cases, to check our clock against another."""

import json
from functools import partial
from pathlib import Path

import click

from agents.rules.sla_cases import CaseError, answer, calendars
from agents.rules.working_time import WorkingTime
from bot.commands.case_files import FILE, answer_lines, case_options


@click.command()
@click.option("--calendars", "calendars_file", type=FILE, required=True, help="JSON, by name.")
@case_options
def due(calendars_file: Path, cases_file: Path, out: Path) -> None:
    """Answer working-time cases, one JSON object a line.

    A case with duration_minutes is answered with its due moment, one with an end with its
    working minutes. A line that cannot be read is named, the others are answered, and the exit
    code is 1.
    """
    known = _calendars(calendars_file)
    answer_lines(cases_file, out, partial(answer, known), refuses=CaseError)


def _calendars(file: Path) -> dict[str, WorkingTime]:
    try:
        return calendars(json.loads(file.read_text(encoding="utf-8-sig")))
    except (CaseError, json.JSONDecodeError) as error:
        raise click.ClickException(f"{file}: {error}") from error

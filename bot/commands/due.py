"""`staffel due`: answers a file of working-time cases, to check our clock against another."""

import json
from pathlib import Path

import click

from agents.rules.sla_cases import CaseError, answer, calendars
from agents.rules.working_time import WorkingTime

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--calendars", "calendars_file", type=_FILE, required=True, help="JSON, by name.")
@click.option("--cases", "cases_file", type=_FILE, required=True, help="One JSON object a line.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def due(calendars_file: Path, cases_file: Path, out: Path) -> None:
    """Answer working-time cases, one JSON object a line.

    A case with duration_minutes is answered with its due moment, one with an end with its
    working minutes. A line that cannot be read is named, the others are answered, and the exit
    code is 1.
    """
    known = _calendars(calendars_file)
    answers: list[str] = []
    problems = 0
    lines = cases_file.read_text(encoding="utf-8-sig").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answers.append(json.dumps(answer(known, json.loads(line)), ensure_ascii=False))
        except (CaseError, json.JSONDecodeError) as error:
            problems += 1
            click.echo(f"{cases_file}, line {number}: {error}", err=True)
    out.write_text("".join(f"{text}\n" for text in answers), encoding="utf-8")
    click.echo(f"{len(answers)} answered, {problems} refused: {out}")
    if problems:
        raise SystemExit(1)


def _calendars(file: Path) -> dict[str, WorkingTime]:
    try:
        return calendars(json.loads(file.read_text(encoding="utf-8-sig")))
    except (CaseError, json.JSONDecodeError) as error:
        raise click.ClickException(f"{file}: {error}") from error

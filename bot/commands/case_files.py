"""Files of cases, one JSON object a line, and their answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
Command = TypeVar("Command", bound=Callable[..., object])


def case_options(command: Command) -> Command:
    """`--cases FILE --out FILE`."""
    command = click.option("--out", type=OUT, required=True)(command)
    return click.option(
        "--cases", "cases_file", type=FILE, required=True, help="One JSON object a line."
    )(command)


def answer_lines(
    cases_file: Path, out: Path, answer: Callable[[Any], object], *, refuses: type[ValueError]
) -> None:
    """Answers each line; one that cannot be read is named, and the exit code is 1.

    Args:
        cases_file: the cases.
        out: gets an answer a line, in their order.
        answer: of one case.
        refuses: what `answer` raises where a line is no case.
    """
    answers: list[str] = []
    problems = 0
    lines = cases_file.read_text(encoding="utf-8-sig").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answers.append(json.dumps(answer(json.loads(line)), ensure_ascii=False))
        except (refuses, json.JSONDecodeError) as error:
            problems += 1
            click.echo(f"{cases_file}, line {number}: {error}", err=True)
    out.write_text("".join(f"{text}\n" for text in answers), encoding="utf-8")
    click.echo(f"{len(answers)} answered, {problems} refused: {out}")
    if problems:
        raise SystemExit(1)

"""`staffel normalise` and `staffel match`: answer files of cases by the rules of the intake."""

from pathlib import Path

import click

from agents.rules.normal_cases import CaseError, matched, normalised
from bot.commands.case_files import answer_lines, case_options


@click.command()
@case_options
def normalise(cases_file: Path, out: Path) -> None:
    """Normalise values, one JSON object a line.

    A case has `raw`. With `default_country` it is a telephone number, otherwise a country; `field`
    names another kind: email, company, job_title, region, industry, name. The answer repeats the
    case and adds what was read; a country that is none has `iso2` null.
    """
    answer_lines(cases_file, out, normalised, refuses=CaseError)


@click.command()
@case_options
def match(cases_file: Path, out: Path) -> None:
    """Match persons or companies, one JSON object a line.

    A case has `a` and `b`: two names of companies, or two objects with fields of persons or
    companies. The answer says `same_account` or `duplicate`, and `uncertain` where a person should
    decide.
    """
    answer_lines(cases_file, out, matched, refuses=CaseError)

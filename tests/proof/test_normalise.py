"""Countries, telephone numbers, persons and companies as the shared reference reads them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.commands.normal import match, normalise

pytestmark = pytest.mark.proof


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("command", "file", "fields"),
    [
        (normalise, "country_variants.jsonl", ("raw", "iso2")),
        (normalise, "phone_variants.jsonl", ("raw", "default_country", "e164", "valid")),
        (match, "person_duplicates_dach.jsonl", ("id", "duplicate")),
        (match, "account_matching_dach.jsonl", ("id", "same_account")),
    ],
)
def test_every_case_is_answered_as_the_reference_says(
    shared: Path, tmp_path: Path, command, file: str, fields: tuple[str, ...]
) -> None:
    cases, out = shared / "normalise" / file, tmp_path / "out.jsonl"
    ran = CliRunner().invoke(command, ["--cases", str(cases), "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    expected = [{name: case[name] for name in fields} for case in lines(cases)]
    answers = lines(out)
    assert [{name: answer[name] for name in fields} for answer in answers] == expected
    unsure = [answer for answer in answers if answer.get("uncertain")]
    assert not any(answer.get("duplicate") or answer.get("same_account") for answer in unsure)

"""The commands `staffel normalise` and `staffel match`."""

import json
from pathlib import Path

from click.testing import CliRunner

from bot.commands.normal import match, normalise


def run(command, folder: Path, *cases: object):
    file, out = folder / "cases.jsonl", folder / "out.jsonl"
    file.write_text("\n".join(json.dumps(case) for case in cases) + "\n", encoding="utf-8")
    ran = CliRunner().invoke(command, ["--cases", str(file), "--out", str(out)])
    return ran, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_each_kind_is_answered_with_its_fields(tmp_path: Path) -> None:
    ran, answers = run(
        normalise,
        tmp_path,
        {"raw": "Deutschland"},
        {"raw": None},
        {"raw": "12345", "default_country": "DE"},
        {"raw": "Alpha GmbH", "field": "company", "id": 7},
        {"raw": "info@gmx.de", "field": "email"},
        {"raw": "NRW", "field": "region", "country": "Deutschland"},
    )
    assert ran.exit_code == 0, ran.output
    assert answers[:4] == [
        {"raw": "Deutschland", "iso2": "DE"},
        {"raw": None, "iso2": None},
        {"raw": "12345", "default_country": "DE", "e164": "+4912345", "valid": False},
        {"id": 7, "raw": "Alpha GmbH", "field": "company", "name": "alpha", "legal_form": "gmbh"},
    ]
    assert answers[4]["is_free_mail"]
    assert answers[4]["is_role"]
    assert answers[5]["iso3166_2"] == "DE-NW"


def test_what_is_uncertain_is_said_and_not_claimed(tmp_path: Path) -> None:
    ran, answers = run(
        match,
        tmp_path,
        {"id": "a", "a": "Alpha GmbH Berlin", "b": "Alpha GmbH München"},
        {"id": "b", "a": {"email": "a@x.de"}, "b": {"email": "a+y@x.de"}},
        {
            "id": "c",
            "a": {"name": "Alpha", "domain": "a.de"},
            "b": {"name": "A", "domain": "a.de"},
        },
    )
    assert ran.exit_code == 0, ran.output
    assert answers == [
        {"id": "a", "same_account": False, "uncertain": True},
        {"id": "b", "duplicate": True, "uncertain": False},
        {"id": "c", "same_account": False, "uncertain": True},
    ]


def test_a_line_that_is_no_case_is_named(tmp_path: Path) -> None:
    ran, answers = run(
        match, tmp_path, {"id": 1, "a": "Alpha"}, {"id": 2, "a": "A AG", "b": "A AG"}
    )
    assert ran.exit_code == 1
    assert "line 1" in ran.stderr
    assert answers == [{"id": 2, "same_account": True, "uncertain": False}]

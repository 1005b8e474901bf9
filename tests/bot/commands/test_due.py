"""The command `staffel due`."""

import json
from pathlib import Path

from click.testing import CliRunner

from bot.commands.due import due

DATA = Path(__file__).parents[2] / "data" / "sla"


def run(calendars: Path, cases: Path, out: Path):
    options = ["--calendars", str(calendars), "--cases", str(cases), "--out", str(out)]
    return CliRunner().invoke(due, options)


def test_both_kinds_of_cases_may_stand_in_one_file(tmp_path):
    cases, out = tmp_path / "cases.jsonl", tmp_path / "out.jsonl"
    text = "".join((DATA / name).read_text() for name in ("due.jsonl", "elapsed.jsonl"))
    cases.write_text(text + "\n")
    result = run(DATA / "calendars.json", cases, out)
    assert result.exit_code == 0, result.output
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    wanted = [json.loads(line) for line in text.splitlines()]
    assert answers == [
        {name: case[name] for name in ("id", "due", "working_minutes") if name in case}
        for case in wanted
    ]
    assert "32 answered, 0 refused" in result.output


def test_a_bad_line_is_named_and_the_others_are_answered(tmp_path):
    cases, out = tmp_path / "cases.jsonl", tmp_path / "out.jsonl"
    good = (DATA / "due.jsonl").read_text().splitlines()[0]
    cases.write_text(f'{good}\n\n{{"id": 2}}\nnot json\n{good}\n')
    result = run(DATA / "calendars.json", cases, out)
    assert result.exit_code == 1
    assert "line 3: no calendar None" in result.stderr
    assert "line 4: Expecting value" in result.stderr
    assert len(out.read_text().splitlines()) == 2


def test_bad_calendars_are_named(tmp_path):
    calendars = tmp_path / "calendars.json"
    calendars.write_text('{"shut": {"tz": "Etc/UTC", "hours": {}}}')
    result = run(calendars, DATA / "due.jsonl", tmp_path / "out.jsonl")
    assert result.exit_code == 1
    assert "calendar 'shut'" in result.stderr
    assert not (tmp_path / "out.jsonl").exists()

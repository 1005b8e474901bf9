"""The checked working-time cases (S-056, S-057; formulas 5.4) and how bad ones are refused."""

import json
from pathlib import Path

import pytest

from agents.rules.sla_cases import CaseError, answer, calendars

DATA = Path(__file__).parents[2] / "data" / "sla"
KNOWN = calendars(json.loads((DATA / "calendars.json").read_text(encoding="utf-8")))
CASES = [
    json.loads(line)
    for name in ("due.jsonl", "elapsed.jsonl")
    for line in (DATA / name).read_text(encoding="utf-8").splitlines()
]
GOOD = {"id": 1, "calendar": "de-office", "start": "2026-03-24T09:00:00Z", "duration_minutes": 15}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_checked_case(case):
    given = answer(KNOWN, case)
    assert given == {name: case[name] for name in given}


@pytest.mark.parametrize(
    "case", [case for case in CASES if "start_as_given" in case], ids=lambda case: case["id"]
)
def test_the_start_may_be_local_time(case):
    given = answer(KNOWN, {**case, "start": case["start_as_given"]})
    assert given == {"id": case["id"], "due": case["due"]}


def test_fold_names_the_second_of_two_equal_times():
    case = {"id": 1, "calendar": "de-247", "start": "2026-10-25T02:45", "duration_minutes": 15}
    assert answer(KNOWN, case)["due"] == "2026-10-25T01:00:00Z"
    assert answer(KNOWN, {**case, "fold": 1})["due"] == "2026-10-25T02:00:00Z"


@pytest.mark.parametrize(
    ("end", "minutes"),
    [("2026-03-24T09:00:30Z", "0.5"), ("2026-03-24T10:00:00+01:00", "0")],
)
def test_minutes_are_whole_where_they_are(end, minutes):
    case = {"id": 1, "calendar": "de-office", "start": "2026-03-24T09:00:00Z", "end": end}
    assert json.dumps(answer(KNOWN, case)["working_minutes"]) == minutes


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        ([], "not an object"),
        ({}, "id is missing"),
        ({"id": 1}, "no calendar None"),
        ({**GOOD, "calendar": "mars"}, "no calendar 'mars'"),
        ({**GOOD, "start": None}, "start is missing"),
        ({**GOOD, "start": "soon"}, "start 'soon' is not a moment"),
        ({**GOOD, "duration_minutes": "15"}, "duration_minutes '15' is not a number"),
        ({**GOOD, "duration_minutes": True}, "duration_minutes True is not a number"),
        ({**GOOD, "duration_minutes": -1}, "negative"),
        ({**GOOD, "duration_minutes": 1e300}, "Python int too large|overflow|large"),
        ({"id": 1, "calendar": "de-office", "start": GOOD["start"]}, "duration_minutes or end"),
    ],
)
def test_a_bad_case_says_what_is_wrong(case, problem):
    with pytest.raises(CaseError, match=problem):
        answer(KNOWN, case)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ([], "not an object"),
        ({"moon": {"tz": "Luna/Tycho", "hours": {}}}, "calendar 'moon': tz: .*not a time zone"),
        ({"shut": {"tz": "Etc/UTC", "hours": {}}}, "calendar 'shut': .*no opening hours"),
        ({"odd": {"tz": "Etc/UTC", "hours": {"mon": [["25:00", "26:00"]]}}}, "calendar 'odd'"),
    ],
)
def test_a_bad_calendar_is_named(raw, problem):
    with pytest.raises(CaseError, match=problem):
        calendars(raw)

"""Somebody's own week as they fill it in (S-053, S-055)."""

import pytest

from agents import sentences
from agents.facts import HoursFacts
from agents.policy import WEEKDAYS
from agents.rules.own_hours import ZONE, read, usual
from agents.vocabulary import Language
from agents.words import in_language
from tests.agents.rules.builders import a_person, a_policy

MORNING, AFTERNOON = (9 * 60, 12 * 60 + 30), (13 * 60 + 30, 18 * 60)


def test_several_blocks_a_day_in_a_zone_of_ones_own():
    typed = {"mon": "9-12:30, 13:30-18", "sat": " 9.00 – 12:30 Uhr ", ZONE: " America/New York "}
    week = ((MORNING, AFTERNOON), (), (), (), (), (MORNING,), ())
    assert read(typed) == (HoursFacts(tz="America/New_York", week=week), ())


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({"mon": "9-17", ZONE: "Mars/Olympus"}, {ZONE: "unknown_zone"}),
        ({"mon": "9-17", ZONE: "../etc/passwd"}, {ZONE: "unknown_zone"}),
        ({"mon": "9-17", ZONE: ""}, {ZONE: "unknown_zone"}),
        ({ZONE: "Europe/Berlin", "tue": None}, {"mon": "no_hours"}),
        (
            {"mon": "9-12, 11-17", "tue": "17-9", "wed": "9-25", "thu": "früh", ZONE: "Europe"},
            {
                **dict.fromkeys(("mon", "tue", "wed", "thu"), "hours_unreadable"),
                ZONE: "unknown_zone",
            },
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field(typed, problems):
    found, wrong = read(typed)
    assert found is None
    assert {one.name: one.code for one in wrong} == problems
    said = {sentences.field_problem(in_language(one), wrong[0]) for one in Language}
    assert len(said) == len(Language), "in each language"


def test_the_form_begins_with_the_teams_hours_or_ones_own():
    policy = a_policy()
    team = policy.calendars[policy.team("dach").calendar]
    known = usual(a_person(), policy)
    assert known.tz == team.tz
    assert known.week == tuple(team.hours.get(name, ()) for name in WEEKDAYS)
    own = HoursFacts(tz="Asia/Tokyo", week=((MORNING,), (), (), (), (), (), ()))
    assert usual(a_person(hours=own), policy) == own

"""Absences that follow each other are one time away (S-139)."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agents.facts import AbsenceFacts
from agents.rules.absences import spans
from agents.rules.duty import is_away_long, working_hours
from agents.rules.presence import Presence
from agents.rules.routing import nominee_id
from agents.vocabulary import AbsenceKind
from tests.agents.rules.builders import a_person, a_policy

FRIDAY, MONDAY = "2026-03-20", "2026-03-23"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


def away(begin: str, end: str | None, number: int = 1, **changes) -> AbsenceFacts:
    ends_at = None if end is None else at(end)
    return AbsenceFacts(id=number, starts_at=at(begin), ends_at=ends_at, **changes)


@pytest.mark.parametrize(
    ("absences", "count"),
    [
        (
            [
                away("2026-03-16T00:00", "2026-03-21T00:00"),
                away("2026-03-23T00:00", "2026-03-26T00:00"),
            ],
            1,
        ),
        # By the hour: until closing time, and from the opening on.
        (
            [
                away("2026-03-16T09:00", "2026-03-20T18:00"),
                away("2026-03-23T09:00", "2026-03-25T18:00"),
            ],
            1,
        ),
        (
            [
                away("2026-03-16T00:00", "2026-03-20T16:00"),
                away("2026-03-23T00:00", "2026-03-26T00:00"),
            ],
            2,
        ),
        (
            [
                away("2026-03-16T00:00", "2026-03-21T00:00"),
                away("2026-03-24T00:00", "2026-03-26T00:00"),
            ],
            2,
        ),
        # Two appointments around a weekend are no vacation.
        (
            [
                away("2026-03-20T15:00", "2026-03-20T18:00"),
                away("2026-03-23T09:00", "2026-03-23T10:00"),
            ],
            2,
        ),
        (
            [
                away("2026-03-16T00:00", "2026-03-21T00:00"),
                away("2026-03-23T09:00", "2026-03-23T10:00"),
            ],
            2,
        ),
        ([away("2026-03-16T00:00", "2026-03-21T00:00"), away("2026-03-23T00:00", None)], 1),
        (
            [
                away("2026-03-16T00:00", "2026-03-26T00:00"),
                away("2026-03-17T00:00", "2026-03-18T00:00"),
            ],
            1,
        ),
        ([away("2026-03-16T00:00", None), away("2026-03-23T00:00", "2026-03-26T00:00")], 1),
        (
            [
                away("2026-03-16T00:00", "2026-03-17T00:00"),
                away("2026-03-17T00:00", "2026-03-18T00:00"),
            ],
            1,
        ),
        # Good Friday and Easter Monday are the team's holidays.
        (
            [
                away("2026-03-30T00:00", "2026-04-03T00:00"),
                away("2026-04-07T00:00", "2026-04-11T00:00"),
            ],
            1,
        ),
    ],
)
def test_what_is_one_time_away(absences, count):
    found = spans(reversed(absences), working_hours(a_person(), a_policy()))
    assert len(found) == count
    if count == 1:
        ends = [one.ends_at for one in absences]
        assert found[0].begins == absences[0].starts_at
        assert found[0].ends == (None if None in ends else max(ends))


def test_whoever_never_works_is_away_once_for_what_touches():
    absences = [away("2026-03-16T00:00", "2026-03-21T00:00"), away("2026-03-23T00:00", None)]
    assert len(spans(absences, None)) == 2


def test_two_weeks_entered_one_by_one_are_long_also_on_the_weekend_between():
    policy = a_policy()
    absence = policy.routing.absence.model_copy(
        update={"long_after": at("2026-03-22T00:00") - at("2026-03-16T00:00")}
    )
    policy = policy.model_copy(
        update={"routing": policy.routing.model_copy(update={"absence": absence})}
    )
    first = away("2026-03-16T00:00", "2026-03-21T00:00", cover_id=5)
    second = away("2026-03-23T00:00", "2026-03-26T00:00", 2, kind=AbsenceKind.VACATION, cover_id=6)
    person = a_person(absences=(first, second))
    for moment in ("2026-03-16T10:00", "2026-03-21T10:00", "2026-03-25T10:00"):
        assert is_away_long(person, policy=policy, at=at(moment)), moment
        alone = replace(person, absences=(second if moment > "2026-03-23" else first,))
        assert not is_away_long(alone, policy=policy, at=at(moment))
    assert not is_away_long(person, policy=policy, at=at("2026-03-26T10:00"))
    named = [
        nominee_id(person, Presence(policy, at(moment)))
        for moment in (
            "2026-03-20T10:00",
            "2026-03-21T10:00",
            "2026-03-23T10:00",
            "2026-03-26T10:00",
        )
    ]
    assert named == [5, 5, 6, None]

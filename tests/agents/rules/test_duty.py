"""Who is there: own hours, zones, holidays, absences of any length (S-053, S-055, S-139)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.facts import AbsenceFacts, HoursFacts
from agents.rules.duty import (
    anybody_on_duty,
    duty_ends_at,
    first_duty_at,
    is_away_long,
    is_on_duty,
    next_duty_at,
    working_hours,
    zone_of,
)
from agents.vocabulary import Role
from tests.agents.rules.builders import a_calendar, a_person, a_policy

DAY = ((9 * 60, 12 * 60), (14 * 60, 20 * 60))
WEEK = (DAY, DAY, DAY, DAY, (), (), ())
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Tokyo")
MINUTE = timedelta(minutes=1)


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def away(begin: datetime, end: datetime | None, **changes) -> AbsenceFacts:
    return AbsenceFacts(id=1, starts_at=begin, ends_at=end, **changes)


def with_hours(zone: str = "Europe/Berlin", week=WEEK, **changes):
    return a_person(hours=HoursFacts(tz=zone, week=week), **changes)


BERLIN, OWN = a_person(), with_hours()
NEW_YORK = with_hours("America/New_York")
VACATION = away(at("2026-03-24T12:00"), at("2026-04-07T00:00"))


@pytest.mark.parametrize(
    ("person", "moment", "is_there"),
    [
        (BERLIN, "2026-03-24T10:00", True),
        (BERLIN, "2026-03-24T13:00", False),  # the team's lunch
        (BERLIN, "2026-03-24T18:00", False),  # closing time itself is closed
        (OWN, "2026-03-24T13:30", False),  # several blocks a day
        (OWN, "2026-03-24T19:59", True),  # longer than the team
        (OWN, "2026-03-27T10:00", False),  # a free Friday
        (OWN, "2026-04-06T10:00", False),  # Easter Monday is the team's holiday
        (NEW_YORK, "2026-03-24T10:00", False),  # five in the morning over there
        (NEW_YORK, "2026-03-24T14:00", True),  # US summer time has begun, Europe's has not
        (NEW_YORK, "2026-03-31T14:30", False),  # now both have: 8:30 over there
        (a_person(is_active=False), "2026-03-24T10:00", False),
        (a_person(absences=(VACATION,)), "2026-03-24T11:59", True),
        (a_person(absences=(VACATION,)), "2026-03-24T12:00", False),
        (a_person(absences=(VACATION,)), "2026-04-07T09:00", True),
        (a_person(absences=(away(at("2026-01-01T00:00"), None),)), "2026-03-24T10:00", False),
        (with_hours(week=((),) * 7), "2026-03-24T10:00", False),
        (a_person(role=Role.MANAGER, territory=None), "2026-03-24T10:00", True),  # London
    ],
)
def test_who_is_there(person, moment, is_there):
    assert is_on_duty(person, policy=a_policy(), at=at(moment)) is is_there
    assert anybody_on_duty([person], policy=a_policy(), at=at(moment)) is is_there


@pytest.mark.parametrize(
    ("person", "moment", "there"),
    [
        (BERLIN, "2026-03-24T10:00", "2026-03-24T10:00"),
        (BERLIN, "2026-03-27T17:00", "2026-03-30T09:00"),  # over the change to summer time
        (OWN, "2026-03-24T12:00", "2026-03-24T14:00"),
        (OWN, "2026-03-26T20:00", "2026-03-30T09:00"),
        (a_person(absences=(VACATION,)), "2026-03-24T12:00", "2026-04-07T09:00"),
        (
            a_person(absences=(VACATION, away(at("2026-04-07T09:00"), at("2026-04-07T10:15")))),
            "2026-03-25T12:00",
            "2026-04-07T10:15",
        ),
        (NEW_YORK, "2026-03-24T10:00", "2026-03-24T14:00"),
        (a_person(absences=(away(at("2026-01-01T00:00"), None),)), "2026-03-24T10:00", None),
        (with_hours(week=((),) * 7), "2026-03-24T10:00", None),
        (a_person(is_active=False), "2026-03-24T10:00", None),
    ],
)
def test_when_somebody_is_there_next(person, moment, there):
    expected = None if there is None else at(there)
    assert next_duty_at(person, policy=a_policy(), at=at(moment)) == expected
    assert first_duty_at([person], policy=a_policy(), at=at(moment)) == expected


@pytest.mark.parametrize(
    ("person", "moment", "ends"),
    [
        (BERLIN, "2026-03-24T10:00", "2026-03-24T12:30"),
        (OWN, "2026-03-24T15:00", "2026-03-24T20:00"),
        (a_person(absences=(VACATION,)), "2026-03-24T10:00", "2026-03-24T12:00"),
        (BERLIN, "2026-03-24T20:00", "2026-03-24T20:00"),
    ],
)
def test_when_a_shift_ends(person, moment, ends):
    assert duty_ends_at(person, policy=a_policy(), at=at(moment)) == at(ends)


@pytest.mark.parametrize(
    ("absence", "moment", "is_long"),
    [
        (away(at("2026-03-24T09:00"), at("2026-03-25T18:00")), "2026-03-24T10:00", False),
        (VACATION, "2026-03-24T10:00", False),
        (VACATION, "2026-04-06T10:00", True),  # nearly over, long all the same
        (away(at("2026-03-24T09:00"), None), "2026-03-24T10:00", True),
        (away(at("2026-03-27T12:00"), at("2026-03-27T18:00")), "2026-03-27T13:00", False),
    ],
)
def test_whether_an_absence_is_long(absence, moment, is_long):
    """A free Friday afternoon is short, whatever follows it."""
    person = a_person(absences=(absence,))
    assert is_away_long(person, policy=a_policy(), at=at(moment)) is is_long


def test_absences_one_after_the_other_are_one():
    days = [at(f"2026-03-{day}T00:00") for day in (23, 24, 25, 26)]
    single = [away(begin, end) for begin, end in pairwise(days)]
    person = a_person(absences=tuple(single))
    assert is_away_long(person, policy=a_policy(), at=at("2026-03-25T10:00"))
    person = a_person(absences=(single[0], single[2]))
    assert not is_away_long(person, policy=a_policy(), at=at("2026-03-25T10:00"))


def test_the_teams_short_day_shortens_everybodys():
    policy = a_policy()
    short = a_calendar(
        special={"2026-12-23": [["09:00", "15:00"]], "2026-12-20": [["09:00", "15:00"]]}
    )
    policy = policy.model_copy(update={"calendars": {**policy.calendars, "germany": short}})
    open_at = working_hours(OWN, policy)
    assert open_at.is_open(at("2026-12-23T14:30"))
    assert not open_at.is_open(at("2026-12-23T15:00"))
    assert not open_at.is_open(at("2026-12-20T10:00"))  # the team's open Sunday is not theirs


@pytest.mark.parametrize("zone", [*ZONES, "Pacific/Auckland"])
@pytest.mark.parametrize(
    "day", ["2026-12-23", "2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05"]
)
def test_the_teams_short_day_is_one_by_the_teams_clock(zone, day):
    """Each half hour around it, over changes of the time here, there and in both places."""
    policy, always = a_policy(), (((0, 24 * 60),),) * 7
    short = a_calendar(special={day: [["09:00", "12:00"], ["13:00", "15:00"]]})
    policy = policy.model_copy(update={"calendars": {**policy.calendars, "germany": short}})
    team, own = working_hours(BERLIN, policy), working_hours(with_hours(zone, always), policy)
    moment = at(f"{day}T00:00").astimezone(UTC) - timedelta(hours=14)
    for _ in range(2 * 52):
        is_that_day = moment.astimezone(team.zone).date().isoformat() == day
        assert own.is_open(moment) is (team.is_open(moment) or not is_that_day), moment
        moment += timedelta(minutes=30)


def test_a_half_day_shortens_own_hours_elsewhere_and_opens_no_holiday():
    policy = a_policy()
    half = a_calendar(special={"2026-12-24": [["09:00", "14:00"]]}, holidays=["2026-12-25"])
    policy = policy.model_copy(update={"calendars": {**policy.calendars, "germany": half}})
    week = (((6 * 60, 20 * 60),),) * 7
    new_york = working_hours(with_hours("America/New_York", week), policy)
    here = "America/New_York"
    assert new_york.is_open(at("2026-12-24T07:59", here))
    assert not new_york.is_open(at("2026-12-24T08:00", here))  # two in the afternoon in Berlin
    assert new_york.is_open(at("2026-12-24T18:30", here))  # Berlin's day is over
    assert not new_york.is_open(at("2026-12-25T10:00", here))
    tokyo = working_hours(with_hours("Asia/Tokyo", week), policy)
    assert not tokyo.is_open(at("2026-12-24T16:00", "Asia/Tokyo"))
    assert tokyo.is_open(at("2026-12-24T17:00", "Asia/Tokyo"))
    assert not tokyo.is_open(at("2026-12-25T07:00", "Asia/Tokyo"))  # the team's holiday


def test_the_zone_of_somebodys_day():
    assert zone_of(NEW_YORK, a_policy()) == "America/New_York"
    assert zone_of(a_person(territory="international"), a_policy()) == "Europe/London"


blocks = st.sampled_from([(), ((0, 1440),), ((540, 720), (780, 1020)), ((105, 135), (150, 360))])
moments = st.datetimes(
    min_value=datetime(2026, 2, 1), max_value=datetime(2026, 12, 20), timezones=st.just(UTC)
)


@st.composite
def people(draw):
    week = (*(draw(blocks) for _ in range(6)), ((600, 960),))
    begins = draw(st.lists(moments, max_size=3))
    lengths = st.none() | st.timedeltas(timedelta(minutes=15), timedelta(days=30))
    absences = tuple(
        away(begin, None if (length := draw(lengths)) is None else begin + length)
        for begin in sorted(begins)
    )
    return with_hours(draw(st.sampled_from(ZONES)), week, absences=absences)


@given(people(), moments)
def test_the_next_duty_is_the_first_moment_on_duty(person, moment):
    policy = a_policy()
    there = next_duty_at(person, policy=policy, at=moment)
    if there is None:
        assert not is_on_duty(person, policy=policy, at=moment)
        assert any(one.ends_at is None for one in person.absences)
        return
    assert there >= moment
    assert is_on_duty(person, policy=policy, at=there)
    assert (there == moment) is is_on_duty(person, policy=policy, at=moment)
    for share in (0.1, 0.5, 0.9, 0.999):
        between = moment + (there - moment) * share
        assert between >= there or not is_on_duty(person, policy=policy, at=between)


@given(people(), moments)
def test_a_shift_ends_at_the_first_moment_off_duty(person, moment):
    policy = a_policy()
    if not is_on_duty(person, policy=policy, at=moment):
        assert duty_ends_at(person, policy=policy, at=moment) == moment
        return
    ends = duty_ends_at(person, policy=policy, at=moment)
    assert ends > moment
    assert not is_on_duty(person, policy=policy, at=ends)
    for share in (0.1, 0.5, 0.9, 0.999):
        assert is_on_duty(person, policy=policy, at=moment + (ends - moment) * share)

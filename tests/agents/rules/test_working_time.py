"""Working time (S-056, S-057, S-139; formulas 5.4; W1 to W3, W12)."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agents.policy import WEEKDAYS
from agents.rules.working_time import CalendarNeverOpensError, WorkingTime, working_time
from tests.agents.rules.builders import a_calendar, a_policy

ZONES = (
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "America/New_York",
)
QUARTER = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


@st.composite
def calendars(draw):
    blocks = st.sampled_from(
        [
            [],
            [["00:00", "24:00"]],
            [["09:00", "12:30"], ["13:30", "17:00"]],
            [["00:00", "02:30"], ["22:00", "24:00"]],
            [["01:45", "02:15"], ["02:30", "06:00"]],
        ]
    )
    hours = {day: draw(blocks) for day in WEEKDAYS}
    hours["tue"] = [["10:00", "16:00"]]
    return working_time(a_calendar(tz=draw(st.sampled_from(ZONES)), hours=hours))


moments = st.datetimes(
    min_value=datetime(2025, 12, 20),
    max_value=datetime(2027, 1, 10),
    timezones=st.just(UTC),
)
durations = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40))


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-03-19T16:30", 240, "2026-03-20T11:30"),  # the night (formulas 5.4)
        ("2026-03-20T16:30", 240, "2026-03-23T12:30"),  # the weekend; Friday ends at 17:00
        ("2026-03-21T12:00", 15, "2026-03-23T09:15"),  # Saturday noon
        ("2026-03-20T20:00", 15, "2026-03-23T09:15"),  # Friday evening
        ("2026-03-24T12:20", 15, "2026-03-24T13:35"),  # over lunch
        ("2026-04-02T17:55", 15, "2026-04-07T09:10"),  # over Easter
        ("2026-12-31T17:55", 15, "2027-01-04T09:10"),  # over the turn of the year
        ("2026-08-14T16:50", 15, "2026-08-17T09:05"),  # Mariä Himmelfahrt is a Saturday
        ("2026-06-03T17:55", 15, "2026-06-05T09:10"),  # Fronleichnam, in Bavaria a holiday
    ],
)
def test_checked_due_times_of_the_shipped_calendar(start, minutes, due):
    calendar = working_time(a_policy().calendars["germany"])
    assert calendar.due(berlin(start), timedelta(minutes=minutes)) == berlin(due)


def test_ends_at_closing_and_not_next_morning():
    assert working_time(a_calendar()).due(berlin("2026-03-24T16:45"), QUARTER) == berlin(
        "2026-03-24T17:00"
    )


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 5), ("2026-10-25", 7)])
def test_a_night_window_has_the_hours_the_clock_shows(day, hours):
    night = {day: [["00:00", "06:00"]] for day in WEEKDAYS}
    calendar = working_time(a_calendar(hours=night))
    start = berlin(day + "T00:00")
    assert calendar.elapsed(start, start + timedelta(days=1)) == timedelta(hours=hours)


def test_a_block_that_ends_in_the_repeated_hour_is_open_twice():
    calendar = working_time(a_calendar(hours={"sun": [["01:00", "02:30"]]}))
    assert calendar.counted(berlin("2026-10-25T00:00"), berlin("2026-10-25T06:00")) == (
        (datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    )


def test_a_zone_may_skip_a_whole_day():
    always = {day: [["00:00", "24:00"]] for day in WEEKDAYS}
    samoa = working_time(a_calendar(tz="Pacific/Apia", hours=always))
    start = datetime(2011, 12, 29, tzinfo=UTC)
    assert samoa.elapsed(start, start + timedelta(days=3)) == timedelta(days=3)
    closed = working_time(a_calendar(tz="Pacific/Apia", hours={"fri": [["00:00", "24:00"]]}))
    assert closed.elapsed(start, start + timedelta(days=5)) == timedelta(0)


def test_special_days_win_over_holidays():
    calendar = working_time(
        a_calendar(
            public_holidays="DE",
            holidays=["2026-03-25"],
            special={"2026-12-25": [["10:00", "11:00"]], "2026-03-26": []},
        )
    )
    assert not calendar.is_open(berlin("2026-03-25T10:00"))
    assert not calendar.is_open(berlin("2026-03-26T10:00"))
    assert not calendar.is_open(berlin("2026-05-01T10:00"))
    assert calendar.is_open(berlin("2026-12-25T10:30"))


def test_next_open_and_opening():
    calendar = working_time(a_calendar())
    inside, evening = berlin("2026-03-24T10:00"), berlin("2026-12-31T17:00")
    assert calendar.next_open(inside) == inside
    assert not calendar.is_open(evening)
    assert calendar.next_open(evening) == berlin("2027-01-01T09:00")
    assert calendar.next_open(berlin("2026-01-01T00:00")) == berlin("2026-01-01T09:00")
    assert calendar.opening(date(2026, 3, 28)) == berlin("2026-03-30T09:00")


def test_counted_joins_the_years_and_stops_at_the_end():
    always = {day: [["00:00", "24:00"]] for day in WEEKDAYS}
    start, end = datetime(2025, 6, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
    assert working_time(a_calendar(hours=always)).counted(start, end) == ((start, end),)
    assert working_time(a_calendar()).counted(end, start) == ()


def test_a_calendar_that_never_opens_says_so():
    with pytest.raises(CalendarNeverOpensError, match="no opening hours"):
        working_time(a_calendar(hours={"mon": []}, special={"2026-12-24": []}))


def test_a_calendar_that_opens_no_more_says_so():
    once = working_time(a_calendar(hours={}, special={"2040-12-24": [["09:00", "10:00"]]}))
    start = berlin("2026-03-24T10:00")
    assert once.due(start, timedelta(hours=1)) == berlin("2040-12-24T10:00")
    with pytest.raises(CalendarNeverOpensError, match="no further opening"):
        once.due(start, timedelta(minutes=61))
    with pytest.raises(CalendarNeverOpensError, match="no further opening"):
        once.next_open(berlin("2040-12-24T10:00"))


def test_the_end_of_time_is_an_error_and_not_a_loop():
    with pytest.raises(CalendarNeverOpensError):
        working_time(a_calendar()).due(datetime(9990, 1, 1, tzinfo=UTC), timedelta(days=9_000))


def test_naive_moments_and_negative_durations_are_refused():
    calendar = working_time(a_calendar())
    with pytest.raises(ValueError, match="no UTC offset"):
        calendar.due(datetime(2026, 3, 24, 10), QUARTER)
    with pytest.raises(ValueError, match="negative"):
        calendar.due(berlin("2026-03-24T10:00"), -QUARTER)
    saturday = berlin("2026-03-28T10:00")
    assert calendar.due(saturday, timedelta(0)) == saturday


def test_unknown_public_holidays_are_refused_with_the_policy():
    with pytest.raises(ValidationError, match="no public holidays are known for 'DE-XX'"):
        a_calendar(public_holidays="DE-XX")


def test_equal_calendars_are_compiled_once():
    assert working_time(a_calendar()) is working_time(a_calendar())
    assert working_time(a_calendar()) is not working_time(a_calendar(special={"2026-05-16": []}))


@given(calendars(), moments, durations)
def test_elapsed_is_the_inverse_of_due(calendar: WorkingTime, start, duration):
    due = calendar.due(start, duration)
    assert calendar.elapsed(start, due) == duration
    if duration:
        assert calendar.elapsed(start, due - timedelta(microseconds=1)) < duration
        assert calendar.is_open(due - timedelta(microseconds=1))


@given(calendars(), moments, moments, durations)
def test_due_is_monotone_in_its_start(calendar: WorkingTime, one, other, duration):
    first, second = min(one, other), max(one, other)
    assert calendar.due(first, duration) <= calendar.due(second, duration)


@given(calendars(), moments, moments, moments)
def test_elapsed_adds_up(calendar: WorkingTime, one, other, another):
    first, middle, last = sorted((one, other, another))
    assert calendar.elapsed(first, last) == calendar.elapsed(first, middle) + calendar.elapsed(
        middle, last
    )
    assert calendar.elapsed(last, first) == timedelta(0)


@given(calendars(), moments, durations)
def test_counted_is_what_elapsed_adds_up(calendar: WorkingTime, start, length):
    parts = calendar.counted(start, start + length)
    total = sum((closes - opens for opens, closes in parts), timedelta(0))
    assert total == calendar.elapsed(start, start + length)
    assert all(opens < closes for opens, closes in parts)
    assert all(one[1] < other[0] for one, other in pairwise(parts))


@given(
    calendars(),
    st.sampled_from(
        [
            datetime(2026, 3, 29, tzinfo=UTC),
            datetime(2026, 10, 24, 20, tzinfo=UTC),
            datetime(2026, 10, 3, 12, tzinfo=UTC),  # Lord Howe goes forward by 30 minutes
            datetime(2026, 4, 4, 12, tzinfo=UTC),  # and back; Santiago's day has 25 hours
            datetime(2026, 9, 6, tzinfo=UTC),  # Santiago's midnight does not exist
            datetime(2026, 4, 23, 20, tzinfo=UTC),  # nor does Cairo's
        ]
    ),
    st.integers(min_value=0, max_value=600),
)
def test_every_minute_is_open_that_the_wall_clock_shows_open(calendar: WorkingTime, day, offset):
    start = day + timedelta(minutes=offset)
    steps = [start + n * 5 * MINUTE for n in range(180)]
    shown = {step for step in steps if _wall_is_open(calendar, step)}
    assert {step for step in steps if calendar.is_open(step)} == shown


def _wall_is_open(calendar: WorkingTime, at: datetime) -> bool:
    wall = at.astimezone(calendar.zone)
    minute = wall.hour * 60 + wall.minute
    hours = calendar.policy.hours[WEEKDAYS[wall.weekday()]]
    return any(opens <= minute < closes for opens, closes in hours)

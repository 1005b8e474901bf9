"""Receipts, pauses and what they move (W1 to W7; moonshot 1; formulas 5.4)."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import sentences
from agents.facts import PauseFacts
from agents.policy import WEEKDAYS, PausePolicy
from agents.rules import pauses
from agents.rules.receipt import closed_day, holiday, receipt
from agents.rules.working_time import working_time
from agents.vocabulary import EscalationStep, GapKind, Language, PauseCause, RefusalCode
from agents.words import in_language
from tests.agents.rules.builders import a_calendar

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BAVARIA = working_time(
    a_calendar(
        public_holidays="DE-BY",
        special={"2026-12-24": [], "2026-12-31": [["09:00", "12:00"]]},
        hours={
            **{day: [["09:00", "12:30"], ["13:30", "18:00"]] for day in WEEKDAYS[:4]},
            "fri": [["09:00", "12:30"], ["13:30", "18:00"]],
        },
    )
)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


def a_pause(begin: str, end: str, cause: PauseCause = PauseCause.OUTAGE) -> PauseFacts:
    return PauseFacts(cause=cause, began_at=berlin(begin), until=berlin(end), ended_at=berlin(end))


@pytest.mark.parametrize(
    ("begin", "minutes", "expected"),
    [
        ("2026-03-20T17:52", 15, "Fr 17:52–18:00 (8), Wochenende, Mo 09:00–09:07 (7)"),
        ("2026-03-24T12:20", 15, "Di 12:20–12:30 (10), Mittagspause, Di 13:30–13:35 (5)"),
        ("2026-03-24T17:50", 15, "Di 17:50–18:00 (10), geschlossen, Mi 09:00–09:05 (5)"),
        ("2026-03-24T07:00", 15, "geschlossen, Di 09:00–09:15 (15)"),
        ("2026-03-21T12:00", 15, "Wochenende, Mo 09:00–09:15 (15)"),
        (
            "2026-04-02T17:50",
            15,
            "Do 17:50–18:00 (10), Karfreitag, Wochenende, Ostermontag, Di 09:00–09:05 (5)",
        ),
        ("2026-12-23T17:50", 15, None),
    ],
)
def test_a_receipt_names_every_minute_and_every_gap(begin, minutes, expected):
    start = berlin(begin)
    found = receipt(BAVARIA, begins_at=start, ends_at=BAVARIA.due(start, minutes * MINUTE))
    assert found.counted == minutes * MINUTE
    w = in_language(Language.DE)
    if expected is None:  # a special day without hours, two holidays, a weekend
        kinds = [one.gap for one in found.stretches if one.gap]
        assert kinds == [GapKind.CLOSED, GapKind.HOLIDAY, GapKind.WEEKEND]
        return
    assert ", ".join(sentences.stretches(w, found, zone="Europe/Berlin")) == expected


def test_the_whole_line_in_both_languages():
    start = berlin("2026-03-20T17:52")
    paused = a_pause("2026-03-23T09:02", "2026-03-23T09:05")
    moved = pauses.go_on(
        (),
        due_at=BAVARIA.due(start, 15 * MINUTE),
        began_at=paused.began_at,
        ended_at=berlin("2026-03-23T09:05"),
        calendar=BAVARIA,
    )
    assert moved.due_at == berlin("2026-03-23T09:10")
    found = receipt(BAVARIA, begins_at=start, ends_at=moved.due_at, pauses=[paused])
    said = {
        language: sentences.receipt(
            in_language(language), found, zone="Europe/Berlin", calendar="Bayern"
        )
        for language in Language
    }
    assert said[Language.DE] == (
        "15 gezählte Minuten: Fr 17:52–18:00 (8), Wochenende, Mo 09:00–09:02 (2), "
        "Mo 09:02–09:05 angehalten: Störung, Mo 09:05–09:10 (5); Kalender Bayern; "
        "3 Min. angehalten: Störung"
    )
    assert said[Language.EN] == (
        "15 counted minutes: Fri 17:52–18:00 (8), weekend, Mon 09:00–09:02 (2), "
        "Mon 09:02–09:05 stood still: outage, Mon 09:05–09:10 (5); calendar Bayern; "
        "paused 3 min: outage"
    )


def test_half_minutes_are_said_so_that_they_add_up():
    start = berlin("2026-03-24T17:56") + timedelta(seconds=30)
    found = receipt(BAVARIA, begins_at=start, ends_at=BAVARIA.due(start, 7.5 * MINUTE))
    lines = sentences.stretches(in_language(Language.EN), found, zone="Europe/Berlin")
    assert lines == ["Tue 17:56–18:00 (3:30)", "office closed", "Wed 09:00–09:04 (4)"]


@pytest.mark.parametrize(
    ("day", "kind", "names"),
    [
        ("2026-06-04", GapKind.HOLIDAY, {"de": "Fronleichnam", "en": "Corpus Christi"}),
        ("2026-06-06", GapKind.WEEKEND, {}),
        ("2026-12-24", GapKind.CLOSED, {}),
        ("2026-06-05", None, {}),
    ],
)
def test_a_closed_day_has_its_reason_and_a_holiday_its_name(day, kind, names):
    on = date.fromisoformat(day)
    assert closed_day(BAVARIA, on) is kind
    assert holiday(BAVARIA, on) == names


ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu")
moments = st.datetimes(
    min_value=datetime(2026, 1, 10), max_value=datetime(2026, 12, 10), timezones=st.just(UTC)
)


@st.composite
def calendars(draw):
    blocks = st.sampled_from(
        [[], [["00:00", "24:00"]], [["09:00", "12:30"], ["13:30", "17:00"]], [["01:45", "03:15"]]]
    )
    hours = {day: draw(blocks) for day in WEEKDAYS} | {"tue": [["10:00", "16:00"]]}
    return working_time(
        a_calendar(tz=draw(st.sampled_from(ZONES)), hours=hours, public_holidays="DE")
    )


@st.composite
def histories(draw):
    """A calendar, a promise and pauses that begin and end while it runs."""
    calendar, start = draw(calendars()), draw(moments)
    promised = draw(st.timedeltas(min_value=MINUTE, max_value=timedelta(hours=30)))
    due_at, now, had = calendar.due(start, promised), start, []
    for wait, length in draw(
        st.lists(
            st.tuples(
                st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3)),
                st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=5)),
            ),
            max_size=3,
        )
    ):
        began = now + wait
        now = began + length
        had.append(PauseFacts(cause=PauseCause.CUSTOMER, began_at=began, until=now, ended_at=now))
        due_at = pauses.go_on(
            (), due_at=due_at, began_at=began, ended_at=now, calendar=calendar
        ).due_at
    return calendar, start, promised, had, due_at


@given(histories())
def test_at_the_due_moment_the_minutes_are_those_that_were_promised(history):
    """Also over changes of the clock, holidays and pauses: one function for all three."""
    calendar, start, promised, had, due_at = history
    found = receipt(calendar, begins_at=start, ends_at=due_at, pauses=had)
    assert found.counted == promised
    assert found.counted + found.paused == calendar.elapsed(start, due_at)


@given(histories(), moments)
def test_the_minutes_sum_to_the_time_that_has_elapsed(history, end):
    calendar, start, _, had, _ = history
    end = max(start, end)
    found = receipt(calendar, begins_at=start, ends_at=end, pauses=had)
    assert found.counted == sum((one.counted for one in found.stretches), timedelta(0))
    still = sum(
        (calendar.elapsed(one.began_at, min(one.ended_at, end)) for one in had), timedelta(0)
    )
    assert found.counted == calendar.elapsed(start, end) - still
    timed = [one for one in found.stretches if one.gap is None or one.cause]
    assert all(one.ends_at <= two.begins_at for one, two in pairwise(timed))


@given(calendars(), moments, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20)))
def test_added_working_time_has_elapsed(calendar, start, length):
    assert calendar.elapsed(start, calendar.due(start, length)) == length


def test_a_pause_moves_what_lies_ahead_and_nothing_else():
    start = berlin("2026-03-24T10:00")
    chain = (
        (EscalationStep.REMIND_OWNER, start + 7 * MINUTE),
        (EscalationStep.CALL_COVER, start + 12 * MINUTE),
    )
    found = pauses.go_on(
        chain,
        due_at=start + 15 * MINUTE,
        began_at=start + 8 * MINUTE,
        ended_at=berlin("2026-03-24T13:00"),  # lunch, of which nothing counts
        calendar=BAVARIA,
    )
    assert found.paused == berlin("2026-03-24T12:30") - (start + 8 * MINUTE)
    assert found.steps == (chain[0], (EscalationStep.CALL_COVER, berlin("2026-03-24T13:34")))
    assert found.due_at == berlin("2026-03-24T13:37")


@pytest.mark.parametrize(
    ("used_hours", "wanted", "expected"),
    [
        (0, None, 4),
        (0, 2 * HOUR, 2),
        (0, 99 * HOUR, 16),
        (13, None, 3),
        (16, None, RefusalCode.PAUSES_USED_UP),
    ],
)
def test_people_pause_within_bounds_and_never_without_an_end(used_hours, wanted, expected):
    always = working_time(a_calendar(hours={day: [["00:00", "24:00"]] for day in WEEKDAYS}))
    now = berlin("2026-03-24T10:00")
    had = [
        PauseFacts(
            cause=PauseCause.CUSTOMER,
            began_at=now - used_hours * HOUR,
            until=now,
            ended_at=now,
        ),
        PauseFacts(  # what the product did by itself counts against nobody
            cause=PauseCause.OUTAGE, began_at=now - 90 * HOUR, until=now, ended_at=now
        ),
    ]
    found = pauses.until(had, policy=PausePolicy(), calendar=always, now=now, wanted=wanted)
    assert found == (now + expected * HOUR if isinstance(expected, int) else expected)

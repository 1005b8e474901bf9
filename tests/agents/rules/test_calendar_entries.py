"""Which calendar entries are an absence (issue C 6)."""

from datetime import UTC, date, datetime

import pytest

from agents.facts import CalendarEntryFacts
from agents.rules.calendar_entries import absence
from agents.vocabulary import AbsenceKind
from tests.agents.rules.builders import a_policy

POLICY = a_policy().routing.absence
DAY, NEXT = date(2026, 3, 29), date(2026, 3, 30)
"""The day on which summer time begins has 23 hours."""
TEN, ELEVEN = datetime(2026, 3, 27, 10, tzinfo=UTC), datetime(2026, 3, 27, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "begins", "ends", "is_blocking", "kind"),
    [
        ("Urlaub Sardinien", DAY, NEXT, False, AbsenceKind.VACATION),
        ("URLAUB", TEN, ELEVEN, True, AbsenceKind.VACATION),
        ("OOO: dentist", TEN, ELEVEN, True, AbsenceKind.AWAY),
        ("Messe", DAY, NEXT, True, AbsenceKind.BUSY),
        ("Geburtstag von Jonas", DAY, NEXT, False, None),
        ("Jour fixe", TEN, ELEVEN, True, None),
        ("OOO", ELEVEN, TEN, True, None),
    ],
)
def test_what_is_an_absence(title, begins, ends, is_blocking, kind):
    entry = CalendarEntryFacts(
        uid="u", title=title, begins=begins, ends=ends, is_blocking=is_blocking
    )
    found = absence(entry, zone="Europe/Berlin", policy=POLICY)
    assert (found.kind if found else None) is kind


@pytest.mark.parametrize(
    ("zone", "starts", "ends"),
    [
        ("Europe/Berlin", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("America/New_York", "2026-03-29T04:00", "2026-03-30T04:00"),
    ],
)
def test_a_whole_day_is_one_of_the_persons_own_zone(zone, starts, ends):
    entry = CalendarEntryFacts(uid="u", title="Urlaub", begins=DAY, ends=NEXT)
    found = absence(entry, zone=zone, policy=POLICY)
    assert found is not None
    assert found.starts_at == datetime.fromisoformat(starts).replace(tzinfo=UTC)
    assert found.ends_at == datetime.fromisoformat(ends).replace(tzinfo=UTC)

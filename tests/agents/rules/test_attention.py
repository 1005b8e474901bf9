"""Quiet hours, importance, absence, and the rate of alerts that are acted on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.facts import AbsenceFacts, HoursFacts
from agents.rules import attention, kpi
from agents.rules.attention import (
    Alerted,
    acted_on,
    is_held_back,
    is_quiet,
    is_to_be_tightened,
    may_mention,
    next_quiet_end,
)
from agents.vocabulary import AlertKind, AlertLevel, EscalationStep
from tests.agents.rules.builders import NOW, a_person

BERLIN = "Europe/Berlin"
NIGHT = (22 * 60, 7 * 60)
AT_NIGHT = datetime(2026, 3, 24, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
WEEK = ((),) * 7
K = AlertKind


@pytest.mark.parametrize(
    ("quiet", "hour", "expected"),
    [
        (None, 23, False),
        (NIGHT, 23, True),
        (NIGHT, 6, True),
        (NIGHT, 7, False),
        ((12 * 60, 13 * 60), 12, True),
        ((12 * 60, 13 * 60), 13, False),
    ],
)
def test_quiet_hours_may_go_over_midnight(quiet, hour, expected):
    at = datetime(2026, 3, 24, hour - 1, 0, tzinfo=UTC)
    assert is_quiet(a_person(quiet=quiet), zone=BERLIN, at=at) is expected


def test_the_persons_own_zone_counts_first():
    tokyo = a_person(quiet=NIGHT, hours=HoursFacts(tz="Asia/Tokyo", week=WEEK))
    assert not is_quiet(tokyo, zone=BERLIN, at=AT_NIGHT)


@pytest.mark.parametrize(
    ("kind", "level", "is_hot", "expected"),
    [
        (K.NEW_LEAD, AlertLevel.DEFAULT, False, False),
        (K.NEW_LEAD, AlertLevel.DEFAULT, True, True),
        (K.NEW_LEAD, AlertLevel.IMPORTANT, False, True),
        (K.REMINDER, AlertLevel.DEFAULT, False, True),
        (K.ESCALATION, AlertLevel.DEFAULT, False, False),
        (K.REMINDER, AlertLevel.OFF, True, False),
    ],
)
def test_what_passes_quiet_hours(kind, level, is_hot, expected):
    person = a_person(quiet=NIGHT, alerts={kind: level})
    given = {"is_hot": is_hot, "zone": BERLIN}
    assert may_mention(person, kind, at=AT_NIGHT, **given) is expected
    assert may_mention(person, kind, at=NOW, **given) is (level is not AlertLevel.OFF)


@pytest.mark.parametrize(
    ("kind", "level", "is_hot", "expected"),
    [
        (K.NEW_LEAD, AlertLevel.DEFAULT, False, True),
        (K.NEW_LEAD, AlertLevel.DEFAULT, True, False),  # it was mentioned
        (K.COVER, AlertLevel.IMPORTANT, False, False),
        (K.COVER, AlertLevel.OFF, False, False),  # it is not wanted
        (K.REMINDER, AlertLevel.DEFAULT, False, False),
    ],
)
def test_only_what_the_quiet_hours_kept_is_held_back(kind, level, is_hot, expected):
    person = a_person(quiet=NIGHT, alerts={kind: level})
    given = {"is_hot": is_hot, "zone": BERLIN}
    assert is_held_back(person, kind, at=AT_NIGHT, **given) is expected
    assert not is_held_back(person, kind, at=NOW, **given)
    away = replace(person, absences=(AbsenceFacts(id=1, starts_at=NOW - timedelta(days=1)),))
    assert not is_held_back(away, kind, at=AT_NIGHT, **given)


@given(
    quiet=st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(
        lambda one: one[0] != one[1]
    ),
    after=st.datetimes(
        datetime(2026, 1, 1),
        datetime(2027, 1, 1),
        timezones=st.just(UTC),
    ),
)
def test_quiet_hours_end_at_their_time_of_the_day_and_always_later(quiet, after):
    end = next_quiet_end(a_person(quiet=quiet), zone=BERLIN, after=after)
    assert after < end <= after + timedelta(hours=25)
    assert end.astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None).minute == quiet[1] % 60
    assert next_quiet_end(a_person(), zone=BERLIN, after=after) is None


def test_nobody_is_mentioned_who_is_away():
    away = a_person(absences=(AbsenceFacts(id=1, starts_at=NOW - timedelta(days=1)),))
    assert not may_mention(away, K.REMINDER, is_hot=True, zone=BERLIN, at=NOW)


def test_every_rung_is_a_kind_of_alert():
    assert set(attention.OF_STEP) == set(EscalationStep)


def alert(acted_after: float | None, *, sent_ago: float = 10) -> Alerted:
    sent_at = NOW - timedelta(hours=sent_ago)
    acted_at = None if acted_after is None else sent_at + timedelta(hours=acted_after)
    return Alerted(kind=K.COVER, sent_at=sent_at, acted_at=acted_at)


def rate(alerts):
    found = acted_on(alerts, within=timedelta(hours=4), now=NOW)
    return next(one for one in found if one.kind is K.COVER)


def test_an_act_in_time_counts_and_an_alert_still_running_does_not():
    found = rate([alert(1), alert(4), alert(5), alert(None), alert(None, sent_ago=1)])
    assert (found.acted, found.n) == (2, 4)


def test_a_rate_looks_at_each_alert_once(monkeypatch):
    """A month of a busy team is tens of thousands of alerts; a start page shows their rate."""
    compared = []
    equal = Alerted.__eq__
    monkeypatch.setattr(Alerted, "__eq__", lambda *two: compared.append(two) or equal(*two))
    alerts = [alert(n / 100) for n in range(200)]
    assert rate(alerts).n == len(alerts)
    assert len(compared) <= len(alerts)


def test_a_kind_is_tightened_only_on_enough_evidence():
    assert not is_to_be_tightened(rate([alert(None)] * 19))
    assert is_to_be_tightened(rate([alert(None)] * 20))
    assert not is_to_be_tightened(rate([alert(None)] * 10 + [alert(1)] * 10))
    assert not is_to_be_tightened(rate([]))


def test_the_figure_has_its_n_and_its_interval():
    found = acted_on([alert(1), alert(None)], within=timedelta(hours=4), now=NOW)
    figures = {one.group: one for one in kpi.alert_rate(found, as_of=NOW)}
    cover = figures["cover"]
    assert (cover.value, cover.n, cover.interval) == (Decimal("0.5"), 2, kpi.wilson(1, 2))
    assert figures["reminder"].note == "no_rows"

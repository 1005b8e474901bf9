"""Coverage and the cohort figures (S-009, S-084, A.15 12; formulas 5.3, 5.5, 5.10)."""

import csv
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.facts import CohortRowFacts, RejectionRowFacts
from agents.rules import kpi
from agents.vocabulary import Metric, RejectReason
from tests.agents.rules.builders import NOW, a_deal, a_policy, a_target

WON = a_deal(
    external_id="w1",
    value=Decimal(400),
    is_won=True,
    is_open=False,
    closed_on=date(2026, 2, 1),
)
CLOSES = date(2026, 3, 31)


TARGETS = (a_target(),)


def covered(*deals, targets=TARGETS, as_of=NOW, **more):
    return kpi.coverage(
        opportunities=deals, targets=targets, as_of=as_of, policy=a_policy(), **more
    )


def test_coverage_is_pipeline_by_remaining_target():
    other = a_deal(external_id="o2", value=Decimal("1700.50"), expected_close_on=date(2026, 1, 9))
    figure = covered(a_deal(), other, WON)
    assert figure.value == Decimal("1800.50") / Decimal(600)
    assert (figure.metric, figure.unit, figure.n) == (Metric.COVERAGE, "ratio", 2)
    assert figure.row_ids == ("o1", "o2")
    assert figure.note is None
    assert figure.parts == {
        "period": "2026-Q1",
        "starts_on": "2026-01-01",
        "ends_on": "2026-03-31",
        "currency": "EUR",
        "target": "1000",
        "wanted_from": "3",
        "wanted_to": "4",
        "pipeline": "1800.50",
        "won": "400",
        "won_n": "1",
        "remaining": "600",
        "overdue": "1700.50",
        "full_target_coverage": "1.8005",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"is_open": False},
        {"is_qualified": False},
        {"expected_close_on": date(2026, 4, 1)},
        {"expected_close_on": date(2025, 12, 31)},
    ],
)
def test_what_is_not_pipeline(changes):
    figure = covered(a_deal(**changes))
    assert (figure.value, figure.n) == (Decimal(0), 0)


@pytest.mark.parametrize(
    ("closed_on", "won"),
    [
        (date(2025, 12, 31), "0"),
        (date(2026, 1, 1), "400"),
        (date(2026, 3, 24), "400"),
        (date(2026, 3, 25), "0"),
        (None, "0"),
    ],
)
def test_won_counts_in_the_period_to_date(closed_on, won):
    deal = a_deal(value=Decimal(400), is_won=True, is_open=False, closed_on=closed_on)
    assert covered(deal).parts["won"] == won


@pytest.mark.parametrize(
    ("target", "note"),
    [
        (a_target(value=Decimal(400)), "target_met"),
        (a_target(value=Decimal(0)), "target_met"),
        (a_target(currency="CHF"), "mixed_currency"),
        (a_target(ends_on=date(2026, 3, 23)), "no_target"),
    ],
)
def test_when_there_is_no_ratio(target, note):
    figure = covered(a_deal(), WON, targets=[target])
    assert (figure.value, figure.note) == (None, note)


def test_a_deal_of_another_currency_that_does_not_count_does_no_harm():
    later = a_deal(external_id="o2", currency="USD", expected_close_on=date(2027, 1, 1))
    assert covered(a_deal(), later).value == Decimal("0.1")


def test_the_shortest_target_that_holds_is_taken_both_days_included():
    year = a_target(name="2026", ends_on=date(2026, 12, 31))
    assert covered(targets=[year, a_target()]).parts["period"] == "2026-Q1"
    assert covered(targets=[year], as_of=NOW.replace(month=12)).parts["period"] == "2026"
    night = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    assert covered(targets=[a_target()], as_of=night).note is None
    berlin = ZoneInfo("Europe/Berlin")
    assert covered(targets=[a_target()], as_of=night, zone=berlin).note == "no_target"


ROWS = (
    CohortRowFacts(origin="social", mql_count=20, won_count=7),
    CohortRowFacts(origin=None, mql_count=8, won_count=0),
    CohortRowFacts(origin="email", mql_count=15, won_count=3),
    CohortRowFacts(origin="email", mql_count=10, won_count=1),
)


def test_totals():
    assert kpi.mql_rows(ROWS, as_of=NOW).value == 53
    assert kpi.closed_rows(ROWS, as_of=NOW).value == 11
    assert kpi.origin_null(ROWS, as_of=NOW).value == 8
    assert {figure.unit for figure in kpi.mql_count(ROWS, as_of=NOW)} == {"count"}


def test_groups_most_first():
    assert [(one.group, one.value) for one in kpi.mql_count(ROWS, as_of=NOW)] == [
        ("email", 25),
        ("social", 20),
        ("(missing)", 8),
    ]
    assert [(one.group, one.value) for one in kpi.won_count(ROWS, as_of=NOW)] == [
        ("email", 4),
        ("social", 7),
        ("(missing)", 0),
    ]


def test_the_rate_has_its_interval_and_its_n():
    everyone, email, social, missing = kpi.mql_to_won_rate(ROWS, as_of=NOW)
    assert (everyone.group, everyone.n, everyone.unit) == ("all", 53, "rate")
    assert everyone.parts == {"mql": "53", "won": "11"}
    assert email.value == Decimal("0.16")
    assert [round(end, 3) for end in social.interval] == [Decimal("0.181"), Decimal("0.567")]
    assert [round(end, 3) for end in missing.interval] == [Decimal(0), Decimal("0.324")]


def test_no_rows_no_rate():
    (everyone,) = kpi.mql_to_won_rate((), as_of=NOW)
    assert (everyone.value, everyone.interval, everyone.note) == (None, None, "no_rows")


@given(st.integers(min_value=1, max_value=10_000), st.data())
def test_the_interval_holds_the_rate_and_stays_in_range(n, data):
    successes = data.draw(st.integers(min_value=0, max_value=n))
    low, high = kpi.wilson(successes, n)
    assert 0 <= low <= Decimal(successes) / n <= high <= 1
    assert (low == 0) == (successes == 0)
    assert (high == 1) == (successes == n)


@pytest.mark.proof
def test_the_reference_figures(shared):
    folder = shared / "kpi"
    with (folder / "olist" / "olist_closed_deals_dataset.csv").open(encoding="utf-8") as file:
        won = {row["mql_id"] for row in csv.DictReader(file)}
    with (folder / "olist" / "olist_marketing_qualified_leads_dataset.csv").open(
        encoding="utf-8"
    ) as file:
        rows = [
            CohortRowFacts(
                origin=row["origin"] or None, mql_count=1, won_count=int(row["mql_id"] in won)
            )
            for row in csv.DictReader(file)
        ]
    figures = [
        kpi.mql_rows(rows, as_of=NOW),
        kpi.closed_rows(rows, as_of=NOW),
        kpi.origin_null(rows, as_of=NOW),
        *kpi.mql_count(rows, as_of=NOW),
        *kpi.won_count(rows, as_of=NOW),
        *kpi.mql_to_won_rate(rows, as_of=NOW),
    ]
    known = {(figure.metric.value, figure.group): figure.value for figure in figures}
    known["win_rate", "all"] = known["mql_to_won_rate", "all"]
    for line in (folder / "checks.jsonl").read_text(encoding="utf-8").splitlines():
        check = json.loads(line)
        value = float(known[check["metric"], check["group"]])
        assert abs(value - check["expected"]) <= check["tolerance"], check


def test_rejections_are_counted_by_reason_and_finer_reason() -> None:
    rows = (
        RejectionRowFacts(reason=RejectReason.TIMING, sub=None, count=2),
        RejectionRowFacts(reason=RejectReason.NO_FIT, sub="too_small", count=3),
        RejectionRowFacts(reason=RejectReason.NO_FIT, sub=None, count=1),
    )
    found = [(one.group, one.value) for one in kpi.rejections(rows, as_of=NOW)]
    assert found == [("no_fit", 4), ("no_fit/too_small", 3), ("timing", 2)]
    (nothing,) = kpi.rejections((), as_of=NOW)
    assert (nothing.group, nothing.value) == ("all", 0)

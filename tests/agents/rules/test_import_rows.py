"""Rows of the past, of deals, of targets and of people: what is taken and what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from agents.decisions import FieldProblem
from agents.rules.colleagues import read_person
from agents.rules.history import MOMENTS, RANK, goes_on, handover_of, read_history
from agents.rules.pipeline import read_opportunity, read_target
from agents.vocabulary import Handover, Language, LeadSource, Role, Stage

NOW = datetime(2026, 3, 24, 9, tzinfo=UTC)
DEAL = {
    "external_id": "opp-1",
    "name": "Adler",
    "value": "182.000,00 €",
    "stage": "Angebot",
    "expected_close_on": "30.06.2026",
}
TARGET = {"name": "Q1", "starts_on": "01.01.2026", "ends_on": "31.03.2026", "value": "500.000"}
LENA = {"slack_user_id": "U0LENA", "name": "Lena Vogt", "role": "sdr"}


def codes(problems: tuple[FieldProblem, ...]) -> set[tuple[str, str]]:
    return {(problem.name, problem.code) for problem in problems}


def test_a_row_of_the_past_keeps_what_it_states() -> None:
    row, problems = read_history(
        {
            "external_id": "m-1",
            "date": "2018-02-01",
            "mql_at": "2018-02-03",
            "won_at": "2018-04-01 10:00:00",
            "origin": "social",
            "email": "a@b.example",
            "consent": "ja",
        },
        received_at=NOW,
    )
    assert problems == ()
    assert row is not None
    assert row.stage is Stage.WON
    assert row.stages == {
        Stage.MQL: datetime(2018, 2, 3, tzinfo=UTC),
        Stage.WON: datetime(2018, 4, 1, 10, tzinfo=UTC),
    }
    assert row.draft.source is LeadSource.CSV
    assert row.draft.won_at == row.stages[Stage.WON]
    assert row.draft.activities == ()
    assert len(row.draft.consents) == 1


def test_a_stated_stage_is_reached_on_the_date_of_the_row() -> None:
    row, _ = read_history(
        {"external_id": "1", "date": "2018-02-01", "stage": "MQL"}, received_at=NOW
    )
    assert row is not None
    assert row.stages == {Stage.MQL: datetime(2018, 2, 1, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"date": "2018-02-01"}, ("external_id", "missing")),
        ({"external_id": "1", "date": "30.02.2018"}, ("date", "date_impossible")),
        ({"external_id": "1", "won_at": "bald"}, ("won_at", "date_unreadable")),
        ({"external_id": "1", "stage": "heiß"}, ("stage", "unknown_value")),
        ({"external_id": "1", "stage": "won"}, ("won_at", "missing")),
        ({"external_id": "1", "source": "fax"}, ("source", "unknown_value")),
        ({"external_id": "1", "email": "keine"}, ("email", "email_syntax")),
    ],
)
def test_a_row_of_the_past_that_is_worth_nothing_is_refused(
    fields: dict[str, str], problem: tuple[str, str]
) -> None:
    row, problems = read_history(fields, received_at=NOW)
    assert row is None
    assert problem in codes(problems)


def test_small_faults_of_the_past_are_only_noted() -> None:
    row, problems = read_history(
        {"external_id": "1", "date": "2018-02-01", "phone": "keine"}, received_at=NOW
    )
    assert row is not None
    assert codes(problems) == {("phone", "phone_unreadable")}


def test_every_stage_has_a_rank_and_a_moment() -> None:
    assert set(RANK) == set(Stage)
    assert set(MOMENTS) == set(Stage) - {Stage.LEAD}


def test_an_older_file_takes_no_lead_back() -> None:
    assert goes_on(Stage.MQL, Stage.WON)
    assert not goes_on(Stage.WON, Stage.MQL)
    assert not goes_on(Stage.MQL, Stage.MQL)
    assert handover_of(Stage.WON) is Handover.CLOSED
    assert handover_of(Stage.MQL) is Handover.NONE


def test_a_deal() -> None:
    deal, problems = read_opportunity(DEAL, currency="EUR")
    assert problems == ()
    assert deal is not None
    assert deal.value == Decimal("182000.00")
    assert deal.currency == "EUR"
    assert deal.stage is Stage.OPPORTUNITY
    assert deal.expected_close_on == date(2026, 6, 30)
    assert deal.closed_on is None


def test_a_closed_deal_expected_its_close_when_it_closed() -> None:
    fields = {**DEAL, "stage": "gewonnen", "expected_close_on": "", "closed_on": "2026-03-02"}
    deal, _ = read_opportunity(fields, currency="EUR")
    assert deal is not None
    assert deal.expected_close_on == deal.closed_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"external_id": ""}, ("external_id", "missing")),
        ({"value": ""}, ("value", "missing")),
        ({"value": "viel"}, ("value", "number_unreadable")),
        ({"value": "-5"}, ("value", "number_negative")),
        ({"currency": "Taler"}, ("currency", "unknown_value")),
        ({"stage": ""}, ("stage", "missing")),
        ({"stage": "lauwarm"}, ("stage", "unknown_value")),
        ({"stage": "won"}, ("closed_on", "missing")),
        ({"expected_close_on": ""}, ("expected_close_on", "missing")),
        ({"expected_close_on": "31.02.2026"}, ("expected_close_on", "date_impossible")),
    ],
)
def test_a_deal_that_cannot_be_counted_is_refused(
    change: dict[str, str], problem: tuple[str, str]
) -> None:
    deal, problems = read_opportunity({**DEAL, **change}, currency="EUR")
    assert deal is None
    assert codes(problems) == {problem}


LOST = {**DEAL, "stage": "verloren", "closed_on": "2026-03-02"}
REASONS = {
    "no_budget": {Language.DE: "Kein Budget", Language.EN: "No budget"},
    "price": {Language.DE: "Preis", Language.EN: "Price"},
}


@pytest.mark.parametrize("said", ["no_budget", "Kein Budget", " no BUDGET "])
def test_a_lost_deal_says_why(said: str) -> None:
    fields = {**LOST, "lost_reason": said}
    deal, problems = read_opportunity(fields, currency="EUR", lost_reasons=REASONS)
    assert problems == ()
    assert deal is not None
    assert deal.lost_reason == "no_budget"


def test_a_reason_that_nobody_knows_refuses_the_row() -> None:
    fields = {**LOST, "lost_reason": "Chemie"}
    deal, problems = read_opportunity(fields, currency="EUR", lost_reasons=REASONS)
    assert deal is None
    assert codes(problems) == {("lost_reason", "unknown_value")}
    open_deal = {**DEAL, "lost_reason": "Chemie"}
    deal, problems = read_opportunity(open_deal, currency="EUR", lost_reasons=REASONS)
    assert problems == ()
    assert deal is not None
    assert deal.lost_reason is None, "only of a lost deal"


def test_a_target() -> None:
    target, problems = read_target(TARGET, currency="EUR")
    assert problems == ()
    assert target is not None
    assert target.value == Decimal("500000.00")
    assert (target.starts_on, target.ends_on) == (date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": ""}, ("name", "missing")),
        ({"starts_on": ""}, ("starts_on", "missing")),
        ({"ends_on": "31.12.2025"}, ("ends_on", "period_reversed")),
        ({"value": "?"}, ("value", "number_unreadable")),
    ],
)
def test_a_target_that_promises_nothing_is_refused(
    change: dict[str, str], problem: tuple[str, str]
) -> None:
    target, problems = read_target({**TARGET, **change}, currency="EUR")
    assert target is None
    assert codes(problems) == {problem}


def test_a_colleague() -> None:
    fields = {
        **LENA,
        "role": "Vertrieb",
        "language": "Deutsch",
        "territory": "dach",
        "channels": "C0A; C0B",
        "weight": "2",
        "is_active": "ja",
    }
    person, problems = read_person(fields, territories={"dach"})
    assert problems == ()
    assert person is not None
    assert person.role is Role.SDR
    assert person.language is Language.DE
    assert person.channels == ("C0A", "C0B")
    assert person.weight == 2
    assert person.capacity is None


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"slack_user_id": ""}, ("slack_user_id", "missing")),
        ({"slack_user_id": "lena"}, ("slack_user_id", "unknown_value")),
        ({"name": ""}, ("name", "missing")),
        ({"role": ""}, ("role", "missing")),
        ({"role": "König"}, ("role", "unknown_value")),
        ({"language": "fr"}, ("language", "unknown_value")),
        ({"territory": "mars"}, ("territory", "unknown_value")),
        ({"weight": "-1"}, ("weight", "number_unreadable")),
        ({"email": "keine"}, ("email", "email_syntax")),
    ],
)
def test_a_colleague_nobody_could_reach_is_refused(
    change: dict[str, str], problem: tuple[str, str]
) -> None:
    person, problems = read_person({**LENA, **change}, territories={"dach"})
    assert person is None
    assert codes(problems) == {problem}

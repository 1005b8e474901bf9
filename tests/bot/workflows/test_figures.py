"""The figures count what was known at a moment, and nothing that is no lead."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from agents.rules.history import read_history
from agents.vocabulary import Metric, Stage
from bot.workflows.figures import StoreMetrics
from bot.workflows.import_history import import_history
from store.models import Lead
from store.session import Store
from tests.world import World

NOW = datetime(2026, 3, 24, 9, tzinfo=UTC)
PAST = (
    {"external_id": "1", "origin": "social", "mql_at": "2018-01-02", "won_at": "2018-03-01"},
    {"external_id": "2", "origin": "social", "mql_at": "2018-01-02"},
    {"external_id": "3", "mql_at": "2018-02-02"},
    {"external_id": "4", "origin": "email"},
)


@pytest.fixture
def book(store: Store) -> StoreMetrics:
    world = World(store)
    rows = [read_history({"date": "2018-01-01", **row}, received_at=NOW)[0] for row in PAST]
    import_history(world.deps, [row for row in rows if row is not None])
    return StoreMetrics(store, world.policy)


def values(book: StoreMetrics, metric: Metric, as_of: datetime = NOW) -> dict[str, float]:
    figures = book.figure(metric, as_of=as_of)
    return {figure.group: float(figure.value) for figure in figures if figure.value is not None}


def test_mqls_are_counted_by_origin(book: StoreMetrics) -> None:
    assert values(book, Metric.MQL_COUNT) == {"social": 2, "(missing)": 1}
    assert values(book, Metric.WON_COUNT) == {"social": 1, "(missing)": 0}
    assert values(book, Metric.MQL_ROWS) == {"all": 3}
    assert values(book, Metric.CLOSED_ROWS) == {"all": 1}
    assert values(book, Metric.ORIGIN_NULL) == {"all": 1}


def test_what_happened_later_was_not_known(book: StoreMetrics) -> None:
    january = datetime(2018, 1, 31, tzinfo=UTC)
    assert values(book, Metric.MQL_TO_WON_RATE, january) == {"all": 0, "social": 0}
    assert values(book, Metric.MQL_TO_WON_RATE)["social"] == 0.5


@pytest.mark.parametrize("change", [{"is_test": True}, {"stage": Stage.SPAM}])
def test_tests_and_spam_are_no_leads(
    change: dict[str, object], book: StoreMetrics, store: Store
) -> None:
    with store.begin() as session:
        session.execute(update(Lead).where(Lead.external_id == "1").values(**change))
    assert values(book, Metric.MQL_COUNT) == {"social": 1, "(missing)": 1}


def test_every_metric_has_a_figure(book: StoreMetrics) -> None:
    for metric in Metric:
        assert book.figure(metric, as_of=NOW)

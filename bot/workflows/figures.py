"""The named figures over the book: facts out of the store, rules over them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from agents.decisions import Figure
from agents.facts import CohortRowFacts
from agents.policy import SalesPolicy
from agents.rules import attention, kept, kpi
from agents.vocabulary import Metric
from store.queries import advice, promises
from store.queries import kpi as queries
from store.queries.attention import alerts as alerts_of
from store.session import Store

Cohorts = Sequence[CohortRowFacts]


class StoreMetrics:
    """Fulfils `agents.ports.Metrics`.

    Args:
        store: where the leads and deals are.
        policy: its band for the coverage.
    """

    def __init__(self, store: Store, policy: SalesPolicy) -> None:
        self._store = store
        self._policy = policy

    def figure(self, metric: Metric, *, as_of: datetime) -> tuple[Figure, ...]:
        """The metric, one figure a group, as it was known at a moment."""
        if metric is Metric.COVERAGE:
            return (self._coverage(as_of),)
        if metric is Metric.SLA_KEPT:
            with self._store.read() as session:
                return kept.sla_kept(promises.kept(session, as_of=as_of), as_of=as_of)
        if metric in {Metric.NEXT_ACTION_RATE, Metric.ALERT_RATE}:
            return self._acted_on(metric, as_of)
        if metric is Metric.REJECTIONS:
            with self._store.read() as session:
                rejected = queries.rejections(session, as_of=as_of)
            return kpi.rejections(rejected, as_of=as_of)
        with self._store.read() as session:
            rows = queries.cohorts(session, as_of=as_of)
        return _OF_COHORTS[metric](rows, as_of)

    def _acted_on(self, metric: Metric, as_of: datetime) -> tuple[Figure, ...]:
        attentive = self._policy.attention
        with self._store.read() as session:
            if metric is Metric.NEXT_ACTION_RATE:
                counts = advice.counts(session, as_of=as_of)
                return kpi.next_action_rate(counts, as_of=as_of)
            alerts = alerts_of(session, since=as_of - attentive.look_back)
        rates = attention.acted_on(alerts, within=attentive.act_within, now=as_of)
        return kpi.alert_rate(rates, as_of=as_of)

    def _coverage(self, as_of: datetime) -> Figure:
        with self._store.read() as session:
            deals = queries.opportunities(session, as_of=as_of)
            targets = queries.targets(session)
        return kpi.coverage(opportunities=deals, targets=targets, as_of=as_of, policy=self._policy)


_OF_COHORTS: dict[Metric, Callable[[Cohorts, datetime], tuple[Figure, ...]]] = {
    Metric.MQL_ROWS: lambda rows, at: (kpi.mql_rows(rows, as_of=at),),
    Metric.CLOSED_ROWS: lambda rows, at: (kpi.closed_rows(rows, as_of=at),),
    Metric.MQL_COUNT: lambda rows, at: kpi.mql_count(rows, as_of=at),
    Metric.WON_COUNT: lambda rows, at: kpi.won_count(rows, as_of=at),
    Metric.ORIGIN_NULL: lambda rows, at: (kpi.origin_null(rows, as_of=at),),
    Metric.MQL_TO_WON_RATE: lambda rows, at: kpi.mql_to_won_rate(rows, as_of=at),
}

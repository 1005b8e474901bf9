"""How many promises each side of the hand-over keeps (moonshot 5; formulas 5.4 and 5.5)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from agents.decisions import Figure
from agents.facts import KeptFacts
from agents.rules.kpi import wilson
from agents.vocabulary import Metric, Side


def sla_kept(rows: Sequence[KeptFacts], *, as_of: datetime) -> tuple[Figure, ...]:
    """Promises kept divided by promises that have ended, sales first and then marketing.

    Sales promises the first touch of a lead, marketing its fields, consent proof and context. A
    promise has ended when it was kept, or when its due moment has passed; working time counts,
    pauses do not. A promise that stands still has not ended; cancelled ones, tests, spam and
    merged leads count nowhere. Unit: rate in 0 to 1 with its 95 % Wilson interval; n counts the
    promises. No value where none has ended (`no_promises`). Source: formulas 5.5.
    """
    known = {row.side: row for row in rows}
    none = (KeptFacts(side=side, n=0, kept=0) for side in Side)
    return tuple(_figure(known.get(row.side, row), as_of=as_of) for row in none)


def _figure(row: KeptFacts, *, as_of: datetime) -> Figure:
    return Figure(
        metric=Metric.SLA_KEPT,
        group=row.side.value,
        value=Decimal(row.kept) / row.n if row.n else None,
        n=row.n,
        unit="rate",
        as_of=as_of,
        interval=wilson(row.kept, row.n) if row.n else None,
        note=None if row.n else "no_promises",
        parts={"kept": str(row.kept), "broken": str(row.n - row.kept)},
    )

"""The demo's own data: people, a morning of sample leads, deals and a target. No real persons."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

DATA = files("bot.demo")
MONTHS_A_QUARTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLead:
    """One lead of the morning: so many seconds after the start, to this form."""

    after: float
    form: str
    fields: dict[str, str]


def sample_leads() -> tuple[SampleLead, ...]:
    """The morning, earliest first."""
    rows = json.loads(text("leads.json"))
    return tuple(
        SampleLead(after=row["after"], form=row["form"], fields=row["fields"]) for row in rows
    )


def text(name: str) -> str:
    """A data file of the demo."""
    return DATA.joinpath(name).read_text(encoding="utf-8")


def quarter_of(day: date) -> tuple[date, date]:
    """First and last day of the quarter."""
    first_month = (day.month - 1) // MONTHS_A_QUARTER * MONTHS_A_QUARTER + 1
    first = day.replace(month=first_month, day=1)
    after = (first + timedelta(days=MONTHS_A_QUARTER * 31)).replace(day=1)
    return first, after - timedelta(days=1)


def opportunities(today: date) -> Iterator[dict[str, Any]]:
    """The demo's deals, moved so that they lie in today's quarter."""
    first, last = quarter_of(today)
    for row in json.loads(text("opportunities.json")):
        close_on = today + timedelta(days=row.pop("close_in_days"))
        is_closed = row["stage"] in {"won", "lost"}
        close_on = max(first, min(close_on, today if is_closed else last))
        yield {
            **row,
            "expected_close_on": close_on.isoformat(),
            "closed_on": close_on.isoformat() if is_closed else "",
        }


def target(today: date) -> dict[str, str]:
    """The demo's target for today's quarter."""
    first, last = quarter_of(today)
    quarter = (first.month - 1) // MONTHS_A_QUARTER + 1
    return {
        "name": f"Q{quarter} {first.year}",
        "starts_on": first.isoformat(),
        "ends_on": last.isoformat(),
        "value": "600000",
        "currency": "EUR",
    }

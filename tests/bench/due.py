"""What a due time costs, beside businesstimedelta in the same office; both must agree.

python -m tests.bench.due
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from agents.policy import CalendarPolicy
from agents.rules.working_time import working_time
from tests.bench import floor_due

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = (0.25, 4.0, 40.0)
"""A hot lead, an MQL, a long wait."""
STARTS = 60
CALENDAR = working_time(
    CalendarPolicy.model_validate(
        {
            "tz": "Europe/Berlin",
            "public_holidays": "DE-BY",
            "hours": {
                day: [["09:00", "12:30"], ["13:30", "18:00"]]
                for day in ("mon", "tue", "wed", "thu", "fri")
            },
        }
    )
)


def starts() -> list[datetime]:
    """Moments of one year, day and night."""
    first = datetime(2026, 1, 2, tzinfo=UTC)
    return [first + number * timedelta(hours=143, minutes=7) for number in range(STARTS)]


def micros(work: Callable[[datetime], object], moments: list[datetime]) -> float:
    """Median time of one call."""
    taken = []
    for at in moments:
        began = time.perf_counter()
        work(at)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1_000_000


def measure(hours: float) -> tuple[float, float]:
    """Our time and the floor's, in microseconds; the answers are compared as well."""
    span = timedelta(hours=hours)
    local = [at.astimezone(BERLIN) for at in starts()]
    for at in local:
        ours, theirs = CALENDAR.due(at, span), floor_due.due(at, hours).astimezone(UTC)
        assert ours == theirs, f"{at} + {hours} h: {ours} and {theirs}"
    ours = micros(lambda at: CALENDAR.due(at, span), local)
    return ours, micros(lambda at: floor_due.due(at, hours), local)


def main() -> None:
    """Prints a line a length."""
    for hours in HOURS:
        ours, floor = measure(hours)
        name = f"due time, {hours:g} working hours"
        print(
            f"{name:<34} {ours:8.2f} µs   {'businesstimedelta':<28} {floor:8.1f} µs"
            f"   {floor / ours:.0f} times faster"
        )


if __name__ == "__main__":
    main()

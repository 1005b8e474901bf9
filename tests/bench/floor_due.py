"""The floor of a due time: what businesstimedelta makes of the same office, holidays included."""

import datetime as dt

import businesstimedelta
import holidays
import pytz


def due(start: dt.datetime, hours: float) -> dt.datetime:
    """When so many working hours have gone by, in the zone of `start`."""
    return start + businesstimedelta.BusinessTimeDelta(OFFICE, hours=hours)


BERLIN = pytz.timezone("Europe/Berlin")
DAYS = [0, 1, 2, 3, 4]
HOLIDAYS = holidays.country_holidays("DE", subdiv="BY", years=range(2026, 2028))
OFFICE = businesstimedelta.Rules(
    [
        businesstimedelta.WorkDayRule(dt.time(9), dt.time(12, 30), DAYS, tz=BERLIN),
        businesstimedelta.WorkDayRule(dt.time(13, 30), dt.time(18), DAYS, tz=BERLIN),
        businesstimedelta.HolidayRule(HOLIDAYS, tz=BERLIN),
    ]
)

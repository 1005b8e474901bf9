"""Days and moments as people and programs write them."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from agents.rules.fields.texts import tidy

_DAY = re.compile(
    r"(?:(?P<y>\d{4})[-/.](?P<ym>\d{1,2})[-/.](?P<yd>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<mark>[./-])\s?(?P<b>\d{1,2})[./-]\s?(?P<year>\d{4}|\d{2}))"
    r"(?:[ T,]+(?P<time>\d.*))?"
)
_TIME = re.compile(
    r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?:Uhr)?\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?"
)
CENTURY = 2000
NOON = 12


class ImpossibleDateError(ValueError):
    """It is written like a day that no calendar has, for instance 30.02.2026."""


def moment(text: str, *, formats: Sequence[str] = ()) -> datetime | None:
    """The moment, aware and in UTC; None where it is not written like one.

    A day without a time is its midnight, a time without a zone is in UTC. Slashes put the month
    first, 12/31/2025, unless only the other order gives a day: 31/12/2025.

    Args:
        text: as typed.
        formats: strptime patterns that are tried first.

    Raises:
        ImpossibleDateError: for a day or a time of day that does not exist.
    """
    plain = tidy(text)
    if plain is None:
        return None
    for pattern in formats:
        try:
            read = datetime.strptime(plain, pattern)  # noqa: DTZ007 — zones follow
        except ValueError:
            continue
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    found = _DAY.fullmatch(plain)
    if found is None:
        return None
    time = found.group("time") or "00:00"
    clock = _TIME.fullmatch(time.strip())
    try:
        return None if clock is None else _at(_day(found), clock)
    except ValueError as error:
        raise ImpossibleDateError(plain) from error


def day(text: str, *, formats: Sequence[str] = ()) -> date | None:
    """The day; None where it is not written like one.

    Raises:
        ImpossibleDateError: for a day that does not exist.
    """
    found = moment(text, formats=formats)
    return found.date() if found else None


def _day(found: re.Match[str]) -> date:
    if found.group("y"):
        return date(int(found.group("y")), int(found.group("ym")), int(found.group("yd")))
    first, second, year = (int(found.group(name)) for name in ("a", "b", "year"))
    year += CENTURY if year < 100 else 0  # noqa: PLR2004 — written with two digits
    if found.group("mark") == "/":
        months_first = first <= 12  # noqa: PLR2004 — months of a year
        return date(year, first, second) if months_first else date(year, second, first)
    return date(year, second, first)


def _at(on: date, clock: re.Match[str]) -> datetime:
    hour, minute, second = (int(clock.group(name) or 0) for name in ("h", "m", "s"))
    half = (clock.group("half") or "").lower()
    if half:
        hour = hour % NOON + (NOON if half.startswith("p") else 0)
    zone = (clock.group("zone") or "Z").replace("UTC", "Z")
    text = f"{on.isoformat()}T{hour:02}:{minute:02}:{second:02}{zone}"
    return datetime.fromisoformat(text).astimezone(UTC)

"""Somebody's working week as people write it: "Mo-Do 9-12:30, 13:30-18; Fr 9-15"."""

import re
from collections.abc import Iterable

from agents.policy import MINUTES_A_DAY

Week = tuple[tuple[tuple[int, int], ...], ...]

DAYS = {
    **dict.fromkeys(("mo", "mon", "montag", "monday"), 0),
    **dict.fromkeys(("di", "tue", "dienstag", "tuesday"), 1),
    **dict.fromkeys(("mi", "wed", "mittwoch", "wednesday"), 2),
    **dict.fromkeys(("do", "thu", "donnerstag", "thursday"), 3),
    **dict.fromkeys(("fr", "fri", "freitag", "friday"), 4),
    **dict.fromkeys(("sa", "sat", "samstag", "saturday"), 5),
    **dict.fromkeys(("so", "sun", "sonntag", "sunday"), 6),
}
_PART = re.compile(
    r"\s*([a-zäöü]+)\.?\s*(?:[-–]\s*([a-zäöü]+)\.?)?\s*:?\s+(\S.*?)\s*", re.IGNORECASE
)
_SPAN = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:uhr|h))?",
    re.IGNORECASE,
)


def week(text: str) -> Week | None:
    """Monday to Sunday, each day's blocks in minutes; None where it cannot be read.

    Days that are not named are free. The blocks of a day must be in order and apart.
    """
    found: list[tuple[tuple[int, int], ...]] = [()] * 7
    for part in filter(str.strip, text.split(";")):
        match = _PART.fullmatch(part)
        if match is None:
            return None
        first, last, spans = match.groups()
        begin, end = DAYS.get(first.lower()), DAYS.get((last or first).lower())
        blocks = day(spans)
        if begin is None or end is None or end < begin or blocks is None:
            return None
        for number in range(begin, end + 1):
            found[number] = blocks
    return tuple(found) if any(found) else None


def day(text: str) -> tuple[tuple[int, int], ...] | None:
    """The blocks of one day, "9-12:30, 13:30-18"; None where they cannot be read.

    They must be in order and apart.
    """
    blocks: list[tuple[int, int]] = []
    for span in text.split(","):
        match = _SPAN.fullmatch(span.strip())
        if match is None:
            return None
        opens, closes = _minutes(*match.groups()[:2]), _minutes(*match.groups()[2:])
        if not (blocks[-1][1] if blocks else 0) <= opens < closes <= MINUTES_A_DAY:
            return None
        blocks.append((opens, closes))
    return tuple(blocks)


def _minutes(hour: str | None, minute: str | None) -> int:
    minutes = int(minute or 0)
    return int(hour or 0) * 60 + minutes if minutes <= 59 else MINUTES_A_DAY + 1  # noqa: PLR2004 — minutes of an hour


def worded(found: Week) -> str:
    """A week as `week` reads it."""
    names = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
    parts = []
    for name, blocks in zip(names, found, strict=True):
        if blocks:
            parts.append(f"{name} {day_worded(blocks)}")
    return "; ".join(parts)


def day_worded(blocks: Iterable[tuple[int, int]]) -> str:
    """The blocks of a day as `day` reads them; empty for a free day."""
    return ", ".join(f"{_time(opens)}-{_time(closes)}" for opens, closes in blocks)


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"

"""The receipt of a promise: which minutes counted, and why the others did not (W1 to W4).

It reads the very intervals by which due moments are made (rules/working_time.py), so its sum is
the elapsed time, and up to the due moment it is what was promised.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays

from agents.decisions import ReceiptDecision, StretchDecision
from agents.facts import PauseFacts
from agents.rules.working_time import WorkingTime
from agents.vocabulary import GapKind, Language, PauseCause

DAY = timedelta(days=1)
ZERO = timedelta(0)
MOST_DAYS = 40
"""Days of one gap that are looked at one by one; what lies beyond is told by its first ones."""
NAMES_IN = {Language.DE: ("de",), Language.EN: ("en_US", "en_GB")}
"""How the holidays library calls our languages, the first one it knows for a country."""

Interval = tuple[datetime, datetime]


def receipt(
    calendar: WorkingTime,
    *,
    begins_at: datetime,
    ends_at: datetime,
    pauses: Sequence[PauseFacts] = (),
) -> ReceiptDecision:
    """Every stretch between two moments, in order: counted, closed with its reason, or paused.

    A pause that lasts counts up to `ends_at`. Where pauses overlap, the earlier one has the time.
    """
    still = _still(pauses, begins_at=begins_at, ends_at=ends_at)
    stretches: list[StretchDecision] = []
    reached = begins_at
    for opens, closes in calendar.counted(begins_at, ends_at):
        stretches += _gap(calendar, reached, opens)
        stretches += _open(opens, closes, still)
        reached = closes
    stretches += _gap(calendar, reached, ends_at)
    return ReceiptDecision(
        begins_at=begins_at,
        ends_at=ends_at,
        stretches=tuple(stretches),
        counted=sum((one.counted for one in stretches), ZERO),
        paused=sum((one.ends_at - one.begins_at for one in stretches if one.cause), ZERO),
    )


def _still(
    pauses: Sequence[PauseFacts], *, begins_at: datetime, ends_at: datetime
) -> list[tuple[datetime, datetime, PauseCause]]:
    """The pauses within two moments, apart from each other."""
    found: list[tuple[datetime, datetime, PauseCause]] = []
    reached = begins_at
    for pause in sorted(pauses, key=lambda one: one.began_at):
        begin = max(pause.began_at, reached)
        end = min(pause.ended_at or ends_at, ends_at)
        if begin < end:
            found.append((begin, end, pause.cause))
            reached = end
    return found


def _open(
    opens: datetime, closes: datetime, still: Sequence[tuple[datetime, datetime, PauseCause]]
) -> Iterator[StretchDecision]:
    """An open interval, cut where the clock stood still."""
    reached = opens
    for begin, end, cause in still:
        low, high = max(begin, opens), min(end, closes)
        if low >= high:
            continue
        if reached < low:
            yield _counted(reached, low)
        gap = GapKind.ABSENCE if cause is PauseCause.ABSENCE else GapKind.PAUSE
        yield StretchDecision(begins_at=low, ends_at=high, gap=gap, cause=cause)
        reached = high
    if reached < closes:
        yield _counted(reached, closes)


def _counted(begin: datetime, end: datetime) -> StretchDecision:
    return StretchDecision(begins_at=begin, ends_at=end, counted=end - begin)


def _gap(calendar: WorkingTime, begin: datetime, end: datetime) -> Iterator[StretchDecision]:
    """Why nothing counts between two moments: closed days by their kind, else lunch or night."""
    if begin >= end:
        return
    days = _closed_days(calendar, begin, end)
    if not days:
        gap = GapKind.LUNCH if _is_lunch(calendar, begin, end) else GapKind.CLOSED
        yield StretchDecision(begins_at=begin, ends_at=end, gap=gap)
        return
    said: list[tuple[GapKind, dict[Language, str]]] = []
    for day, kind in days:
        one = (kind, holiday(calendar, day) if kind is GapKind.HOLIDAY else {})
        if not said or said[-1] != one:
            said.append(one)
    for kind, names in said:
        yield StretchDecision(begins_at=begin, ends_at=end, gap=kind, names=names)


def _closed_days(
    calendar: WorkingTime, begin: datetime, end: datetime
) -> list[tuple[date, GapKind]]:
    """The local days without hours that a gap touches."""
    day, last = begin.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    last = min(last, day + MOST_DAYS * DAY)
    found = []
    while day <= last:
        kind = closed_day(calendar, day)
        if kind is not None:
            found.append((day, kind))
        day += DAY
    return found


def closed_day(calendar: WorkingTime, on: date) -> GapKind | None:
    """Why a local day has no hours: its weekday, a holiday, or a special day; None: it has."""
    if calendar.blocks(on):
        return None
    policy = calendar.policy
    if on in policy.special:
        return GapKind.CLOSED
    return GapKind.HOLIDAY if calendar.usual(on) else GapKind.WEEKEND


def _is_lunch(calendar: WorkingTime, begin: datetime, end: datetime) -> bool:
    """Whether a gap lies between two blocks of one local day."""
    first, last = begin.astimezone(calendar.zone), end.astimezone(calendar.zone)
    if first.date() != last.date():
        return False
    low, high = first.hour * 60 + first.minute, last.hour * 60 + last.minute
    blocks = calendar.blocks(first.date())
    return any(closes <= low for _, closes in blocks) and any(opens >= high for opens, _ in blocks)


def holiday(calendar: WorkingTime, on: date) -> dict[Language, str]:
    """The name of a public holiday in the languages that the library knows for its country."""
    code = calendar.policy.public_holidays
    if code is None:
        return {}
    named = {language: _names(code, on.year, language).get(on) for language in Language}
    return {language: name for language, name in named.items() if name}


@lru_cache(maxsize=64)
def _names(code: str, year: int, language: Language) -> dict[date, str]:
    country, _, part = code.partition("-")
    known = holidays.country_holidays(country, subdiv=part or None).supported_languages
    chosen = next((name for name in NAMES_IN[language] if name in known), None)
    return dict(
        holidays.country_holidays(country, subdiv=part or None, years=year, language=chosen)
    )

"""Working time: when an open-hours duration is used up, and how much of one has passed.

An instant is open when the clock on the office wall shows a time inside that day's blocks. The
blocks are laid out in local wall time, once for each stretch between two changes of the UTC
offset, and kept in UTC. So a gap (summer time begins) shortens a block, a fold (it ends) counts
the repeated hour twice, and a calendar may change its offset by 30 minutes or skip a whole day.
`due` and `elapsed` read the same intervals, so they can never disagree.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from agents.policy import WEEKDAYS, Blocks, CalendarPolicy

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
DAY_SECONDS = 86_400
CLOSED_YEARS = 10
"""After so many years without an opening a calendar counts as one that never opens again."""


class CalendarNeverOpensError(ValueError):
    """A promise cannot be kept in a calendar without any (further) opening."""


@dataclass(frozen=True, slots=True)
class _Year:
    """The open intervals of one UTC year, in microseconds since 1970, with running totals."""

    starts: list[int]
    ends: list[int]
    upto: list[int]
    """Open time of the year up to the end of each interval."""
    total: int

    def used(self, at: int) -> int:
        """Open time of this year before `at`."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return 0
        left = self.ends[index] - at
        return self.upto[index] - left if left > 0 else self.upto[index]


class WorkingTime:
    """One calendar, compiled year by year as years are asked for; get it by `working_time`."""

    def __init__(self, calendar: CalendarPolicy) -> None:
        opened = [day.year for day, blocks in calendar.special.items() if blocks]
        self.zone = ZoneInfo(calendar.tz)
        self.policy = calendar
        self._week = tuple(calendar.hours.get(day, ()) for day in WEEKDAYS)
        self._last_special = max(opened, default=MINYEAR)
        self._years: dict[int, _Year] = {}
        if not opened and not any(self._week):
            raise CalendarNeverOpensError("the calendar has no opening hours at all")

    def due(self, start: datetime, duration: timedelta) -> datetime:
        """First instant at which `duration` of open time has passed since `start`.

        16:45 plus 15 minutes is 17:00 of the same day where the office closes at 17:00. No
        duration is due at `start` itself.

        Raises:
            ValueError: for a naive start or a negative duration.
            CalendarNeverOpensError: when the open time can never be used up.
        """
        wanted = duration // MICROSECOND
        if wanted <= 0:
            if wanted < 0:
                raise ValueError(f"the duration {duration} is negative")
            return _utc(start)
        moment = _utc(start)
        year, years = self._year(moment.year), self._years_from(moment.year + 1)
        wanted += year.used((moment - EPOCH) // MICROSECOND)
        while wanted > year.total:
            wanted -= year.total
            year = next(years)
        index = bisect_left(year.upto, wanted)
        return _moment(year.ends[index] - year.upto[index] + wanted)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Open time between two moments; zero where `end` is not after `start`."""
        first, last = _utc(start), _utc(end)
        if last <= first:
            return timedelta(0)
        passed = self._year(last.year).used((last - EPOCH) // MICROSECOND)
        passed -= self._year(first.year).used((first - EPOCH) // MICROSECOND)
        passed += sum(self._year(year).total for year in range(first.year, last.year))
        return timedelta(microseconds=passed)

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open at this instant; at closing time it no longer is."""
        moment = _utc(at)
        year = self._year(moment.year)
        micros = (moment - EPOCH) // MICROSECOND
        index = bisect_right(year.starts, micros) - 1
        return index >= 0 and micros < year.ends[index]

    def next_open(self, at: datetime) -> datetime:
        """The instant itself where it is open, otherwise the next opening.

        Raises:
            CalendarNeverOpensError: when there is none.
        """
        if self.is_open(at):
            return _utc(at)
        moment = _utc(at)
        micros = (moment - EPOCH) // MICROSECOND
        years = self._years_from(moment.year)
        year = next(years)
        while (index := bisect_right(year.starts, micros)) == len(year.starts):
            year = next(years)
        return _moment(year.starts[index])

    def next_close(self, at: datetime) -> datetime:
        """When the office, open at this instant, closes; the instant itself where it is closed.

        An interval that goes on after the turn of the (UTC) year is followed into it.
        """
        moment = _utc(at)
        if not self.is_open(moment):
            return moment
        micros = (moment - EPOCH) // MICROSECOND
        for number in range(moment.year, MAXYEAR):
            year = self._year(number)
            index = bisect_right(year.ends, micros)
            micros = year.ends[index]
            if micros != _new_year(number + 1) * SECOND or not self.is_open(_moment(micros)):
                break
            if number - moment.year > CLOSED_YEARS:  # it never closes
                break
        return _moment(micros)

    def blocks(self, on: date) -> Blocks:
        """The hours of a local day."""
        return self._blocks(on, self._public_holidays(on.year))

    def usual(self, on: date) -> Blocks:
        """The hours of its weekday, whatever special day or holiday it is."""
        return self._week[on.weekday()]

    def opening(self, on: date) -> datetime:
        """First open instant on a local day or, where that day is closed, after it."""
        return self.next_open(datetime.combine(on, time(), tzinfo=self.zone))

    def counted(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """The open intervals between two moments, which `elapsed` adds up; for a receipt."""
        first, last = _utc(start), _utc(end)
        low, high = (first - EPOCH) // MICROSECOND, (last - EPOCH) // MICROSECOND
        found: list[tuple[int, int]] = []
        for number in range(first.year, last.year + 1):
            year = self._year(number)
            begin = bisect_right(year.ends, low)
            for opens, closes in zip(year.starts[begin:], year.ends[begin:], strict=True):
                if opens >= high:
                    break
                _append(found, max(opens, low), min(closes, high))
        return tuple((_moment(opens), _moment(closes)) for opens, closes in found)

    def _years_from(self, first: int) -> Iterator[_Year]:
        """The years from `first` on; where no opening can come any more, an error ends them."""
        closed = 0
        for number in range(first, MAXYEAR):
            year = self._year(number)
            closed = 0 if year.total else closed + 1
            if closed > CLOSED_YEARS and number > self._last_special:
                break
            yield year
        raise CalendarNeverOpensError("the calendar has no further opening")

    def _year(self, number: int) -> _Year:
        year = self._years.get(number)
        if year is None:
            year = self._years[number] = self._compiled(number)
        return year

    def _compiled(self, number: int) -> _Year:
        public = self._public_holidays(number)
        found: list[tuple[int, int]] = []
        for low, high, offset in _stretches(number, self.zone):
            for day in range((low + offset) // DAY_SECONDS, (high + offset) // DAY_SECONDS + 1):
                midnight = day * DAY_SECONDS - offset
                for opens, closes in self._blocks(date.fromordinal(EPOCH_ORDINAL + day), public):
                    begin, end = max(midnight + opens * 60, low), min(midnight + closes * 60, high)
                    if begin < end:
                        _append(found, begin * SECOND, end * SECOND)
        upto: list[int] = []
        total = 0
        for begin, end in found:
            total += end - begin
            upto.append(total)
        starts, ends = [begin for begin, _ in found], [end for _, end in found]
        return _Year(starts=starts, ends=ends, upto=upto, total=total)

    def _blocks(self, day: date, public: frozenset[date]) -> Blocks:
        special = self.policy.special.get(day)
        if special is not None:
            return special
        if day in self.policy.holidays or day in public:
            return ()
        return self._week[day.weekday()]

    def _public_holidays(self, year: int) -> frozenset[date]:
        if self.policy.public_holidays is None:
            return frozenset()
        country, _, part = self.policy.public_holidays.partition("-")
        # A UTC year touches the local days next to it, so its neighbours are needed as well.
        years = range(max(year - 1, MINYEAR), year + 2)
        return frozenset(holidays.country_holidays(country, subdiv=part or None, years=years))


@lru_cache(maxsize=64)
def working_time(calendar: CalendarPolicy) -> WorkingTime:
    """The calendar, compiled once for each distinct policy.

    Raises:
        CalendarNeverOpensError: for a calendar without any opening hours.
    """
    return WorkingTime(calendar)


def _stretches(year: int, zone: ZoneInfo) -> Iterator[tuple[int, int, int]]:
    """The UTC year as (from, to, UTC offset) of constant offset, in seconds since 1970."""
    begin = _new_year(year)
    last = _new_year(year + 1)
    offset = _offset(begin, zone)
    for day in range(begin, last, DAY_SECONDS):
        until = day + DAY_SECONDS
        changed = _offset(until, zone)
        if changed != offset:
            low, high = day, until
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset(middle, zone) == offset else (low, middle)
            yield begin, high, offset
            begin, offset = high, changed
    yield begin, last, offset


def _new_year(year: int) -> int:
    return (date(year, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY_SECONDS


def _offset(at: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    assert offset is not None
    return offset // timedelta(seconds=1)


def _append(found: list[tuple[int, int]], begin: int, end: int) -> None:
    """Add an interval after the others, joined to the last one where they touch."""
    if found and found[-1][1] == begin:
        begin = found.pop()[0]
    found.append((begin, end))


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no UTC offset")
    return at.astimezone(UTC)


def _moment(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)

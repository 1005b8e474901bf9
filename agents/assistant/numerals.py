"""Numbers, dates and times in German and English text, as claims that can be compared.

"1.234" is 1234 in German and 1.234 in English: such a number claims either, and it is for the
comparison to find one of them true.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    """What a number counts, as far as it is written at it."""

    NONE = "none"
    PERCENT = "percent"
    TIMES = "times"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Claim:
    """A number as it was written; `values` are its possible readings, each with its precision.

    The precision is what the last written decimal is worth (0.1 for "2,9", 100,000 for "2,9
    Mio."); 0 where no decimal was written, so that the number can only be meant exactly.
    """

    written: str
    values: tuple[tuple[Decimal, Decimal], ...]
    unit: Unit


@dataclass(frozen=True, slots=True)
class Day:
    """A date as it was written; `year` None where it named none."""

    written: str
    day: int
    month: int
    year: int | None

    def agrees(self, other: "Day") -> bool:
        """Whether both may be the same day."""
        same_year = self.year is None or other.year is None or self.year == other.year
        return (self.day, self.month) == (other.day, other.month) and same_year


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "januar", "jan"),
            ("february", "februar", "feb"),
            ("march", "märz", "mar"),
            ("april", "apr"),
            ("may", "mai"),
            ("june", "juni", "jun"),
            ("july", "juli", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oktober", "oct", "okt"),
            ("november", "nov"),
            ("december", "dezember", "dec", "dez"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2})?(?:[+-]\d{2}:\d{2}|Z)?)?")
_POINTED = re.compile(r"(?<![\d.,])(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:\.|st|nd|rd|th)?\s+({_MONTH})\b\.?(?:\s+(\d{{4}}))?", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}}))?", re.IGNORECASE
)
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::\d{2})?(?![\d:])")
_MONEY = r"€|\$|£|eur\b|euros?\b|usd\b|gbp\b|chf\b|dollars?\b|franken\b"
_NUMBER = re.compile(
    r"(?<![^\W\d])(?<![\w.,]\d)(?P<before>(?:€|\$|£|\bEUR|\bUSD|\bGBP|\bCHF|[×x])\s?)?"
    r"(?<!\d)(?P<number>\d+(?:[.,'\u2019\u00a0\u202f]\d+)*)"
    r"(?P<scale>\s?(?:mio\b\.?|millionen\b|million\b|mrd\b\.?|milliarden?\b|billions?\b|tsd\b\.?"
    r"|tausend\b|thousand\b|k\b|m\b|bn\b))?"
    rf"(?P<after>\s?(?:%|prozent\b|percent\b|per cent\b|×|x\b|-?fach\w*|-?fold\b|times\b|mal\b|{_MONEY}))?",
    re.IGNORECASE,
)
_SCALES = (
    (re.compile(r"mi(?:o|llion)|^m$", re.IGNORECASE), Decimal(10) ** 6),
    (re.compile(r"m(?:rd|illiarde)|billion|^bn$", re.IGNORECASE), Decimal(10) ** 9),
    (re.compile(r"t(?:sd|ausend|housand)|^k$", re.IGNORECASE), Decimal(10) ** 3),
)
_GROUP = 3
_WORDS = {
    "half": Decimal("0.5"), "hälfte": Decimal("0.5"), "halb": Decimal("0.5"),
    "double": Decimal(2), "doubled": Decimal(2), "twice": Decimal(2), "twofold": Decimal(2),
    "doppelt": Decimal(2), "verdoppelt": Decimal(2), "zweifach": Decimal(2),
    "two": Decimal(2), "zwei": Decimal(2), "three": Decimal(3), "drei": Decimal(3),
    "triple": Decimal(3), "threefold": Decimal(3), "dreifach": Decimal(3),
    "dreifache": Decimal(3), "third": Decimal(3), "drittel": Decimal(3),
    "four": Decimal(4), "vier": Decimal(4), "fourfold": Decimal(4), "vierfach": Decimal(4),
    "quarter": Decimal(4), "viertel": Decimal(4), "five": Decimal(5), "fünf": Decimal(5),
    "fivefold": Decimal(5), "fünffach": Decimal(5), "six": Decimal(6), "sechs": Decimal(6),
    "seven": Decimal(7), "sieben": Decimal(7), "eight": Decimal(8), "acht": Decimal(8),
    "nine": Decimal(9), "neun": Decimal(9), "ten": Decimal(10), "zehn": Decimal(10),
    "elf": Decimal(11), "eleven": Decimal(11), "twelve": Decimal(12), "zwölf": Decimal(12),
    "twenty": Decimal(20), "zwanzig": Decimal(20), "fifty": Decimal(50), "fünfzig": Decimal(50),
    "hundred": Decimal(100), "hundert": Decimal(100), "thousand": Decimal(1000),
    "tausend": Decimal(1000), "million": Decimal(10) ** 6, "millionen": Decimal(10) ** 6,
}  # fmt: skip


def days(text: str) -> Iterator[Day]:
    """The dates in the text."""
    for found in _ISO.finditer(text):
        yield Day(found[0], int(found[3]), int(found[2]), int(found[1]))
    for found in _POINTED.finditer(text):
        year = int(found[4])
        yield Day(found[0], int(found[1]), int(found[3]), year if year > 99 else 2000 + year)  # noqa: PLR2004 — two digits
    for pattern, day, month in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        for found in pattern.finditer(text):
            year_text = found[3]
            year_or_none = int(year_text) if year_text else None
            yield Day(found[0], int(found[day]), MONTHS[found[month].lower()], year_or_none)


def times(text: str) -> frozenset[tuple[int, int]]:
    """The times of day in the text, as hour and minute."""
    return frozenset((int(found[1]), int(found[2])) for found in _TIME.finditer(text))


def without_dates(text: str) -> str:
    """The text with dates and times blanked out, so that their digits are not numbers."""
    for pattern in (_ISO, _POINTED, _DAY_MONTH, _MONTH_DAY, _TIME):
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    return text


def claims(text: str) -> Iterator[tuple[Claim, int, int]]:
    """The numbers of a text without dates, each with where it starts and ends."""
    for found in _NUMBER.finditer(text):
        around = f"{found['before'] or ''}{found['after'] or ''}".strip().lower()
        factor = _factor(found["scale"])
        values = tuple(
            (value * factor, factor.scaleb(-places) if places else Decimal(0))
            for value, places in _readings(found["number"])
        )
        yield Claim(found[0].strip(), values, _unit(around)), found.start(), found.end()


def words(text: str) -> Iterator[tuple[str, Decimal]]:
    """Numbers that are written as words."""
    for found in re.finditer(r"[^\W\d_]+", text):
        value = _WORDS.get(found[0].lower())
        if value is not None:
            yield found[0], value


def _factor(scale: str | None) -> Decimal:
    bare = (scale or "").strip().rstrip(".")
    return next(
        (factor for pattern, factor in _SCALES if bare and pattern.search(bare)), Decimal(1)
    )


def _unit(around: str) -> Unit:
    if "%" in around or "cent" in around or "prozent" in around:
        return Unit.PERCENT
    if not around:
        return Unit.NONE
    if re.search(_MONEY, around):
        return Unit.MONEY
    return Unit.TIMES


def _readings(number: str) -> tuple[tuple[Decimal, int], ...]:
    """What the digits may mean, each with its number of decimals."""
    bare = re.sub(r"['\u2019\u00a0\u202f]", "", number)
    marks = [character for character in bare if character in ".,"]
    if not marks:
        return ((Decimal(bare), 0),)
    last = max(bare.rfind("."), bare.rfind(","))
    whole, part = re.sub(r"[.,]", "", bare[:last]), bare[last + 1 :]
    as_fraction = (Decimal(f"{whole}.{part}"), len(part))
    as_groups = (Decimal(whole + part), 0)
    if len(set(marks)) > 1:
        return (as_fraction,)
    if len(marks) > 1:
        return (as_groups,)
    may_group = len(part) == _GROUP and len(whole) <= _GROUP and whole != "0"
    return (as_fraction, as_groups) if may_group else (as_fraction,)

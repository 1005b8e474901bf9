"""Counts and amounts of money, written the German or the English way."""

import re
from decimal import Decimal
from functools import cache

from babel.numbers import list_currencies

from agents.rules.fields.texts import tidy

SYMBOLS = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "us$": "USD",
    "fr.": "CHF",
    "sfr.": "CHF",
    "¥": "JPY",
}
_NUMBER = re.compile(r"\d+(?:[.,'  ]\d{3})*(?:[.,]\d+)?")
_THOUSAND = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+")
_CURRENCY = re.compile(r"(?i:us\$|s?fr\.|[€$£¥]|(?<![a-z])[a-z]{3}(?![a-z]))")
_AMOUNT = re.compile(r"(?P<sign>[-+−]?) ?(?P<digits>\d[\d.,' ]*?)(?:,-+)?(?P<after>-?)")
_WHOLE = re.compile(r"\d+|\d{1,3}(?P<mark>[.,' ])\d{3}(?:(?P=mark)\d{3})*")
"""So that a date is never taken for an amount."""
MOST = Decimal(10) ** 16
"""What the database keeps: 18 digits, two behind the point."""


def count(text: str) -> int | None:
    """The first whole number: "50-100" is 50, "1.000+" is 1000; None where there is none."""
    found = _NUMBER.search(tidy(text) or "")
    if found is None:
        return None
    digits = found.group()
    if not _THOUSAND.fullmatch(digits):
        digits = re.split(r"[.,' ]", digits)[0]
    number = int(re.sub(r"\D", "", digits))
    return number if number <= 2_000_000_000 else None  # noqa: PLR2004 — the database's integer


def amount(text: str, *, decimal_mark: str | None = None) -> Decimal | None:
    """An exact amount, with or without a currency; None where it is none.

    Args:
        text: "1.234,56 €", "EUR 1,234.56", "12 500", "-5", "5,-"; not "5k".
        decimal_mark: "," or "."; None finds out: of two kinds of marks the last is the decimal
            one, a single mark before exactly three digits parts thousands.
    """
    plain = _CURRENCY.sub(
        lambda found: "" if currency(found.group()) else found.group(),
        (tidy(text) or "").replace("’", "'"),
    ).strip()
    found = _AMOUNT.fullmatch(plain)
    if found is None:
        return None
    digits = found.group("digits")
    mark = decimal_mark or _decimal_mark(digits)
    whole, _, cents = digits.rpartition(mark) if mark and mark in digits else (digits, "", "")
    if not _WHOLE.fullmatch(whole) or not (cents.isdigit() or not cents):
        return None
    value = Decimal(re.sub(r"\D", "", whole) + ("." + cents if cents else ""))
    is_negative = found.group("sign") in {"-", "−"} or found.group("after") == "-"
    return None if value >= MOST else -value if is_negative else value


def currency(text: str) -> str | None:
    """ISO 4217 of a code or symbol anywhere in a text; None where there is none."""
    for found in _CURRENCY.findall(tidy(text) or ""):
        code: str = SYMBOLS.get(found.casefold(), found.upper())
        if code in _currencies():
            return code
    return None


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def _decimal_mark(digits: str) -> str | None:
    """Which of the marks in a number parts the cents; None where none does."""
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return None
    last = marks[-1]
    if marks.count(last) > 1:
        return None
    if len(set(marks)) > 1:
        return last
    whole, _, rest = digits.partition(last)
    return None if len(rest) == 3 and whole.lstrip("0") else last  # noqa: PLR2004 — thousands

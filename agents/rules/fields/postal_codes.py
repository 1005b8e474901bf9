"""Postal codes as they are compared: without marks, as the country writes them.

Germany, Austria and Switzerland are checked by their digits; a German code that has lost its zero
to a table gets it back. Of other countries a code is what looks like one.
"""

import re

DIGITS = {"DE": 5, "AT": 4, "CH": 4}
"""Digits of a code, all of it."""
MARKS = {"DE": ("DE", "D"), "AT": ("AT", "A"), "CH": ("CH",)}
"""What stands before a code on a letter."""
LOST_ZERO = re.compile(r"[1-9]\d{3}")
LIKE_ONE = re.compile(r"(?=.*\d)[0-9A-Z]{3,10}")
OF_A_TABLE = re.compile(r"(\d+)\.0")
"""A number as a table of numbers keeps it."""


def postal_code(text: str, *, country: str | None) -> str | None:
    """The code in capitals without blanks and dashes; None where it is none of the country.

    Args:
        text: as typed, for instance "D-80331" or "sw1a 1aa".
        country: ISO 3166-1 alpha-2; None: it is only made sure that it looks like one.
    """
    number = OF_A_TABLE.fullmatch(text.strip())
    bare = re.sub(r"[\s\-–.]", "", number[1] if number else text).upper()
    if country not in DIGITS:
        return bare if LIKE_ONE.fullmatch(bare) else None
    mark = next((one for one in MARKS[country] if bare.startswith(one)), "")
    digits = bare.removeprefix(mark)
    if country == "DE" and LOST_ZERO.fullmatch(digits):
        digits = f"0{digits}"
    is_one = digits.isascii() and digits.isdigit() and len(digits) == DIGITS[country]
    return digits if is_one else None

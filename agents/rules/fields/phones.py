"""Telephone numbers."""

from dataclasses import dataclass

import phonenumbers

from agents.rules.fields.texts import tidy

MOBILE = frozenset(
    {
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.PAGER,
        phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneReading:
    """What a typed number says: `e164` as it was understood, None where it is no number at all."""

    e164: str | None
    is_valid: bool


def read(text: str, *, country: str) -> PhoneReading:
    """The number as it was understood, also where no such number can exist.

    Args:
        text: as typed; "0043 1 58858", "+49 (0)30 901820" and "030/901820" are fine.
        country: ISO 3166-1 alpha-2, tells what a number without country code means.
    """
    plain = (tidy(text) or "").removeprefix("'")
    try:
        number = phonenumbers.parse(plain, country)
    except phonenumbers.NumberParseException:
        return PhoneReading(e164=None, is_valid=False)
    return PhoneReading(
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        is_valid=phonenumbers.is_valid_number(number),
    )


def phone(text: str, *, country: str) -> str | None:
    """The number in E.164, for instance +4930901820, or None where it is none."""
    found = read(text, country=country)
    return found.e164 if found.is_valid else None


def is_shared(e164: str) -> bool:
    """Whether it looks like a number that many people answer: a landline's central „-0“."""
    if not e164.endswith("0"):
        return False
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) not in MOBILE

"""Telephone numbers."""

import phonenumbers

from agents.rules.fields.texts import tidy


def phone(text: str, *, country: str) -> str | None:
    """The number in E.164, for instance +4930901820, or None where it is none.

    Args:
        text: as typed; "0043 1 58858", "+49 (0)30 901820" and "030/901820" are fine.
        country: ISO 3166-1 alpha-2, tells what a number without country code means.
    """
    plain = (tidy(text) or "").removeprefix("'")
    try:
        number = phonenumbers.parse(plain, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

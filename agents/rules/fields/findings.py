"""What a message says about a person, by simple means: address, number, name, company.

What is found is a proposal in a form that a colleague reads before anything is kept.
"""

import re

import phonenumbers

from agents.rules.fields import addresses, texts
from agents.vocabulary import LeadField

LONGEST = 8_000
_MAIL = re.compile(r"[^\s<>()\[\]|,;:\"]+@[^\s<>()\[\]|,;:\"]+\.[^\W\d_]{2,}")
_NAMED = re.compile(
    r"\b(?:Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?|Dr\.|Name:|Kontakt:|Contact:)\s+"
    r"((?:Dr\. |Prof\. )*[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]+){0,2})"
)
_COMPANY = re.compile(
    r"([^\W\d_a-zäöüß][\w.&'’-]*(?:[ &]+[^\W\d_a-zäöüß][\w.&'’-]*){0,4} "
    r"(?:GmbH(?: & Co\. KG)?|AG|SE|KG|OHG|UG|e\.K\.|Ltd|Limited|Inc|LLC|B\.V\.|S\.A\.|SAS))\b"
)
_BEFORE_ADDRESS = re.compile(
    r"([^\W\d_a-zäöüß][\w'’-]+(?: [^\W\d_a-zäöüß][\w'’-]+){1,2})\s*[<(]\s*[^\s<>()]+@"
)


def person(text: str, *, country: str = "DE") -> dict[LeadField, str]:
    """The fields that stand in a text.

    Args:
        text: plain words, for instance a mail's signature.
        country: ISO 3166-1 alpha-2, tells what a number without country code means.
    """
    words = text[:LONGEST]
    found: dict[LeadField, str] = {}
    email = next((one for raw in _MAIL.findall(words) if (one := addresses.email(raw))), None)
    if email is not None:
        found[LeadField.EMAIL] = email
    number = next(iter(phonenumbers.PhoneNumberMatcher(words, country)), None)
    if number is not None:
        found[LeadField.PHONE] = phonenumbers.format_number(
            number.number, phonenumbers.PhoneNumberFormat.E164
        )
    company = _COMPANY.search(words)
    if company is not None:
        found[LeadField.COMPANY] = company.group(1)
    return found | _name(words, email)


def _name(words: str, email: str | None) -> dict[LeadField, str]:
    """Who is named, else who wrote, else what the address says."""
    for pattern in (_NAMED, _BEFORE_ADDRESS):
        found = pattern.search(words)
        if found is not None and "@" not in found.group(1):
            return _parts(*texts.split_name(found.group(1)))
    before, _, _ = (email or "").partition("@")
    parts = before.split(".")
    if len(parts) == 2 and all(part.isalpha() and len(part) > 1 for part in parts):  # noqa: PLR2004 — first.last
        return _parts(*(part.capitalize() for part in parts))
    return {}


def _parts(first: str | None, last: str | None) -> dict[LeadField, str]:
    pairs = {LeadField.FIRST_NAME: first, LeadField.LAST_NAME: last}
    return {field: name for field, name in pairs.items() if name}

"""Reads the fields of one delivery under our names, and notes what is wrong with them."""

from collections.abc import Mapping
from datetime import datetime

from agents.decisions import FieldProblem
from agents.rules.fields import (
    addresses,
    countries,
    moments,
    numbers,
    phones,
    postal_codes,
    regions,
    technologies,
    texts,
)
from agents.vocabulary import Language

LIMITS = {
    "message": 4_000,
    "need": 4_000,
    "timeframe": 200,
    "first_name": 200,
    "last_name": 200,
    "company": 300,
    "job_title": 200,
    "industry": 100,
    "technologies": 1_000,
    "origin": 200,
    "external_id": 200,
}
"""Characters kept, at most what the columns hold."""


class Reader:
    """Reads the fields of one delivery and collects what is wrong with them."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields
        self.problems: list[FieldProblem] = []

    def note(self, name: str, code: str, **params: str | int) -> None:
        """Adds a problem."""
        self.problems.append(FieldProblem(name=name, code=code, params=params))

    def has(self, name: str) -> bool:
        """Whether something stands in the field."""
        return texts.tidy(self.fields.get(name)) is not None

    def text(self, name: str) -> str | None:
        """One line of text, cut at its limit."""
        return self._cut(name, texts.tidy(self.fields.get(name)))

    def lines(self, name: str) -> str | None:
        """Several lines of text, cut at their limit."""
        return self._cut(name, texts.tidy_lines(self.fields.get(name)))

    def email(self) -> str | None:
        """The mail address; noted where it is none."""
        if not self.has("email"):
            return None
        found = addresses.email(self.fields["email"])
        if found is None:
            self.note("email", "email_syntax")
        return found

    def names(self) -> tuple[str | None, str | None]:
        """First and last name, also out of one field."""
        first = texts.person_name(self.fields.get("first_name"))
        last = texts.person_name(self.fields.get("last_name"))
        if first is None and last is None and self.has("name"):
            first, last = texts.split_name(self.fields["name"])
        return self._cut("first_name", first), self._cut("last_name", last)

    def country(self) -> str | None:
        """ISO 3166-1 alpha-2."""
        if not self.has("country"):
            return None
        found = countries.country(self.fields["country"])
        if found is None:
            self.note("country", "unknown_value")
        return found

    def region(self) -> str | None:
        """ISO 3166-2, from what was typed or the postal code; noted where a region is none.

        A name alone tells the country too ("Bayern"), a short form needs it.
        """
        typed = self.fields.get("region")
        found = regions.region(
            typed,
            country=countries.country(self.fields.get("country") or ""),
            postal_code=self.fields.get("postal_code"),
        )
        if found is None and self.has("region"):
            self.note("region", "unknown_value")
        return found

    def postal_code(self) -> str | None:
        """As the person's country writes it; noted where it is none."""
        typed = texts.tidy(self.fields.get("postal_code"))
        if typed is None:
            return None
        country = countries.country(self.fields.get("country") or "")
        found = postal_codes.postal_code(typed, country=country)
        if found is None:
            self.note("postal_code", "unknown_value")
        return found

    def phone(self, country: str) -> str | None:
        """E.164."""
        if not self.has("phone"):
            return None
        found = phones.phone(self.fields["phone"], country=country)
        if found is None:
            self.note("phone", "phone_unreadable")
        return found

    def count(self, name: str) -> int | None:
        """A whole number; of a range the lower end."""
        if not self.has(name):
            return None
        found = numbers.count(self.fields[name])
        if found is None:
            self.note(name, "number_unreadable")
        return found

    def technologies(self) -> tuple[str, ...]:
        """What the company works with, as codes."""
        return technologies.technologies(self.text("technologies") or "")

    def moment(self, name: str, *, formats: tuple[str, ...] = ()) -> datetime | None:
        """A moment; noted where it is none."""
        text = texts.tidy(self.fields.get(name))
        if text is None:
            return None
        try:
            found = moments.moment(text, formats=formats)
        except moments.ImpossibleDateError:
            self.note(name, "date_impossible", value=text)
            return None
        if found is None:
            self.note(name, "date_unreadable")
        return found

    def yes_or_no(self, name: str) -> bool | None:
        """The answer to a question of consent."""
        if not self.has(name):
            return None
        found = texts.yes_or_no(self.fields[name])
        if found is None:
            self.note(name, "unknown_value")
        return found

    def language(self, otherwise: Language) -> Language:
        """The language the person speaks."""
        found = texts.language(self.fields.get("language") or "")
        return found or otherwise

    def origin(self) -> str | None:
        """Campaign or traffic source as the sender names it."""
        return self.first("origin", "utm_source", "utm_campaign", limit_of="origin")

    def first(self, *names: str, limit_of: str) -> str | None:
        """The first of several fields in which something stands."""
        said = (texts.tidy(self.fields.get(name)) for name in names)
        return self._cut(limit_of, next((text for text in said if text), None))

    def _cut(self, name: str, text: str | None) -> str | None:
        limit = LIMITS[name]
        if text is None or len(text) <= limit:
            return text
        self.note(name, "too_long", limit=limit)
        return text[:limit]

"""Codes and parameters -> sentences, German and English.

The English sentence is the message id; the catalogues `agents/locale/<language>/<area>.po`
(slack, assistant, web, commands) hold the others, and a test finds what is missing there. Write
`w.t("Due {when}", when=…)` with a literal, so that Babel finds it.
"""

import gettext
import io
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files

from babel import dates, numbers
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from agents.vocabulary import Language

LOCALES = {Language.DE: "de_DE", Language.EN: "en_GB"}


class Words:
    """The words of one language; made once a language by `in_language`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.locale = LOCALES[language]
        self._catalogue = _catalogue(language)

    def t(self, message: str, /, **params: object) -> str:
        """The sentence in this language, its `{places}` filled."""
        return self._catalogue.gettext(message).format(**params)

    def n(self, singular: str, plural: str, count: int, /, **params: object) -> str:
        """The sentence in the right number; `{count}` is the count."""
        chosen = self._catalogue.ngettext(singular, plural, count)
        return chosen.format(count=self.number(count), **params)

    def number(self, value: Decimal | float, /) -> str:
        """1.234,5 or 1,234.5."""
        return str(numbers.format_decimal(value, locale=self.locale))

    def percent(self, value: Decimal | float, /) -> str:
        """A rate in 0-1 as a percentage with one decimal: 11,9 % or 11.9%."""
        pattern = "#,##0.0 %" if self.language is Language.DE else "#,##0.0%"
        return str(numbers.format_percent(value, format=pattern, locale=self.locale))

    def money(self, value: Decimal, currency: str, /) -> str:
        """An amount, without cents where it has none: 1.500 € or €1,500."""
        number = "#,##0" if value == value.to_integral_value() else "#,##0.00"
        pattern = f"{number} ¤" if self.language is Language.DE else f"¤{number}"
        return str(
            numbers.format_currency(
                value, currency, pattern, locale=self.locale, currency_digits=False
            )
        )

    def day(self, value: date, /) -> str:
        """24.03.2026 or 24/03/2026."""
        return str(dates.format_date(value, format="short", locale=self.locale))

    def moment(self, value: datetime, zone: str, /) -> str:
        """Day and time in a zone, for people."""
        return _moment(value, zone, self.locale)

    def both(self, words: dict[Language, str], /) -> str:
        """The policy's own text in this language, or in the other where it has only one."""
        return words.get(self.language) or next(iter(words.values()), "")


@lru_cache(maxsize=4096)
def _moment(value: datetime, zone: str, locale: str) -> str:
    """Remembered: a card says the same few moments again and again."""
    tzinfo = dates.get_timezone(zone)
    return str(dates.format_datetime(value, format="short", tzinfo=tzinfo, locale=locale))


@cache
def in_language(language: Language) -> Words:
    """The words of a language."""
    return Words(language)


def _catalogue(language: Language) -> gettext.NullTranslations:
    """English is the message id itself; other languages are read from their .po files."""
    if language is Language.EN:
        return gettext.NullTranslations()
    together = Catalog(locale=language.value)
    for area in sorted(files("agents").joinpath("locale", language.value).iterdir(), key=str):
        for message in read_po(io.BytesIO(area.read_bytes()), locale=language.value):
            if message.id:  # the head of a file has none
                together[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, together)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)

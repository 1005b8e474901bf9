"""Which language a visitor reads."""

from agents.vocabulary import Language
from agents.words import Words, in_language

MAX_LANGUAGES = 20
"""Entries of one header that are looked at."""


def reader(accept_language: str | None, default: Language) -> Words:
    """The words of the first language a reader accepts and we speak (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, int, str]] = []
    for place, item in enumerate((accept_language or "").split(",")[:MAX_LANGUAGES]):
        name, _, weight = item.strip().partition(";q=")
        wanted.append((-_weight(weight), place, name.strip()[:2].lower()))
    spoken = {language.value: language for language in Language}
    ranked = (spoken[code] for weight, _, code in sorted(wanted) if weight < 0 and code in spoken)
    return in_language(next(ranked, default))


def _weight(text: str) -> float:
    """A quality from 0 to 1; 1 where none is given, 0 where it cannot be read."""
    try:
        return min(max(float(text), 0.0), 1.0) if text else 1.0
    except ValueError:
        return 0.0

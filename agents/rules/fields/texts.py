"""Free text, names and yes-or-no, as people type them."""

import unicodedata
from functools import cache

from agents.vocabulary import Language

NOTHING = frozenset({"-", "--", "–", "—", "n/a", "n.a.", "k.a.", "k. a.", "null", "keine angabe"})
"""What people write into a field to say nothing."""
YES = frozenset({"ja", "j", "yes", "y", "on", "true", "wahr", "1", "x", "oui", "ok", "opt-in"})
NO = frozenset({"nein", "n", "no", "off", "false", "falsch", "0", "non", "opt-out"})
PARTICLES = frozenset(
    (
        *("von", "van", "de", "der", "den", "dem", "del", "della", "di", "da", "do", "dos", "la"),
        *("le", "ten", "ter", "vom", "zu", "zum", "zur", "und", "af", "al", "bin", "el"),
    )
)
SALUTATIONS = frozenset({"herr", "frau", "hr.", "fr.", "mr", "mr.", "mrs", "mrs.", "ms", "ms."})
LANGUAGES = {
    "de": Language.DE,
    "deutsch": Language.DE,
    "german": Language.DE,
    "ger": Language.DE,
    "deu": Language.DE,
    "en": Language.EN,
    "englisch": Language.EN,
    "english": Language.EN,
    "eng": Language.EN,
}
TYPOGRAPHIC = str.maketrans({"’": "'", "`": "'", "´": "'", "\u00a0": " ", "\u2011": "-"})


def tidy(text: str | None) -> str | None:
    """One line: composed characters, single blanks, nothing invisible; None where empty."""
    if text is None:
        return None
    if text.isascii() and text.isalnum():  # most values of a large import
        return text
    if text.isascii() and text.isprintable():
        seen = text
    else:
        composed = unicodedata.normalize("NFC", text)
        seen = "".join(" " if mark.isspace() else mark for mark in composed if _is_seen(mark))
    return None if seen.strip().casefold() in NOTHING else " ".join(seen.split()) or None


def tidy_lines(text: str | None) -> str | None:
    """Several lines, each tidied; at most one empty line between two."""
    if text is None:
        return None
    lines: list[str] = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = tidy(raw) or ""
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip() or None


def yes_or_no(text: str) -> bool | None:
    """The answer, or None where it is neither yes nor no."""
    word = text.strip().casefold().rstrip(".!")
    first = word.split(",")[0].strip()
    if word in YES or first in YES:
        return True
    return False if word in NO or first in NO else None


def language(text: str) -> Language | None:
    """A language by code, locale or name; None where the product does not speak it."""
    word = text.strip().casefold()
    return LANGUAGES.get(word) or LANGUAGES.get(word.replace("_", "-").split("-")[0])


def person_name(text: str | None) -> str | None:
    """A name without salutation; one that is all upper or all lower gets its capitals."""
    found = tidy(text)
    if found is None:
        return None
    words = found.split(" ")
    while len(words) > 1 and words[0].casefold() in SALUTATIONS:
        words = words[1:]
    name = " ".join(words)
    shouted = name.isupper() and len(name) > 2  # noqa: PLR2004 — "JP" are initials
    return " ".join(_capital(word) for word in words) if shouted or name.islower() else name


def split_name(text: str) -> tuple[str | None, str | None]:
    """First and last name of a full one: "Anna von der Heide", "Müller, Anna"."""
    last, comma, first = text.partition(",")
    if comma and tidy(first):
        return person_name(first), person_name(last)
    name = person_name(text)
    words = name.split(" ") if name else []
    if len(words) < 2:  # noqa: PLR2004 — one word is a family name
        return None, name
    start = next(
        (place for place in range(1, len(words)) if words[place].casefold() in PARTICLES),
        len(words) - 1,
    )
    return " ".join(words[:start]), " ".join(words[start:])


@cache
def folded(text: str) -> str:
    """A word as it is compared: letters and digits only, without case and accents."""
    plain = text.casefold().replace("ß", "ss").replace("&", "and")
    apart = unicodedata.normalize("NFKD", plain)
    return "".join(mark for mark in apart if mark.isalnum())


def _is_seen(mark: str) -> bool:
    return mark.isspace() or unicodedata.category(mark) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _capital(word: str) -> str:
    """The word with its capitals: "O'Neill", "Müller-Lüdenscheidt"; "von" stays as it is."""
    if word.casefold() in PARTICLES:
        return word.casefold()
    marks: list[str] = []
    for mark in word.translate(TYPOGRAPHIC):
        starts = not marks or marks[-1] in "-'."
        marks.append(mark.upper() if starts else mark.lower())
    return "".join(marks)

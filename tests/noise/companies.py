"""Companies and what people make of their names."""

import unicodedata
from dataclasses import dataclass
from random import Random

from tests.noise.words import CODES, COMPANY_FIRST, COMPANY_SECOND, LAND, LEGAL, TOWNS

TRANSCRIBED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """One true company."""

    core: str
    """The name without its legal form."""
    forms: tuple[str, ...]
    domain: str
    country: str
    switchboard: str

    @property
    def name(self) -> str:
        return f"{self.core} {self.forms[0]}"


def ascii_of(text: str) -> str:
    """As an address spells it: transcribed, without accents."""
    plain = unicodedata.normalize("NFKD", text.translate(TRANSCRIBED).replace("ı", "i"))
    plain = plain.replace("ł", "l").replace("Ł", "L")
    return "".join(mark for mark in plain if mark.isascii())


def company(random: Random, taken: set[str]) -> Company:
    """A company; now and then one with an IDN domain, a family name or a town in its name.

    No two have one domain, whatever they are called; `taken` remembers them.
    """
    while True:
        one = _company(random)
        if one.domain not in taken:
            taken.add(one.domain)
            return one


def _company(random: Random) -> Company:
    country = random.choices(("DE", "AT", "CH"), (70, 15, 15))[0]
    core = random.choice(COMPANY_FIRST) + random.choice(COMPANY_SECOND)
    if random.random() < 0.25:
        core = f"{core} {random.choice(TOWNS)}"
    elif random.random() < 0.2:
        core = f"{core} & {random.choice(COMPANY_FIRST)}{random.choice(COMPANY_SECOND)}"
    plain = core.lower().replace(" & ", "-").replace(" ", "-")
    has_idn = not plain.isascii() and random.random() < 0.3
    place = random.choice(LAND[country])
    return Company(
        core=core,
        forms=random.choice(LEGAL[country]),
        domain=f"{plain if has_idn else ascii_of(plain)}.{country.lower()}",
        country=country,
        switchboard=f"+{CODES[country]}{place}{random.randint(200000, 899999)}0",
    )


def written(one: Company, random: Random) -> str | None:
    """The company's name as the next form gets it; None where it is left out."""
    kinds: dict[str, tuple[int, str | None]] = {
        "same": (40, one.name),
        "form": (20, f"{one.core} {random.choice(one.forms)}"),
        "no form": (12, one.core),
        "case": (8, random.choice((one.name.upper(), one.name.lower(), f"  {one.name}"))),
        "transcribed": (6, one.name.translate(TRANSCRIBED)),
        "and": (3, one.name.replace(" & ", " und ")),
        "typo": (4, f"{typo(one.core, random)} {one.forms[0]}"),
        "none": (7, None),
    }
    weights, ways = zip(*kinds.values(), strict=True)
    return random.choices(ways, weights)[0]


def typo(word: str, random: Random) -> str:
    """One slip of the finger, never in the first letter."""
    if len(word) < 4:
        return word
    place = random.randrange(1, len(word) - 1)
    match random.choice(("drop", "double", "swap", "other")):
        case "drop":
            return word[:place] + word[place + 1 :]
        case "double":
            return word[:place] + word[place] + word[place:]
        case "swap":
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case _:
            return word[:place] + random.choice("aeinrst") + word[place + 1 :]

"""Countries, by code or by name in the languages our leads write."""

from functools import cache

from babel import Locale
from babel.core import get_global

from agents.rules.fields.texts import folded

LANGUAGES = ("de", "en", "fr", "it", "es", "nl")
"""In case of doubt the first one that knows a name counts."""
NOT_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
"""Codes of CLDR with two letters that are no country: unions, test and unknown regions."""
FLAG_A = 0x1F1E6
"""The flag letter A; two flag letters are a flag."""
OTHER_NAMES = {
    "DE": "d;brd;bundesrepublik deutschland;federal republic of germany;deutschl.;germany (de)",
    "AT": "a;oe;republik österreich;oesterreich",
    "CH": "schweizerische eidgenossenschaft;confoederatio helvetica;suisse;svizzera;swiss",
    "LI": "fürstentum liechtenstein;fl",
    "GB": "england;scotland;schottland;wales;northern ireland;nordirland;great britain;britain;"
    "grossbritannien;gb-eng;united kingdom of great britain and northern ireland;angleterre",
    "US": "united states of america;usa;america;amerika;vereinigte staaten von amerika;us of a;"
    "etats-unis d'amerique",
    "NL": "holland;the netherlands;netherland;königreich der niederlande",
    "CZ": "czech republic;tschechische republik;tschechei;republique tcheque",
    "SK": "slovak republic;slowakische republik",
    "TR": "turkey;turkiye",
    "HK": "hong kong;hongkong",
    "MO": "macau;macao",
    "KR": "korea;republic of korea;republik korea;südkorea;korea south;south korea",
    "KP": "north korea;nordkorea",
    "RU": "russian federation;russische föderation",
    "CN": "people's republic of china;pr china;prc;volksrepublik china;mainland china",
    "TW": "taiwan r.o.c.;republic of china",
    "VN": "viet nam",
    "IE": "republic of ireland;eire;republik irland",
    "AE": "uae;vae;emirates",
    "CI": "ivory coast;elfenbeinküste;cote d'ivoire",
    "MK": "macedonia;mazedonien;fyrom",
    "MD": "republic of moldova;republik moldau",
    "SZ": "swaziland;swasiland",
    "CV": "cape verde;kapverden",
    "MM": "burma;birma",
    "BY": "belorussia;weissrussland",
    "PS": "palestine;palästina",
    "SY": "syrian arab republic",
    "IR": "islamic republic of iran",
    "LA": "lao people's democratic republic",
    "VA": "vatican;vatikan;holy see",
    "BA": "bosnia;bosnien",
    "CD": "dr congo;drc",
    "TZ": "united republic of tanzania",
    "VE": "bolivarian republic of venezuela",
    "BO": "plurinational state of bolivia",
    "BN": "brunei darussalam",
    "TL": "east timor;osttimor",
    "SE": "kingdom of sweden",
    "DK": "kingdom of denmark",
    "SA": "ksa;kingdom of saudi arabia",
    "NZ": "aotearoa",
}


def country(text: str) -> str | None:
    """ISO 3166-1 alpha-2 of a country as typed, or None where it is none that we know."""
    letters = text.strip()
    flag = "".join(chr(ord(mark) - FLAG_A + ord("A")) for mark in letters if ord(mark) >= FLAG_A)
    found = _known(flag or letters)
    if found is None and letters.endswith(")"):
        before, _, within = letters[:-1].rpartition("(")
        found = _known(before) or _known(within)
    return found


def _known(text: str) -> str | None:
    word = folded(text)
    names = _names()
    return names.get(word) or names.get(word.removeprefix("the"))


@cache
def _names() -> dict[str, str]:
    """Folded name or code -> alpha-2; codes first, then names, then our own additions."""
    locales = [_territories(name) for name in LANGUAGES]
    known = {code.casefold(): code for code in locales[0]}
    for alias, targets in sorted(get_global("territory_aliases").items()):
        if len(targets) == 1 and targets[0] in locales[0] and alias.isalpha():
            known.setdefault(folded(alias), targets[0])
    for territories in locales:
        for code, name in territories.items():
            known.setdefault(folded(name), code)
    for code, names in OTHER_NAMES.items():
        known |= {folded(name): code for name in names.split(";")}
    return known


def _territories(language: str) -> dict[str, str]:
    """Alpha-2 -> name in a language."""
    names = {str(code): str(name) for code, name in Locale.parse(language).territories.items()}
    return {
        code: names[code]
        for code in sorted(names)
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES  # noqa: PLR2004
    }

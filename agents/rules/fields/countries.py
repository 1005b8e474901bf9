"""Countries, by code or by name in the languages our leads write."""

import re
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global
from rapidfuzz.distance import OSA

from agents.rules.fields import regions
from agents.rules.fields.texts import folded

LANGUAGES = (
    "de",
    "en",
    "fr",
    "it",
    "es",
    "nl",
    "pt",
    "pl",
    "cs",
    "da",
    "sv",
    "tr",
    "hu",
    "ru",
    "hr",
    "el",
    "fi",
    "ro",
    "sk",
)
"""In case of doubt the first one that knows a name counts."""
NOT_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
"""Codes of CLDR with two letters that are no country: unions, test and unknown regions."""
FLAG_A = 0x1F1E6
"""The flag letter A; two flag letters are a flag."""
OTHER_NAMES = {
    "DE": "d;brd;bundesrepublik deutschland;federal republic of germany;deutschl.;germany (de);west germany;westdeutschland;ddr",
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
    "AE": "uae;vae;emirates;dubai;abu dhabi",
    "CI": "ivory coast;elfenbeinküste;cote d'ivoire",
    "MK": "macedonia;mazedonien;fyrom",
    "MD": "republic of moldova;republik moldau;moldawien",
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
    "CD": "dr congo;drc;dr kongo;democratic republic of the congo;demokratische republik kongo",
    "TZ": "united republic of tanzania",
    "VE": "bolivarian republic of venezuela",
    "BO": "plurinational state of bolivia",
    "BN": "brunei darussalam",
    "TL": "east timor;osttimor",
    "SE": "kingdom of sweden",
    "DK": "kingdom of denmark",
    "SA": "ksa;kingdom of saudi arabia",
    "NZ": "aotearoa",
    "CG": "congo;kongo",
    "IT": "südtirol;south tyrol;alto adige",
    "CA": "cdn",
}
NO_COUNTRY = frozenset(
    folded(word)
    for word in (
        *("Europa", "Europe", "EU", "Europäische Union", "European Union", "DACH", "D-A-CH"),
        *("EMEA", "APAC", "LATAM", "MENA", "Asia", "Asien", "Africa", "Afrika", "Ozeanien"),
        *("Nordamerika", "North America", "Südamerika", "South America", "Lateinamerika"),
        *("Mittelamerika", "Middle East", "Naher Osten", "Skandinavien", "Scandinavia", "Benelux"),
        *("Balkan", "Osteuropa", "Westeuropa", "Eastern Europe", "Western Europe", "Antarctic"),
        *(
            "Ausland",
            "Inland",
            "weltweit",
            "worldwide",
            "global",
            "international",
            "world",
            "Welt",
        ),
        *("Select", "Select country", "Please select", "Choose", "Bitte wählen", "auswählen"),
        *("Land", "Country", "none", "keine", "kein", "keins", "nichts", "leer", "test", "xx"),
        *("k. A.", "keine Angabe", "unbekannt", "unknown", "other", "others"),
        *("andere", "anderes", "sonstige", "sonstiges", "diverse", "egal", "null", "undefined"),
    )
)
"""What people, and forms left untouched, write where a country should stand."""
ABSENT = frozenset({"n/a", "n.a.", "n. a.", "na", "n.v.", "n/v"})
"""Whoever means Namibia by its code writes it in capitals."""
ONE_SLIP_FROM, TWO_SLIPS_FROM = 5, 9
"""Letters from which on a name may have one, and two, slips of the finger."""
STYLES = re.compile(
    r"\b(?:federal|islamic|people'?s|democratic|bolivarian|plurinational|united|arab|hashemite)?\s*"
    r"(?:republic|kingdom|state|commonwealth|principality|grand duchy|republik|königreich"
    r"|fürstentum|großherzogtum|république|royaume|repubblica)(?:\s+(?:of|de|du|di|des))?\b",
    re.IGNORECASE,
)
CODED = re.compile(
    r"(?:(?P<before>[A-Za-z]{1,2})\s?[-–]\s?\d{4,5}\b.*|[a-z]{2}[-_](?P<after>[A-Z]{2})"
    r"|(?P<iso>[A-Z]{2})-[A-Z0-9]{1,3})$"
)
"""A country before its postal code, behind a language, or before its region."""
PARTS = re.compile(r"\s*[,;/|()\[\]]\s*|\s+[-–—>]+\s+")


@lru_cache(maxsize=4096)
def country(text: str) -> str | None:
    """ISO 3166-1 alpha-2 of a country as typed, or None where it is none that we know.

    Codes, names in the languages our leads write, a Land or canton of ours ("Bayern"), a flag, one
    or two slips of the finger where only one country is that near, and a country among other words
    ("Berlin, Germany"). Two countries in one field are none.
    """
    letters = " ".join(text.split())
    if letters != "NA" and letters.casefold() in ABSENT:
        return None
    flag = "".join(chr(ord(mark) - FLAG_A + ord("A")) for mark in letters if ord(mark) >= FLAG_A)
    return _exactly(flag or letters) or _among_words(letters) or _mistyped(letters)


def is_name(text: str) -> bool:
    """Whether the word is a country's name or code, spelled as it should be."""
    return folded(text) in _names()


def _exactly(text: str) -> str | None:
    word = folded(text)
    if word in NO_COUNTRY:
        return None
    names = _names()
    return names.get(word) or names.get(word.removeprefix("the")) or regions.country_of(text)


def _among_words(text: str) -> str | None:
    """The only country in it: "Germany (DE)", "D-80331 München", "Korea, Republic of"."""
    if code := CODED.match(text):
        return _exactly(code["after"] or code["before"] or code["iso"])
    parts = [part for part in PARTS.split(text) if part]
    found = {land for part in parts if (land := _exactly(part) or _styled(part))}
    if "," in text and (whole := _exactly(" ".join(reversed(parts)))):
        return whole
    if found == {"GE", "US"}:  # the State of Georgia
        return "US"
    return found.pop() if len(found) == 1 else None if found else _styled(text)


def _styled(text: str) -> str | None:
    """A country by its name without its style: "Republik Österreich", "Kingdom of Norway"."""
    bare = STYLES.sub(" ", text)
    return None if bare == text or not folded(bare) else _exactly(bare)


def _mistyped(text: str) -> str | None:
    word = folded(text).removeprefix("the")
    if len(word) < ONE_SLIP_FROM or word in NO_COUNTRY:
        return None
    slips = 1 if len(word) < TWO_SLIPS_FROM else 2
    near: dict[int, set[str]] = {}
    for name, code in _long_names():
        if abs(len(name) - len(word)) <= slips and name[0] == word[0]:
            distance = OSA.distance(name, word, score_cutoff=slips)
            if distance <= slips:
                near.setdefault(distance, set()).add(code)
    if not near:
        return None
    nearest = near[min(near)]
    return next(iter(nearest)) if len(nearest) == 1 else None


@cache
def _long_names() -> tuple[tuple[str, str], ...]:
    """Names that may be mistyped: German, English and our own, none of the short codes."""
    ours = {folded(name) for names in OTHER_NAMES.values() for name in names.split(";")}
    known = ours | {folded(name) for lang in ("de", "en") for name in _territories(lang).values()}
    names = _names()
    return tuple((name, names[name]) for name in sorted(known) if len(name) >= ONE_SLIP_FROM)


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

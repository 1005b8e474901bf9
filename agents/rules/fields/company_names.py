"""Names of companies as they are compared."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from agents.rules.fields import legal_forms, regions
from agents.rules.fields.countries import is_name

SHORT_WORDS = {
    "gebr": "gebrueder",
    "bros": "brothers",
    "dt": "deutsche",
    "dtsch": "deutsche",
    "intl": "international",
    "int": "international",
    "univ": "universitaet",
    "tu": "technische universitaet",
    "th": "technische hochschule",
    "fh": "fachhochschule",
    "st": "sankt",
    "ing": "ingenieur",
    "masch": "maschinen",
    "tech": "technik",
    "techn": "technik",
    "mfg": "manufacturing",
    "svc": "service",
    "vers": "versicherung",
    "kh": "krankenhaus",
    "stw": "stadtwerke",
}
"""Words written shorter."""
ANDS = frozenset({"and", "und", "et", "u", "y"})
TOWNS = frozenset(
    (
        *("berlin", "muenchen", "hamburg", "koeln", "frankfurt", "stuttgart", "duesseldorf"),
        *("leipzig", "dresden", "hannover", "nuernberg", "bremen", "essen", "dortmund", "bonn"),
        *("mannheim", "karlsruhe", "augsburg", "wiesbaden", "muenster", "bielefeld", "bochum"),
        *("wuppertal", "kiel", "aachen", "chemnitz", "magdeburg", "freiburg", "mainz", "rostock"),
        *("kassel", "erfurt", "potsdam", "regensburg", "ulm", "wuerzburg", "ingolstadt", "jena"),
        *("heidelberg", "darmstadt", "heilbronn", "koblenz", "trier", "saarbruecken", "passau"),
        *("wien", "graz", "linz", "salzburg", "innsbruck", "klagenfurt", "villach", "wels"),
        *("zuerich", "basel", "bern", "genf", "lausanne", "winterthur", "luzern", "zug", "lugano"),
        *("sanktgallen", "biel", "thun", "chur", "paris", "london", "mailand", "prag", "warschau"),
        *("nord", "sued", "west", "ost", "mitte", "nordwest", "suedwest", "nordost", "suedost"),
    )
)
TOWNS_ABROAD = {
    "munich": "muenchen",
    "cologne": "koeln",
    "vienna": "wien",
    "zurich": "zuerich",
    "geneva": "genf",
    "geneve": "genf",
    "nuremberg": "nuernberg",
    "hanover": "hannover",
    "lucerne": "luzern",
    "berne": "bern",
    "basle": "basel",
    "milan": "mailand",
    "prague": "prag",
    "warsaw": "warschau",
    "frankfurt am main": "frankfurt",
    "muenchen": "muenchen",
}
GROUP_WORDS = frozenset(
    (
        *("holding", "gruppe", "group", "international", "global", "europe", "europa", "emea"),
        *("beteiligung", "beteiligungs", "beteiligungen", "verwaltung", "verwaltungs", "vertrieb"),
        *(
            "vertriebs",
            "service",
            "services",
            "produktion",
            "produktions",
            "immobilien",
            "logistik",
        ),
        *("niederlassung", "zweigniederlassung", "werk", "filiale", "standort", "branch", "site"),
        *("niederlassungen", "dach", "konzern", "invest", "capital", "ventures", "stiftung"),
    )
)
"""Words that tell a part of a group from another."""
GENERIC = GROUP_WORDS | frozenset(
    (
        *("consulting", "solutions", "systems", "systeme", "software", "it", "digital", "media"),
        *("beratung", "unternehmensberatung", "agentur", "marketing", "design", "bau", "handel"),
        *(
            "handels",
            "technik",
            "technologie",
            "technologies",
            "technology",
            "engineering",
            "data",
        ),
        *("management", "immobilien", "finanz", "finance", "trading", "the", "firma", "company"),
        *(
            "gmbh",
            "selbststaendig",
            "freelancer",
            "privat",
            "private",
            "keine",
            "test",
            "freiberufler",
        ),
        *("student", "self", "employed", "selfemployed", "none", "na", "ingenieurbuero", "praxis"),
    )
)
"""Words that many companies' names consist of."""
NOISE = frozenset({"the", "firma", "fa", "die", "der", "das"})
KNOWN_AS = (
    "bmw;bayerische motoren werke",
    "vw;volkswagen",
    "db;deutsche bahn",
    "basf;badische anilin & soda fabrik",
    "kfw;kreditanstalt fuer wiederaufbau",
    "sap;systeme anwendungen & produkte in der datenverarbeitung",
    "oebb;oesterreichische bundesbahnen",
    "sbb;schweizerische bundesbahnen;sbb cff ffs;cff;ffs",
    "zf;zahnradfabrik friedrichshafen;zf friedrichshafen",
    "dhl;deutsche post dhl",
    "hp;hewlett packard",
    "ibm;international business machines",
    "ge;general electric",
    "pwc;pricewaterhousecoopers",
    "ey;ernst & young",
    "bcg;boston consulting group",
    "eth zuerich;eidgenoessische technische hochschule zuerich;ethz",
    "epfl;ecole polytechnique federale de lausanne",
    "tum;technische universitaet muenchen;tu muenchen",
    "rwth;rwth aachen;rheinisch westfaelische technische hochschule aachen",
    "kit;karlsruher institut fuer technologie",
    "dlr;deutsches zentrum fuer luft & raumfahrt",
    "adac;allgemeiner deutscher automobil club",
    "tuev sued;technischer ueberwachungsverein sued",
    "aok;allgemeine ortskrankenkasse",
    "orf;oesterreichischer rundfunk",
    "omv;oesterreichische mineraloelverwaltung",
    "ubs;union bank of switzerland",
    "zkb;zuercher kantonalbank",
    "rewe;rewe group",
    "dm;dm drogerie markt",
    "telekom;deutsche telekom;dtag",
    "edeka;edeka zentrale",
)
"""One company under its short and its long name."""
FORMERLY = re.compile(
    r"\(?\b(?:ehemals|vormals|früher|formerly|fka|vorm\.?|ex)\b\.?:?\s*(.+?)\)?$", re.IGNORECASE
)
DOMAIN_LIKE = re.compile(
    r"^(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)*)\.[a-z]{2,10}/?$", re.IGNORECASE
)
_TRANSCRIBED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "ı": "i", "ł": "l"}
    | dict.fromkeys("®™©*\"'’`´„“”«».", "")
    | {"+": " & ", "&": " & ", "＆": " & "}
)


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company's name: its own words, its legal form, and where it says that it sits."""

    words: tuple[str, ...]
    form: str | None
    places: frozenset[str]
    """Towns, regions and countries among or behind the words."""
    plain: str = ""
    """The key as it is typed without umlauts: "muller" where the key is "mueller"."""
    formerly: str | None = None
    """The key of the name it had before, where it says so."""

    @property
    def key(self) -> str:
        """The whole name without blanks and form: equal keys are equal names."""
        return "".join(self.words)

    @property
    def own(self) -> tuple[str, ...]:
        """The words that are no place and no "and"."""
        return tuple(item for item in self.words if item not in self.places and item != "&")

    @property
    def is_generic(self) -> bool:
        """Whether the words fit any company."""
        return not self.own or all(item in GENERIC for item in self.own)


@lru_cache(maxsize=65_536)
def company_name(text: str) -> CompanyName:
    """Reads a company's name."""
    formerly = None
    if (before := FORMERLY.search(text)) and before.start() > 0:
        formerly = company_name(before[1]).key
        text = text[: before.start()]
    if site := DOMAIN_LIKE.match(text.strip()):
        text = site[1].rpartition(".")[2]
    split = legal_forms.split(_folded(text))
    words = _spelled(split.before + split.after) or split.before
    return CompanyName(
        words, split.form, frozenset(filter(is_place, words)), _plain(text), formerly
    )


def name_key(name: str | None) -> str | None:
    """What companies are looked up by; None for a name that says nothing."""
    if name is None:
        return None
    read = company_name(name)
    return _known_as().get(read.key, read.key)[:100] or None


def _plain(text: str) -> str:
    """The key of the name as somebody without umlauts on the keyboard types it."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    typed = "".join(mark for mark in bare if not unicodedata.combining(mark))
    split = legal_forms.split(_folded(typed))
    return "".join(_spelled(split.before + split.after))


def _folded(text: str) -> tuple[str, ...]:
    composed = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFKD", composed.translate(_TRANSCRIBED))
    kept = "".join(
        mark if mark.isalnum() or mark == "&" else " "
        for mark in plain
        if not unicodedata.combining(mark)
    )
    words = ("&" if item in ANDS and place else item for place, item in enumerate(kept.split()))
    return tuple(words)


def _spelled(words: tuple[str, ...]) -> tuple[str, ...]:
    spelled = (TOWNS_ABROAD.get(item, SHORT_WORDS.get(item, item)) for item in words)
    return tuple(
        item
        for item in " ".join(spelled).split()
        if item not in NOISE and item != "haftungsbeschraenkt"
    )


@lru_cache(maxsize=16_384)
def is_place(text: str) -> bool:
    """Whether a folded word is a town, a region or a country."""
    if text in TOWNS:
        return True
    long_enough = 4
    return len(text) >= long_enough and (
        regions.country_of(text) is not None or (is_name(text) and text not in GENERIC)
    )


@cache
def _known_as() -> dict[str, str]:
    """Key -> the key of the short name."""
    return {
        name.replace(" ", ""): names.split(";")[0].replace(" ", "")
        for names in KNOWN_AS
        for name in names.split(";")
    }

"""Länder of Germany and Austria and cantons of Switzerland, as ISO 3166-2 names them.

A region is found by its name, its usual short form, its code, or a postal code. Postal codes are
read only where the whole range lies in one region: a Leitregion often crosses a border, and a
guess would send a lead to the wrong team.
"""

from functools import cache
from itertools import chain

from agents.rules.fields.postal_codes import DIGITS
from agents.rules.fields.postal_codes import postal_code as read
from agents.rules.fields.texts import folded

NAMES = {
    "DE-BW": "Baden-Württemberg;BaWü;Baden-Wuerttemberg;BW;B-W",
    "DE-BY": "Bayern;Bavaria;Freistaat Bayern;Bavière;Baviera;BY",
    "DE-BE": "Berlin;Land Berlin;BE",
    "DE-BB": "Brandenburg;BB;BRB",
    "DE-HB": "Bremen;Freie Hansestadt Bremen;HB",
    "DE-HH": "Hamburg;Freie und Hansestadt Hamburg;HH",
    "DE-HE": "Hessen;Hesse;HE",
    "DE-MV": "Mecklenburg-Vorpommern;MeckPomm;Meck-Pomm;Mecklenburg-Western Pomerania;MV;M-V",
    "DE-NI": "Niedersachsen;Lower Saxony;NI;NDS",
    "DE-NW": "Nordrhein-Westfalen;NRW;North Rhine-Westphalia;NW;Nordrhein Westfalen",
    "DE-RP": "Rheinland-Pfalz;Rhineland-Palatinate;RP;RLP",
    "DE-SL": "Saarland;SL;SAL",
    "DE-SN": "Sachsen;Saxony;Freistaat Sachsen;SN",
    "DE-ST": "Sachsen-Anhalt;Saxony-Anhalt;ST;LSA",
    "DE-SH": "Schleswig-Holstein;SH;S-H",
    "DE-TH": "Thüringen;Thuringia;Freistaat Thüringen;TH",
    "AT-1": "Burgenland;Bgld;B",
    "AT-2": "Kärnten;Carinthia;Ktn;K",
    "AT-3": "Niederösterreich;Lower Austria;NÖ;NOE",
    "AT-4": "Oberösterreich;Upper Austria;OÖ;OOE",
    "AT-5": "Salzburg;Land Salzburg;Sbg",
    "AT-6": "Steiermark;Styria;Stmk",
    "AT-7": "Tirol;Tyrol;Tir",
    "AT-8": "Vorarlberg;Vbg",
    "AT-9": "Wien;Vienna;Vienne;W",
    "CH-AG": "Aargau;Argovie;AG",
    "CH-AI": "Appenzell Innerrhoden;AI",
    "CH-AR": "Appenzell Ausserrhoden;AR",
    "CH-BE": "Bern;Berne;BE",
    "CH-BL": "Basel-Landschaft;Baselland;Basel-Land;BL",
    "CH-BS": "Basel-Stadt;Basel Stadt;BS",
    "CH-FR": "Freiburg (CH);Fribourg;FR",
    "CH-GE": "Genf;Genève;Geneva;GE",
    "CH-GL": "Glarus;Glaris;GL",
    "CH-GR": "Graubünden;Grisons;Grigioni;GR",
    "CH-JU": "Jura;JU",
    "CH-LU": "Luzern;Lucerne;LU",
    "CH-NE": "Neuenburg;Neuchâtel;NE",
    "CH-NW": "Nidwalden;Nidwald;NW",
    "CH-OW": "Obwalden;Obwald;OW",
    "CH-SG": "St. Gallen;Sankt Gallen;Saint-Gall;SG",
    "CH-SH": "Schaffhausen;Schaffhouse;SH",
    "CH-SO": "Solothurn;Soleure;SO",
    "CH-SZ": "Schwyz;SZ",
    "CH-TG": "Thurgau;Thurgovie;TG",
    "CH-TI": "Tessin;Ticino;TI",
    "CH-UR": "Uri;UR",
    "CH-VD": "Waadt;Vaud;VD",
    "CH-VS": "Wallis;Valais;VS",
    "CH-ZG": "Zug;Zoug;ZG",
    "CH-ZH": "Zürich;Zurich;ZH",
}
"""ISO 3166-2 -> names and short forms; up to three letters only count within their country."""
SHORT = 3
POSTAL = {
    "DE": (
        ("DE-SN", "02000-02999 09000-09999"),
        ("DE-BE", "10000-12527 12530-14199"),
        ("DE-BB", "15000-15999"),
        ("DE-MV", "18000-18999"),
        ("DE-HH", "20000-20999"),
        ("DE-SH", "24000-25999"),
        ("DE-NI", "26000-26999 30000-30999"),
        ("DE-HB", "28000-28779"),
        ("DE-ST", "39000-39130"),
        ("DE-NW", "40000-42999 44000-47999 50000-50999 52000-52999 58000-58999"),
        ("DE-RP", "54000-54999 55100-55131 56000-56999 67000-67999"),
        ("DE-HE", "60000-60999 65183-65207 34117-34134 64283-64297"),
        ("DE-SL", "66100-66133"),
        ("DE-BW", "70000-73999 75000-75999 76100-76229 77000-79999"),
        ("DE-BY", "80000-86999 90000-95999"),
        ("DE-TH", "99000-99999"),
    ),
    "AT": (
        ("AT-9", "1010-1239"),
        ("AT-3", "3100-3199 2340-2399 2700-2799"),
        ("AT-4", "4010-4099 4600-4699"),
        ("AT-5", "5010-5099"),
        ("AT-6", "8010-8063 8700-8799"),
        ("AT-7", "6010-6599 9900-9992"),
        ("AT-8", "6700-6999"),
        ("AT-1", "7000-7099"),
        ("AT-2", "9010-9073 9500-9599"),
    ),
    "CH": (
        ("CH-VD", "1000-1080"),
        ("CH-GE", "1200-1258"),
        ("CH-VS", "1950-1996"),
        ("CH-NE", "2000-2075"),
        ("CH-BE", "3000-3030"),
        ("CH-BS", "4000-4059"),
        ("CH-AG", "5000-5004 5400-5408"),
        ("CH-LU", "6000-6016"),
        ("CH-ZG", "6300-6304"),
        ("CH-TI", "6600-6999"),
        ("CH-GR", "7000-7099"),
        ("CH-ZH", "8000-8099 8400-8411"),
        ("CH-SG", "9000-9016"),
    ),
}
"""Country -> region, and the ranges of postal codes that lie wholly within it."""


def region(
    text: str | None, *, country: str | None = None, postal_code: str | None = None
) -> str | None:
    """The ISO 3166-2 code, or None where it is not certain.

    Args:
        text: a name, short form or code as typed.
        country: ISO 3166-1 alpha-2; short forms mean different regions in different countries
            ("SH" is Schleswig-Holstein or Schaffhausen).
        postal_code: decides where nothing was typed; needs the country.
    """
    return _named(text, country) or _posted(postal_code, country)


def name(code: str) -> str:
    """What the people there call it; a code that is not known stays one."""
    return NAMES.get(code, code).partition(";")[0]


def country_of(text: str) -> str | None:
    """The country of a region by its full name; a short form says nothing."""
    return country if (country := _names().get(folded(text), "")[:2]) else None


def _named(text: str | None, country: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    code = text.strip().upper().replace("_", "-")
    if code in NAMES:
        return code if country in {None, code[:2]} else None
    word = folded(text.strip())
    within = _short().get((country or "", word))
    found = within or _names().get(word)
    return found if found is not None and country in {None, found[:2]} else None


def _posted(postal_code: str | None, country: str | None) -> str | None:
    if country not in DIGITS or postal_code is None:
        return None
    digits = read(postal_code, country=country)
    if digits is None:
        return None
    number = int(digits)
    return next((code for low, high, code in _ranges(country) if low <= number <= high), None)


@cache
def _names() -> dict[str, str]:
    """Folded full name -> code."""
    return {
        folded(name): code
        for code, names in NAMES.items()
        for name in names.split(";")
        if len(folded(name)) > SHORT or name == names.split(";")[0]
    }


@cache
def _short() -> dict[tuple[str, str], str]:
    """Country and folded short form -> code."""
    return {
        (code[:2], folded(name)): code
        for code, names in NAMES.items()
        for name in names.split(";")
    } | {(code[:2], code[3:].casefold()): code for code in NAMES}


@cache
def _ranges(country: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        chain.from_iterable(
            (
                (int(low), int(high), code)
                for low, _, high in (item.partition("-") for item in ranges.split())
            )
            for code, ranges in POSTAL[country]
        )
    )

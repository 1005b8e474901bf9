"""Names of persons as they are compared."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

TITLES = frozenset(
    (
        *(
            "dr",
            "prof",
            "dipl",
            "ing",
            "mag",
            "mba",
            "msc",
            "bsc",
            "ma",
            "ba",
            "phd",
            "med",
            "jur",
        ),
        *(
            "rer",
            "nat",
            "pol",
            "oec",
            "phil",
            "habil",
            "fh",
            "herr",
            "frau",
            "hr",
            "fr",
            "mr",
            "mrs",
        ),
        *("ms", "miss", "mister", "madame", "monsieur", "mme", "hc", "bakk", "llm", "univ", "di"),
        *("drs", "dres", "kfm", "betriebsw", "sir", "sig", "signora", "doktor", "professor"),
    )
)
"""What stands beside a name and is no part of it; "Di" is a first name too, see `_words`."""
GENERATIONS = {
    "jun": "jun",
    "junior": "jun",
    "jr": "jun",
    "sen": "sen",
    "senior": "sen",
    "sr": "sen",
    "ii": "ii",
    "iii": "iii",
}
PARTICLES = frozenset(
    (
        "von",
        "van",
        "vom",
        "zu",
        "zum",
        "zur",
        "de",
        "der",
        "den",
        "dem",
        "del",
        "della",
        "di",
        "la",
    )
)
SAME_NAMES = (
    "alexander alex alexandre aleksander alessandro sascha sasha xander",
    "alexandra alex",
    "andreas andi andy",
    "andrea andi",
    "anna ann annie",
    "anne annie",
    "annemarie annemie",
    "barbara babsi bärbel",
    "benjamin ben benni benny",
    "bernhard bernd",
    "brigitte gitte",
    "christian chris kristian",
    "christina tina chris kristina",
    "christine tina chris kristine",
    "christoph chris christof kristof",
    "christopher chris",
    "claudia klaudia",
    "claus klaus",
    "daniel dani danny dan",
    "daniela dani",
    "dominik dominic",
    "edward ed eddie eduard edi",
    "elisabeth lisa elli sissi elizabeth",
    "erik eric",
    "ferdinand ferdi",
    "franziska franzi",
    "franz franziskus",
    "friedrich fritz fred",
    "frederik frederick frederic fred",
    "gabriele gabi gaby gabriela",
    "georg schorsch",
    "gerhard gerd gert",
    "günter günther",
    "hans johannes johann hannes",
    "helmut hellmut",
    "jakob jacob",
    "james jim jimmy",
    "johanna hanna hannah",
    "josef joseph sepp jupp",
    "karl carl",
    "katharina kathi kati katarina catharina",
    "kathrin katrin kathi",
    "konrad conrad",
    "kurt curt",
    "lukas lucas",
    "magdalena lena magda",
    "manuel manu",
    "manuela manu",
    "marc mark",
    "margarete margareta grete gretel greta",
    "maria mitzi mia",
    "markus marcus",
    "matthias mathias matze matthäus hias",
    "max maximilian maxi",
    "melanie mel meli",
    "michael mike michi micha michel mick",
    "michaela michi micha",
    "monika moni monica",
    "nicolas nikolas nico niko nick nicholas",
    "nicole nicki",
    "oliver olli oli",
    "patrick pat patric",
    "philipp phillip philip phil",
    "rainer reiner",
    "ralf ralph",
    "rebecca rebekka",
    "richard rick richie",
    "robert rob bob bobby",
    "rudolf rudi",
    "sabine bine",
    "samuel sam",
    "sara sarah",
    "sebastian basti bastian wastl",
    "sophia sofia",
    "stefan stephan steve stefano stephen steven",
    "stefanie stephanie steffi",
    "susanne susi susan",
    "theodor theo",
    "theresa teresa resi",
    "thomas tom thom tommy",
    "thorsten torsten",
    "tobias tobi toby",
    "ulrich uli ulli",
    "ulrike uli ulli rike",
    "ursula uschi ulla",
    "valentin vali",
    "veronika vroni veronica",
    "viktor victor",
    "viktoria victoria vicky",
    "walter walther",
    "wilhelm willi willy william bill will",
    "wolfgang wolf",
)
"""First names of one person: short forms, other spellings, other languages."""
SLIP_FROM = 3
"""Letters from which on one slip of the finger still leaves a name recognisable."""
_TRANSCRIBED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "å": "aa", "ı": "i"}
    | {"ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "oe"}
)
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "ı": "i", "ł": "l", "đ": "d", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name, transcribed ("mueller") and without its marks ("muller")."""

    transcribed: str
    plain: str

    def is_same(self, other: "Word") -> bool:
        """Whether both are one name, with or without umlauts."""
        return bool({self.transcribed, self.plain} & {other.transcribed, other.plain})


@dataclass(frozen=True, slots=True)
class PersonName:
    """First and last names as words, without titles."""

    first: tuple[Word, ...]
    last: tuple[Word, ...]
    generation: str | None = None
    """"jun", "sen" …: two of one name who are not one person."""

    @property
    def is_whole(self) -> bool:
        """Whether both a first and a last name are known."""
        return bool(self.first and self.last)


@lru_cache(maxsize=65_536)
def word(text: str) -> Word:
    """A word of a name as it is compared."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return Word(_letters(folded.translate(_TRANSCRIBED)), _letters(folded.translate(_PLAIN)))


@lru_cache(maxsize=65_536)
def person_name(first: str | None, last: str | None) -> PersonName:
    """The name as it is compared; one field may hold both, or "Müller, Anna"."""
    if not (first or "").strip() and last and "," in last:
        last, _, first = last.partition(",")
    elif not (last or "").strip() and first and "," in first:
        last, _, first = first.partition(",")
    firsts, sign = _words(first or "")
    lasts, second_sign = _words(last or "")
    if not firsts and len(lasts) > 1 and not _is_double(last or ""):
        firsts, lasts = lasts[:1], lasts[1:]
    elif not lasts and len(firsts) > 1:
        firsts, lasts = firsts[:-1], firsts[-1:]
    return PersonName(firsts, lasts, sign or second_sign)


def _words(text: str) -> tuple[tuple[Word, ...], str | None]:
    bare = re.sub(r"\([^)]*\)", " ", text)
    raw = [part for part in re.split(r"[\s\-–.,/]+", bare) if part]
    sign = next((GENERATIONS[p.casefold()] for p in raw[1:] if p.casefold() in GENERATIONS), None)
    kept = [
        part
        for place, part in enumerate(raw)
        if part.casefold() not in TITLES and not (place and part.casefold() in GENERATIONS)
    ]
    names = [part for part in kept if part.casefold() not in PARTICLES] or kept or raw
    return tuple(word(part) for part in names if word(part).plain), sign


def _is_double(text: str) -> bool:
    """Whether several words are one last name: "von der Heide", "Müller-Schmidt"."""
    return "-" in text or any(part.casefold() in PARTICLES for part in text.split())


def _letters(text: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFKD", text) if mark.isalnum())


def is_nickname(one: Word, other: Word) -> bool:
    """Whether two first names are usually one person's: "Mike" and "Michael"."""
    return bool(_families(one.plain) & _families(other.plain))


def is_initial(one: Word, other: Word) -> bool:
    """Whether one is the first letter of the other."""
    short, long = sorted((one.plain, other.plain), key=len)
    return len(short) == 1 and long.startswith(short)


def is_slip(one: Word, other: Word) -> bool:
    """Whether the names are one slip of the finger apart.

    Another or one more letter at the end is no slip: it makes Andrea of Andreas, Simone of Simon.
    """
    return _is_slip(one.transcribed, other.transcribed) or _is_slip(one.plain, other.plain)


def _is_slip(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SLIP_FROM or not (one + other).isalpha():
        return False
    if one[:-1] in {other, other[:-1]} or other[:-1] == one:
        return one[-2:] == one[-1] * 2 or other[-2:] == other[-1] * 2
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _families(plain: str) -> frozenset[int]:
    return _by_name().get(plain, frozenset())


@cache
def _by_name() -> dict[str, frozenset[int]]:
    """A name without marks -> the rows of the table it stands in."""
    rows: dict[str, set[int]] = {}
    for number, names in enumerate(SAME_NAMES):
        for name in names.split():
            rows.setdefault(word(name).plain, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in rows.items()}

"""Legal forms: what a company's name says of it besides the name.

cleanco was tried and does not serve: it leaves „Gesellschaft mit beschränkter Haftung“,
„Aktiengesellschaft“, „Ges.m.b.H.“, „S.à r.l.“ and „AG & Co. KGaA“ in the name, and does not say
which spellings are one form.
"""

from dataclasses import dataclass
from functools import cache

FORMS = {
    "gmbh": "gmbh;g m b h;ges mbh;gesmbh;ges m b h;gesellschaft mbh;gesellschaft m b h;mbh;"
    "gesellschaft mit beschraenkter haftung;ggmbh;gemeinnuetzige gmbh;m b h;gmbhg",
    "ug": "ug;ug haftungsbeschraenkt;unternehmergesellschaft;"
    "unternehmergesellschaft haftungsbeschraenkt;ug i gr",
    "gmbh_co_kg": "gmbh & co kg;gmbh & cokg;gmbh & co;gmbh co kg;gmbh cokg;gesmbh & co kg;"
    "ges mbh & co kg;mbh & co kg;gesellschaft mit beschraenkter haftung & co kg;"
    "gesellschaft mit beschraenkter haftung & co kommanditgesellschaft;"
    "gmbh & compagnie kg;gmbh & cie kg;gmbh & co kommanditgesellschaft",
    "gmbh_co_ohg": "gmbh & co ohg;gmbh & coohg",
    "ug_co_kg": "ug & co kg;ug haftungsbeschraenkt & co kg",
    "ag": "ag;aktiengesellschaft;a g;aktien gesellschaft",
    "ag_co_kg": "ag & co kg;aktiengesellschaft & co kg",
    "ag_co_kgaa": "ag & co kgaa;ag & cokgaa;se & co kgaa;gmbh & co kgaa",
    "se_co_kg": "se & co kg",
    "kgaa": "kgaa;kommanditgesellschaft auf aktien;kg aa",
    "se": "se;societas europaea;europaeische gesellschaft;s e",
    "kg": "kg;kommanditgesellschaft;k g",
    "co_kg": "& co kg;& cie kg;& compagnie kg;& cokg",
    "ohg": "ohg;offene handelsgesellschaft;o h g;og;offene gesellschaft",
    "ek": "ek;e k;e &;ekfr;ekfm;e kfm;e kfr;eingetragener kaufmann;eingetragene kauffrau;eu;e u;"
    "eingetragenes einzelunternehmen;inh",
    "gbr": "gbr;gesellschaft buergerlichen rechts;g b r;egbr;gesbr;ges b r",
    "partg": "partg;partgmbb;part g mbb;partnerschaftsgesellschaft;partnerschaft;partg mbb;"
    "partnerschaftsgesellschaft mbb;partnerschaft mbb",
    "eg": "eg;e g;eingetragene genossenschaft;genossenschaft;egen;reggenmbh;e gen",
    "ev": "ev;e v;eingetragener verein;verein",
    "stiftung": "stiftung",
    "koer": "koer;kdoer;aoer;anstalt des oeffentlichen rechts;k d oe r;a oe r;"
    "koerperschaft des oeffentlichen rechts",
    "sarl": "sarl;s a r l;sa rl;sar l;s arl;s a rl;sarl s;sarls;sagl;societe a responsabilite limitee;"
    "societa a garanzia limitata;eurl",
    "sa": "sa;s a;societe anonyme;sociedad anonima;sociedade anonima;spolka akcyjna",
    "sas": "sas;s a s;sasu;societe par actions simplifiee",
    "snc": "snc;s n c",
    "sci": "sci",
    "spa": "spa;s p a;societa per azioni",
    "srl": "srl;s r l;srls;societa a responsabilita limitata",
    "sl": "sl;s l;slu;s l u;sociedad limitada",
    "lda": "lda;limitada;ltda",
    "bv": "bv;b v;besloten vennootschap;bvba",
    "nv": "nv;n v;naamloze vennootschap",
    "ltd": "ltd;limited;pte ltd;pvt ltd;private limited;pty ltd;co ltd;company limited",
    "plc": "plc;public limited company",
    "inc": "inc;incorporated",
    "corp": "corp;corporation",
    "llc": "llc;l l c;limited liability company",
    "llp": "llp;l l p",
    "lp": "lp;l p",
    "aps": "aps",
    "as": "as;a s;a ş",
    "ab": "ab;aktiebolag;publ",
    "oy": "oy;oyj;oy ab",
    "asa": "asa",
    "spzoo": "sp z oo;sp z o o;spolka z oo;spzoo;spolka z ograniczona odpowiedzialnoscia",
    "sro": "sro;s r o;spol s r o;spol sro",
    "doo": "doo;d o o",
    "kft": "kft;korlatolt felelossegu tarsasag",
    "zrt": "zrt;nyrt;rt",
    "ood": "ood;eood;ead",
    "ooo": "ooo",
    "as_tr": "anonim sirketi;ltd sti;limited sirketi;san tic;san ve tic",
    "company": "co;company;& co;& company;& cie;cie;& compagnie",
}
"""Form -> spellings as words, transcribed, without dots; "&" stands for every "and"."""
TRANSLATED = (frozenset({"ag", "sa"}), frozenset({"gmbh", "sarl"}))
"""One Swiss form in its languages; elsewhere these are two companies of a group."""
CONVERTED = {"ag", "se"}
"""Many an AG has become an SE and kept its name; hardly ever do both exist."""
STATES = frozenset(("i g", "i gr", "i l", "ig", "il", "in gruendung", "in liquidation", "i liqu"))
"""What a register adds for a while."""
SHORTEST_INSIDE = 3
"""Letters that a form must have to be one in the middle of a name ("Alpha GmbH Berlin")."""
INSIDE_NOT = frozenset({"inc", "company", "stiftung", "ev", "eg", "as", "ab", "sci", "lda"})
IN_FRONT = frozenset({"oy", "ab", "ooo", "gbr"})
"""Forms that are also written before the name."""


@dataclass(frozen=True, slots=True)
class Split:
    """A name without its legal form, and what followed the form (mostly a place)."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    form: str | None


def split(words: tuple[str, ...]) -> Split:
    """Takes the legal form out of a name that is given as folded words.

    The longest form counts; one at the end before one inside. A name that is nothing but a form
    keeps its words.
    """
    words = _without_state(words)
    for length in range(min(_longest(), len(words) - 1), 0, -1):
        form = _forms().get(words[-length:])
        if form is not None:
            return Split(words[:-length], (), form)
    for length in range(min(_longest(), len(words) - 2), 0, -1):
        for start in range(1, len(words) - length):
            part = words[start : start + length]
            form = _forms().get(part)
            if form is not None and _may_stand_inside(form, part):
                return Split(words[:start], words[start + length :], form)
    if len(words) > 1 and words[0] in IN_FRONT:
        return Split(words[1:], (), words[0])
    return Split(words, (), None)


def agree(one: str | None, other: str | None, *, country: str | None = None) -> bool:
    """Whether two forms may be one company's; an unknown one agrees with any."""
    if one is None or other is None or one == other:
        return True
    if "company" in {one, other}:  # "& Co." says next to nothing
        return True
    if {one, other} == CONVERTED:
        return True
    return country == "CH" and any({one, other} <= same for same in TRANSLATED)


def _may_stand_inside(form: str, part: tuple[str, ...]) -> bool:
    return (form not in INSIDE_NOT and max(map(len, part)) >= SHORTEST_INSIDE) or part in {
        ("ag",),
        ("kg",),
        ("ug",),
    }


def _without_state(words: tuple[str, ...]) -> tuple[str, ...]:
    for length in (2, 1):
        if len(words) > length + 1 and " ".join(words[-length:]) in STATES:
            return words[:-length]
    return words


@cache
def _forms() -> dict[tuple[str, ...], str]:
    return {
        tuple(spelling.split()): form
        for form, spellings in FORMS.items()
        for spelling in spellings.split(";")
    }


@cache
def _longest() -> int:
    return max(len(words) for words in _forms())

"""Whether two companies are one account: by domain, then by name.

What is not certain is for a person to say: two sites of a group, two legal forms of one name, one
name at two domains, a typing error that may be another company.
"""

import re
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from agents.facts import CompanyFacts
from agents.rules.fields import legal_forms
from agents.rules.fields.addresses import label
from agents.rules.fields.company_names import (
    GENERIC,
    GROUP_WORDS,
    CompanyName,
    company_name,
    name_key,
)
from agents.vocabulary import Match

_DOUBLED = re.compile(r"(.)\1+", re.DOTALL)

LOOKS_ALIKE = 87.0
"""From this likeness on (0-100, rapidfuzz) somebody should look at two names."""
SLIP_FROM = 5
"""Letters of a word in which a swapped or doubled letter is a slip of the finger."""
KEY_MOST = 100
SLIPS = 2
"""Slips of the finger up to which somebody may be asked."""
LOST_FROM = 6
"""Letters of a name from which on a lost umlaut leaves it recognisable."""
DROP_FROM = 8
"""Letters of a word in which one too many or too few is a slip of the finger."""


def same_account(one: CompanyFacts, other: CompanyFacts) -> Match:
    """Whether both are one company.

    Of one domain they are, unless the names tell two members of a group apart. Of two domains
    they are never certain to be; nor is a name that could be anybody's.
    """
    names = _names_of(one, other)
    if one.domain is not None and one.domain == other.domain:
        return Match.UNCERTAIN if names is Match.DIFFERENT else Match.SAME
    if names is None or names is Match.DIFFERENT:
        return Match.DIFFERENT
    if one.domain is not None and other.domain is not None:
        return names if label(one.domain) == label(other.domain) else Match.UNCERTAIN
    if _are_elsewhere(one, other):
        return Match.UNCERTAIN
    return names


@lru_cache(maxsize=16_384)
def same_name(one: str, other: str, *, country: str | None = None) -> Match:
    """Whether two names are one company's.

    Args:
        one: a name as typed.
        other: another one.
        country: ISO 3166-1 alpha-2 of both, if known; Swiss forms have one name a language.
    """
    a, b = company_name(one), company_name(other)
    if not a.words or not b.words:
        return Match.UNCERTAIN
    if name_key(one) == name_key(other) or a.key == b.formerly or b.key == a.formerly:
        return _same_words(a, b, country)
    if _without_ands(a) == _without_ands(b) or _lost_umlauts(a, b):
        return _same_words(a, b, country)
    if _is_slip(a, b) and legal_forms.agree(a.form, b.form, country=country):
        return Match.SAME
    return Match.UNCERTAIN if _look_alike(a, b) else Match.DIFFERENT


def is_one_name(one: str, other: str) -> bool:
    """Whether both names are written with one set of words, whatever their legal forms."""
    return name_key(one) == name_key(other) and not company_name(one).is_generic


def ends(key: str) -> tuple[str, str]:
    """The first and the last half of a key; a slip of the finger leaves one of them as it was."""
    size = max(len(key) // 2, 1)
    return key[:size], key[-size:]


def all_ends(key: str) -> tuple[set[str], set[str]]:
    """The halves under which a name that is one slip away may be kept."""
    sizes = {max((len(key) + more) // 2, 1) for more in (-1, 0, 1)}
    return {key[:size] for size in sizes}, {key[-size:] for size in sizes}


def core_key(name: str | None) -> str | None:
    """What sites and members of a group have in common: the words that tell it from others."""
    if name is None:
        return None
    telling = sorted(set(company_name(name).own) - GENERIC)
    return "".join(telling)[:KEY_MOST] or None


def may_be(key: str, other: str) -> bool:
    """Whether two keys are near enough to be looked at."""
    return OSA.distance(key, other, score_cutoff=SLIPS) <= SLIPS


def is_at(name: str, domain: str) -> bool:
    """Whether a company of this name would have this domain: "Muster GmbH" and muster.de."""
    read = company_name(name)
    chosen = company_name(label(domain).replace("-", " "))
    return bool(read.key) and read.key == chosen.key


def _same_words(a: CompanyName, b: CompanyName, country: str | None) -> Match:
    """Equal names are one company, unless the form or their emptiness says otherwise."""
    if not legal_forms.agree(a.form, b.form, country=country):
        return Match.UNCERTAIN
    return Match.UNCERTAIN if a.is_generic and b.is_generic else Match.SAME


def _names_of(one: CompanyFacts, other: CompanyFacts) -> Match | None:
    """What the names say; None where one has none."""
    if one.name is None or other.name is None:
        return None
    country = one.country if one.country == other.country else None
    return same_name(one.name, other.name, country=country)


def _are_elsewhere(one: CompanyFacts, other: CompanyFacts) -> bool:
    return None not in {one.country, other.country} and one.country != other.country


def _without_ands(name: CompanyName) -> str:
    return "".join(item for item in name.words if item != "&")


def _lost_umlauts(a: CompanyName, b: CompanyName) -> bool:
    """Whether one was typed without umlauts; of a short name that may be another ("Kuhn"/"Kühn")."""
    return a.plain == b.plain and len(a.plain) >= LOST_FROM


def _is_slip(a: CompanyName, b: CompanyName) -> bool:
    """Whether exactly one word differs, and by what fingers do, not what namers do.

    Swapped and doubled letters are slips; another letter is mostly another name ("Meier"/"Maier").
    """
    if len(a.words) != len(b.words) or a.places != b.places:
        return False
    differing = [(x, y) for x, y in zip(a.words, b.words, strict=True) if x != y]
    if len(differing) != 1:
        return False
    x, y = differing[0]
    shorter = min(len(x), len(y))
    if shorter < SLIP_FROM or not (x + y).isalpha() or OSA.distance(x, y) != 1:
        return False
    if len(x) == len(y):
        return sorted(x) == sorted(y)
    return shorter >= DROP_FROM or undoubled(x) == undoubled(y)


def undoubled(text: str) -> str:
    """The text with one letter where the same one stands twice in a row."""
    return _DOUBLED.sub(r"\1", text)


def _look_alike(a: CompanyName, b: CompanyName) -> bool:
    """Whether somebody who knows them should decide."""
    own_a, own_b = set(a.own), set(b.own)
    telling_a, telling_b = own_a - GENERIC, own_b - GENERIC
    numbers = {item for item in own_a ^ own_b if item.isdecimal()}
    if numbers and own_a - numbers and {item for item in own_a & own_b if not item.isdecimal()}:
        return False
    if telling_a and telling_a == telling_b:
        return True  # sites, members of a group, another order
    if telling_a and telling_b and (telling_a <= telling_b or telling_b <= telling_a):
        more = (own_a ^ own_b) | (a.places ^ b.places)
        return (
            bool(more & GROUP_WORDS) or len(telling_a & telling_b) > 1 or bool(a.places ^ b.places)
        )
    if _is_acronym(a, b) or _is_acronym(b, a):
        return True
    return fuzz.ratio(a.key, b.key) >= LOOKS_ALIKE


def _is_acronym(short: CompanyName, long: CompanyName) -> bool:
    """Whether the first letters of the long name are the short one: "Alpha Beta Chemie", "ABC"."""
    words = [item for item in long.words if item != "&"]
    return (
        len(short.words) == 1
        and len(words) == len(short.key) > 2  # noqa: PLR2004 — two letters fit too many
        and "".join(item[0] for item in words) == short.key
    )

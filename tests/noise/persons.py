"""Records of persons as forms deliver them, and who they truly are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from tests.noise.companies import TRANSCRIBED, Company, ascii_of, company, typo, written
from tests.noise.words import CODES, FIRST, LAST, MOBILE, PRIVATE, ROLES, SHORT

TUNING, FINAL = 20_260_101, 20_261_129
"""Seeds: look at the mistakes of the first as often as you like, of the second never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one delivery says, raw."""

    who: int
    """The true person."""
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    company: str | None
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A person as they are; `second` is another address they also use."""

    who: int
    first: str
    last: str
    company: Company
    email: str
    second: str
    mobile: str
    extension: str
    """Their own number behind the switchboard."""


def records(seed: int, count: int = 5_000) -> list[Record]:
    """So many records; about a third of them are of somebody who is there already."""
    random = Random(seed)  # noqa: S311 — test data, no secret
    taken: set[str] = set()
    companies = [company(random, taken) for _ in range(count // 4)]
    made: list[Record] = []
    who = 0
    while len(made) < count:
        made.extend(_arrivals(who, random.choice(companies), random, taken))
        who += 10
    random.shuffle(made)
    return made[:count]


def _arrivals(who: int, where: Company, random: Random, taken: set[str]) -> Iterator[Record]:
    """One person, sometimes again, sometimes with somebody who is easily taken for them."""
    one = _person(who, where, random, taken)
    yield _clean(one, random)
    for _ in range(random.choices((0, 1, 2), (62, 30, 8))[0]):
        yield _again(one, random)
    if random.random() < 0.25:
        yield from _look_alike(one, random, taken)


def _person(who: int, where: Company, random: Random, taken: set[str], **known: str) -> Truth:
    first = known.get("first") or random.choice(FIRST)
    # Some names are much more frequent than others.
    last = known.get("last") or LAST[min(int(random.expovariate(1 / 40)), len(LAST) - 1)]
    plain_first, plain_last = ascii_of(first).lower(), ascii_of(last).lower()
    plain_last = plain_last.replace(" ", "").replace("'", "")
    name = random.choice(
        (f"{plain_first}.{plain_last}", f"{plain_first[0]}.{plain_last}", f"{plain_first}{who}")
    )
    private = f"{plain_first}.{plain_last}{random.choice(('', str(who)))}{who % 97}"
    mine, other = f"{name}@{where.domain}", f"{private}@{random.choice(PRIVATE)}"
    if mine in taken:  # no two colleagues share a mailbox of their own
        mine = f"{name}.{who}@{where.domain}"
    taken.add(mine)
    if random.random() < 0.2:
        mine, other = other, mine
    mobile = random.choice(MOBILE[where.country])
    return Truth(
        who=who,
        first=first,
        last=last,
        company=where,
        email=mine,
        second=other,
        mobile=f"+{CODES[where.country]}{mobile}{random.randint(2000000, 9899999)}",
        extension=f"{where.switchboard[:-1]}{random.randint(11, 99)}",
    )


def _clean(one: Truth, random: Random) -> Record:
    return Record(
        who=one.who,
        first_name=one.first,
        last_name=one.last,
        email=one.email,
        phone=_number(one, random),
        company=one.company.name if random.random() < 0.9 else None,
        country=one.company.country,
    )


def _number(one: Truth, random: Random) -> str | None:
    """The number they give; a person mostly gives the same one."""
    share = random.random()
    if share < 0.2:
        return None
    if share < 0.27:
        return one.company.switchboard
    return one.extension if one.who % 3 == 0 or share > 0.95 else one.mobile


def _again(one: Truth, random: Random) -> Record:
    """The same person once more: each field in one of the ways in which it comes."""
    same_address = random.random() < 0.78
    first, last = _spelt(one, random)
    return Record(
        who=one.who,
        first_name=first,
        last_name=last,
        email=_address(one.email, random) if same_address else _other_address(one, random),
        phone=_typed(_number(one, random), one, random),
        company=written(one.company, random),
        country=one.company.country,
    )


def _spelt(one: Truth, random: Random) -> tuple[str | None, str | None]:
    """First and last name as they are written this time."""
    first, last = one.first, one.last
    cut = str.maketrans("äöüÄÖÜ", "aouAOU")
    mistyped = (
        (first, typo(last, random)) if random.random() < 0.6 else (typo(first, random), last)
    )
    shouted = random.choice(((first.upper(), last.upper()), (first.lower(), last.lower())))
    title = random.choice(("Dr.", "Frau", "Prof. Dr."))
    kinds: dict[str, tuple[int, tuple[str | None, str | None]]] = {
        "same": (48, (first, last)),
        "transcribed": (9, (first.translate(TRANSCRIBED), last.translate(TRANSCRIBED))),
        "plain": (4, (first.translate(cut), last.translate(cut))),
        "case": (7, shouted),
        "swapped": (4, (last, first)),
        "typo": (6, mistyped),
        "initial": (4, (f"{first[0]}.", last)),
        "short": (5, (SHORT.get(first, first), last)),
        "title": (3, (f"{title} {first}", last)),
        "double": (4, (first, f"{last}-{random.choice(LAST)}")),
        "married": (2, (first, random.choice(LAST))),
        "no first": (2, (None, last)),
        "hyphen": (2, (first.replace("-", " "), last.replace("-", " "))),
    }
    weights, ways = zip(*kinds.values(), strict=True)
    return random.choices(ways, weights)[0]


def _address(email: str, random: Random) -> str:
    """The same mailbox, written another way."""
    name, _, domain = email.partition("@")
    kind = random.choices(("same", "case", "plus", "dots", "idn", "blank"), (60, 12, 10, 8, 8, 2))[
        0
    ]
    match kind:
        case "case":
            return random.choice((email.upper(), f"{name.title()}@{domain}"))
        case "plus":
            return f"{name}+{random.choice(('messe', 'demo', 'news'))}@{domain}"
        case "dots" if domain == "gmail.com":
            return f"{name.replace('.', '')}@{random.choice(('gmail.com', 'googlemail.com'))}"
        case "idn" if not domain.isascii():
            return f"{name}@{domain.encode('idna').decode()}"
        case "blank":
            return f" {email} "
        case _:
            return email


def _other_address(one: Truth, random: Random) -> str | None:
    """Another mailbox of theirs, a slip of the finger, or the team's."""
    kind = random.choices(("second", "slip", "team", "none"), (66, 12, 6, 16))[0]
    match kind:
        case "slip":
            return typo(one.email.partition("@")[0], random) + "@" + one.email.partition("@")[2]
        case "team":
            return f"{random.choice(ROLES)}@{one.company.domain}"
        case "none":
            return None
        case _:
            return one.second


def _typed(number: str | None, one: Truth, random: Random) -> str | None:
    """A telephone number as people type it; now and then the last digit is wrong."""
    if number is None:
        return None
    code = CODES[one.company.country]
    local = number.removeprefix(f"+{code}")
    if random.random() < 0.02:
        local = local[:-1] + str((int(local[-1]) + 1) % 10)
    return random.choice(
        (
            f"+{code}{local}",
            f"00{code} {local}",
            f"0{local}",
            f"0{local[:3]} / {local[3:]}",
            f"+{code} (0) {local[:2]} {local[2:5]} {local[5:]}",
            f"0{local[:3]}-{local[3:6]}-{local[6:]}",
        )
    )


def _look_alike(one: Truth, random: Random, taken: set[str]) -> Iterator[Record]:
    """Somebody else who shares a name, a number, an address or a company with them."""
    who, company_of = one.who + 1, one.company
    kind = random.choices(
        (
            "namesake",
            "family",
            "switchboard",
            "team address",
            "initial",
            "private namesake",
            "pair",
        ),
        (26, 18, 18, 14, 10, 10, 4),
    )[0]
    other = _person(who, company_of, random, taken)
    match kind:
        case "namesake":
            elsewhere = company(random, taken)
            yield _clean(
                _person(who, elsewhere, random, taken, first=one.first, last=one.last), random
            )
        case "family":
            yield _clean(_person(who, company_of, random, taken, last=one.last), random)
        case "switchboard":
            yield replace(_clean(other, random), phone=company_of.switchboard)
            third = _person(who + 1, company_of, random, taken)
            yield replace(_clean(third, random), phone=company_of.switchboard)
        case "team address":
            mailbox = f"{random.choice(ROLES)}@{company_of.domain}"
            yield replace(_clean(other, random), email=mailbox)
            third = _person(who + 1, company_of, random, taken)
            yield replace(_clean(third, random), email=mailbox)
        case "initial":
            twins = [name for name in FIRST if name[0] == one.first[0] and name != one.first]
            first = random.choice(twins or FIRST)
            yield _clean(
                _person(who, company_of, random, taken, first=first, last=one.last), random
            )
        case "private namesake":
            yield replace(
                _clean(
                    _person(
                        who, company(random, taken), random, taken, first=one.first, last=one.last
                    ),
                    random,
                ),
                company=None,
                email=f"{ascii_of(one.first).lower()}{who}@{random.choice(PRIVATE)}",
            )
        case _:
            # A couple with one telephone: the same last name, the same number.
            partner = _person(who, company(random, taken), random, taken, last=one.last)
            yield replace(_clean(partner, random), phone=one.mobile)

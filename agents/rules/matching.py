"""Who is the same person: by mail address, telephone number, name and company.

Three answers: the same, different, and uncertain, which is for a person to say. An own mailbox
tells one person from all others; so does a number of one's own together with a name that fits, or
the whole name together with the company. A mailbox of a team, a switchboard, or a name alone
never does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from rapidfuzz.distance import OSA

from agents.facts import CompanyFacts, ContactFacts
from agents.rules import accounts
from agents.rules.fields import addresses, people_names, phones
from agents.rules.fields.addresses import ascii_domain
from agents.rules.fields.countries import country
from agents.rules.fields.people_names import PersonName, Word
from agents.vocabulary import Match

GMAIL = "gmail.com"
SAME_PROVIDER = {"googlemail.com": GMAIL}
SLIP_FROM = 5
"""Letters of a mailbox from which on one slip leaves it recognisable."""
KEY_MOST = 320
KEPT = 100
"""Characters of a name's key."""


class Likeness(IntEnum):
    """How alike two names are, more being surer."""

    DIFFERENT = 0
    SAME_FIRST = 1
    """Another last name: married, or somebody else."""
    SAME_LAST = 2
    """Another first name: family."""
    UNKNOWN = 3
    """One of them is not known."""
    PART = 4
    """Of one of them only the first or the last name is known, and it is the other's too."""
    INITIAL = 5
    """One first name is a letter only."""
    DOUBLE = 6
    """One last name is part of the other: "Müller" and "Müller-Schmidt"."""
    SLIP = 7
    """One slip of the finger apart."""
    SHORT = 8
    """A short form or another spelling of the first name."""
    SAME = 9


@dataclass(frozen=True)
class Marks:
    """What a person can be known by, read once and compared often."""

    contact: ContactFacts
    company: CompanyFacts
    free_mail: frozenset[str] = frozenset()
    """Domains that the team names of which an address says nothing about a company."""

    @cached_property
    def name(self) -> PersonName:
        """The name as it is compared."""
        return people_names.person_name(self.contact.first_name, self.contact.last_name)

    @cached_property
    def mailbox(self) -> str | None:
        """The key of the address."""
        return email_key(self.contact.email) if self.contact.email else None

    @cached_property
    def has_own_mailbox(self) -> bool:
        """Whether the address is one person's."""
        return self.contact.email is not None and not addresses.is_role(self.contact.email)

    @cached_property
    def where(self) -> CompanyFacts:
        """The company, with the domain of the address where that is a company's."""
        domain = self.company.domain or self.domain
        return CompanyFacts(name=self.company.name, domain=domain, country=self.company.country)

    @cached_property
    def domain(self) -> str | None:
        """That of the address, where it is a company's."""
        email = self.contact.email
        return addresses.company_domain(email, free_mail=self.free_mail) if email else None


def email_key(email: str) -> str:
    """The address as it is compared; two addresses with one key reach the same person.

    Without case, the domain in punycode, googlemail is gmail, what follows a plus is only the
    person's own mark, and gmail ignores dots (no other provider does).
    """
    name, _, domain = email.strip().rpartition("@")
    domain = ascii_domain(domain)
    domain = SAME_PROVIDER.get(domain, domain)
    name = name.casefold()
    before, plus, _ = name.partition("+")
    name = before if plus and before else name
    if domain == GMAIL:
        name = name.replace(".", "") or name
    return f"{name}@{domain}"


def contact_key(contact: ContactFacts) -> str | None:
    """What makes a contact unique in the book; None without an address.

    The key of the address; of a mailbox that many people read, together with the name.
    """
    if contact.email is None:
        return None
    key = email_key(contact.email)
    name = name_key(contact) if addresses.is_role(contact.email) else None
    return f"{key} {name}"[:KEY_MOST] if name is not None else key


def name_key(contact: ContactFacts) -> str | None:
    """What persons are looked up by besides address and number; None where a name is missing.

    Both orders of first and last name, and every way to write an umlaut, give one key.
    """
    name = people_names.person_name(contact.first_name, contact.last_name)
    if not name.is_whole:
        return None
    words = {_sound(name.first[0]), _sound(name.last[-1])}
    return " ".join(sorted(words))[:KEPT]


def _sound(word: Word) -> str:
    """A word without what fingers and ears confuse: umlauts, doubled letters."""
    plain = word.transcribed
    for written, heard in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ph", "f"), ("th", "t")):
        plain = plain.replace(written, heard)
    return accounts.undoubled(plain)


def same_person(one: Marks, other: Marks) -> Match:
    """Whether both are one person."""
    name = _spelled_out(one, other, likeness(one.name, other.name))
    if _are_generations(one.name, other.name):
        return Match.UNCERTAIN if name >= Likeness.UNKNOWN else Match.DIFFERENT
    if one.mailbox is not None and one.mailbox == other.mailbox:
        return _of_one_mailbox(one, name)
    if name in {Likeness.DIFFERENT, Likeness.SAME_LAST}:
        return Match.DIFFERENT
    number, company = _numbers(one, other), _companies(one, other)
    if number == "own":
        return _of_one_number(name, company)
    if number == "shared" and company is None:
        company = Match.SAME
    if company is Match.SAME:
        return _colleagues(one, other, name)
    return _by_name_alone(one, other, name, company)


def _by_name_alone(one: Marks, other: Marks, name: Likeness, company: Match | None) -> Match:
    """Neither address nor number nor company is one: seldom the same, sometimes worth a look."""
    if name >= Likeness.SHORT and _is_provider_slip(one.mailbox, other.mailbox):
        return Match.SAME
    is_near = name >= Likeness.DOUBLE and _is_slip_of(one.mailbox, other.mailbox)
    is_site = name >= Likeness.SHORT and company is Match.UNCERTAIN
    return Match.UNCERTAIN if is_near or is_site else Match.DIFFERENT


def _spelled_out(one: Marks, other: Marks, name: Likeness) -> Likeness:
    """A letter that stands for a first name is that name where the address says so."""
    if name is not Likeness.INITIAL:
        return name
    short, long = sorted((one, other), key=lambda item: len(item.name.first[0].plain))
    local = (short.mailbox or "").partition("@")[0]
    names = [item for item in (*long.name.first, *long.name.last) if len(item.plain) > 1]
    said = _local_words(local)
    is_said = bool(names) and all(any(item.is_same(w) for w in said) for item in names)
    return Likeness.SHORT if is_said else name


def _local_words(local: str) -> tuple[Word, ...]:
    parts = local.replace("_", ".").replace("-", ".").split(".")
    return tuple(people_names.word(part.strip("0123456789")) for part in parts if part)


def likeness(one: PersonName, other: PersonName) -> Likeness:
    """How alike two names are, whichever of first and last stands where."""
    if not one.is_whole or not other.is_whole:
        return _in_part(one, other)
    straight = _pairwise(one, other)
    turned = _pairwise(one, PersonName(other.last, other.first))
    return max(straight, turned) if turned > Likeness.SAME_LAST else straight


def _pairwise(one: PersonName, other: PersonName) -> Likeness:
    firsts, lasts = _firsts(one.first, other.first), _lasts(one.last, other.last)
    if firsts is Likeness.SAME or lasts is Likeness.SAME:
        if Likeness.DIFFERENT in {firsts, lasts}:
            return Likeness.SAME_FIRST if firsts is Likeness.SAME else Likeness.SAME_LAST
        return min(firsts, lasts)
    if Likeness.DIFFERENT in {firsts, lasts}:
        return Likeness.SAME_FIRST if firsts is Likeness.SHORT else Likeness.DIFFERENT
    both = {firsts, lasts}
    return min(both) if both & {Likeness.SHORT, Likeness.DOUBLE} else Likeness.DIFFERENT


def _firsts(one: tuple[Word, ...], other: tuple[Word, ...]) -> Likeness:
    """First names; of several the first counts, and "Hans-Peter" is also "Hans"."""
    a, b = one[0], other[0]
    if _joined(one).is_same(_joined(other)) or (a.is_same(b) and len(a.plain) > 1):
        return Likeness.SAME
    if people_names.is_nickname(a, b) or people_names.is_nickname(_joined(one), _joined(other)):
        return Likeness.SHORT
    if people_names.is_slip(a, b):
        return Likeness.SLIP
    return Likeness.INITIAL if people_names.is_initial(a, b) else Likeness.DIFFERENT


def _lasts(one: tuple[Word, ...], other: tuple[Word, ...]) -> Likeness:
    if _joined(one).is_same(_joined(other)):
        return Likeness.SAME
    if any(a.is_same(b) for a in one for b in other):
        return Likeness.DOUBLE
    return (
        Likeness.SLIP if people_names.is_slip(_joined(one), _joined(other)) else Likeness.DIFFERENT
    )


def _joined(words: tuple[Word, ...]) -> Word:
    return Word("".join(item.transcribed for item in words), "".join(item.plain for item in words))


def _in_part(one: PersonName, other: PersonName) -> Likeness:
    """Where a name is missing: what is known must not contradict."""
    mine, theirs = one.first + one.last, other.first + other.last
    if not mine or not theirs:
        return Likeness.UNKNOWN
    shares = any(a.is_same(b) for a in mine for b in theirs)
    return Likeness.PART if shares else Likeness.DIFFERENT


def _are_generations(one: PersonName, other: PersonName) -> bool:
    """Whether they are told apart on purpose: "jun." and "sen."."""
    return None not in {one.generation, other.generation} and one.generation != other.generation


def _of_one_mailbox(one: Marks, name: Likeness) -> Match:
    if one.has_own_mailbox:
        shares = name in {Likeness.SAME_LAST, Likeness.DIFFERENT}
        return Match.UNCERTAIN if shares else Match.SAME
    if name in {Likeness.SAME, Likeness.SHORT}:
        return Match.SAME
    return Match.UNCERTAIN if name >= Likeness.UNKNOWN else Match.DIFFERENT


def _numbers(one: Marks, other: Marks) -> str | None:
    """Whose number both have, "own" or "shared"; None where they have not one."""
    number = one.contact.phone
    if number is None or number != other.contact.phone:
        return None
    return "shared" if phones.is_shared(number) else "own"


def _of_one_number(name: Likeness, company: Match | None) -> Match:
    """One number: a name that fits makes one person; another last name only at one company."""
    if name >= Likeness.INITIAL:
        return Match.SAME
    is_colleague = company is Match.SAME and name in {Likeness.SAME_FIRST, Likeness.PART}
    return Match.SAME if is_colleague else Match.UNCERTAIN


def _companies(one: Marks, other: Marks) -> Match | None:
    """Whether they work at one company; None where one of them names none.

    Names of one company under two legal forms are one company here: whoever is called the same at
    both is one person.
    """
    a, b = one.where, other.where
    if a.domain is not None and b.domain is not None and addresses.is_within(a.domain, b.domain):
        return Match.SAME
    if a.name is None or b.name is None:
        by_label = _named_by_domain(a, b) or _named_by_domain(b, a)
        if by_label is not None:
            return by_label
        return Match.DIFFERENT if a.domain and b.domain else None
    named = accounts.same_name(a.name, b.name, country=a.country)
    if named is Match.UNCERTAIN and accounts.is_one_name(a.name, b.name):
        return Match.SAME
    return named


def _named_by_domain(one: CompanyFacts, other: CompanyFacts) -> Match | None:
    """A company known by name only and one known by domain: "Muster GmbH" at muster.de."""
    if one.name is None or other.domain is None or other.name is not None:
        return None
    return Match.SAME if accounts.is_at(one.name, other.domain) else None


def _colleagues(one: Marks, other: Marks, name: Likeness) -> Match:
    """At one company the whole name is enough; one slip or a letter is not, without another sign."""
    if name >= Likeness.SHORT:
        told_apart = _are_numbered(one.mailbox, other.mailbox) or _contradict(one, other)
        return Match.UNCERTAIN if told_apart else Match.SAME
    slipped = _is_slip_of(one.mailbox, other.mailbox)
    if name >= Likeness.DOUBLE:
        return Match.SAME if slipped or _has_private(one, other) else Match.UNCERTAIN
    if name is Likeness.INITIAL:
        return Match.SAME if slipped else Match.UNCERTAIN
    return Match.DIFFERENT


def _contradict(one: Marks, other: Marks) -> bool:
    """Whether two mailboxes of the company and two numbers speak for two namesakes."""
    numbers = {one.contact.phone, other.contact.phone} - {None}
    is_two = len(numbers) == 2  # noqa: PLR2004 — one each
    are_own = one.has_own_mailbox and other.has_own_mailbox
    return (
        is_two
        and are_own
        and not _has_private(one, other)
        and not _is_slip_of(one.mailbox, other.mailbox)
    )


def _has_private(one: Marks, other: Marks) -> bool:
    """Whether one of them gave no address of the company: then the two do not contradict."""
    return None in {one.domain, other.domain}


def _are_numbered(one: str | None, other: str | None) -> bool:
    """Whether the mailboxes tell namesakes apart: anna.mueller@ and anna.mueller2@."""
    if one is None or other is None:
        return False
    (a, _, at), (b, _, there) = one.rpartition("@"), other.rpartition("@")
    bare = {a.rstrip("0123456789"), b.rstrip("0123456789")}
    return at == there and len(bare) == 1 and a != b


def _is_slip_of(one: str | None, other: str | None) -> bool:
    """Whether the mailboxes are one slip of the finger apart."""
    if one is None or other is None:
        return False
    (a, _, at), (b, _, there) = one.rpartition("@"), other.rpartition("@")
    is_long = min(len(a), len(b)) >= SLIP_FROM
    is_near = is_long and OSA.distance(a, b, score_cutoff=1) <= 1
    return at == there and is_near and not _are_numbered(one, other)


def _is_provider_slip(one: str | None, other: str | None) -> bool:
    """Whether only the provider is misspelt: max.meier@gmial.com."""
    if one is None or other is None or one == other:
        return False
    return _mended(one) == _mended(other)


def _mended(mailbox: str) -> str:
    name, _, domain = mailbox.rpartition("@")
    return email_key(f"{name}@{addresses.SLIPS.get(domain, domain)}")


def marks(raw: Mapping[str, object], *, default_country: str = "DE") -> Marks:
    """The marks of a person as raw fields tell them: a file of cases, a CRM's export."""

    def said(field: str) -> str | None:
        value = raw.get(field)
        return str(value).strip() or None if value is not None else None

    land = country(said("country") or "")
    email = said("email")
    number = said("phone")
    first, last = said("first_name"), said("last_name")
    if first is None and last is None:
        last = said("name")
    return Marks(
        ContactFacts(
            first_name=first,
            last_name=last,
            email=(addresses.email(email) or email) if email and "@" in email else None,
            phone=phones.phone(number, country=land or default_country) if number else None,
        ),
        CompanyFacts(name=said("company"), country=land),
    )

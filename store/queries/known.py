"""Who and which company may be known already: few candidates, found by indexed keys."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, or_, select
from sqlalchemy.orm import Session

from agents.facts import CompanyFacts, ContactFacts
from agents.rules import accounts, matching
from agents.rules.fields import addresses, phones
from agents.rules.fields.company_names import name_key
from agents.rules.matching import Marks
from store.among import among
from store.book import ACCOUNT, CONTACT, LEAD

MOST_ALIKE = 2_000
"""Names with one end in common that are looked at; a common beginning has many."""
MOST_COLLEAGUES = 200


@dataclass(frozen=True, slots=True)
class KnownMarks:
    """A contact of the book with what it can be known by."""

    contact_id: int
    marks: Marks


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account of the book."""

    account_id: int
    facts: CompanyFacts


def contacts_like(
    session: Session, persons: Sequence[ContactFacts], *, free_mail: frozenset[str]
) -> list[KnownMarks]:
    """Contacts that share a number of their own or a name with one of these, oldest first.

    A switchboard says nothing of a person, and would lead to everybody behind it. `free_mail` are
    the domains that the team holds for nobody's company (policy/score.py).
    """
    numbers = {one.phone for one in persons if one.phone and not phones.is_shared(one.phone)}
    names = {key for one in persons if (key := matching.name_key(one)) is not None}
    if not numbers and not names:
        return []
    shared = or_(
        among(session, CONTACT.c.phone, numbers), among(session, CONTACT.c.name_key, names)
    )
    return _marks(session, _contacts().where(shared).limit(MOST_ALIKE), free_mail)


def persons_at(session: Session, emails: Collection[str]) -> dict[str, int]:
    """Who writes from these addresses: each contact's key (rules/matching.py) and who they are.

    Of a team's mailbox all who write from it; of those who were joined to another, that one.
    """
    keys = {email: matching.email_key(email) for email in emails}
    shared = {keys[email] for email in emails if addresses.is_role(email)}
    theirs = or_(
        among(session, CONTACT.c.email_key, set(keys.values())),
        *(CONTACT.c.email_key.startswith(f"{key} ", autoescape=True) for key in shared),
    )
    return {row.email_key: row.id for row in in_the_end(session, theirs)}


@dataclass(frozen=True, slots=True)
class WhoInTheEnd:
    """The key of an address, and whoever it names: some turned out to be somebody else."""

    email_key: str
    id: int
    subject_id: str


def in_the_end(
    session: Session | Connection, which: ColumnElement[bool]
) -> tuple[WhoInTheEnd, ...]:
    """Contacts that have an address, by their ids, each as the one whom they were joined to last."""
    columns = (CONTACT.c.id, CONTACT.c.email_key, CONTACT.c.subject_id, CONTACT.c.merged_into_id)
    found = session.execute(select(*columns).where(which).order_by(CONTACT.c.id)).all()
    rows = {row.id: row for row in found}
    while missing := {row.merged_into_id for row in rows.values()} - rows.keys() - {None}:
        more = session.execute(select(*columns).where(CONTACT.c.id.in_(missing)))
        rows |= {row.id: row for row in more}
    ends: list[WhoInTheEnd] = []
    for row in found:
        last = row
        while last.merged_into_id is not None:
            last = rows[last.merged_into_id]
        ends.append(WhoInTheEnd(email_key=row.email_key, id=last.id, subject_id=last.subject_id))
    return tuple(ends)


def colleagues(
    session: Session, account_id: int, *, free_mail: frozenset[str]
) -> list[KnownMarks]:
    """Contacts with a lead at this account, the newest."""
    theirs = select(LEAD.c.contact_id).where(LEAD.c.account_id == account_id)
    newest = theirs.order_by(LEAD.c.id.desc()).limit(MOST_COLLEAGUES)
    return _marks(session, _contacts().where(CONTACT.c.id.in_(newest)), free_mail)


def _contacts() -> Select[tuple[object, ...]]:
    # Join by join: a join inside a join SQLite makes of all leads before it looks at a contact.
    theirs = CONTACT.outerjoin(LEAD, LEAD.c.contact_id == CONTACT.c.id)
    return (
        select(
            *(CONTACT.c.id, CONTACT.c.first_name, CONTACT.c.last_name, CONTACT.c.email),
            *(CONTACT.c.phone, ACCOUNT.c.name, ACCOUNT.c.domain, ACCOUNT.c.country),
        )
        .select_from(theirs.outerjoin(ACCOUNT, LEAD.c.account_id == ACCOUNT.c.id))
        .where(CONTACT.c.merged_into_id.is_(None))
        .order_by(CONTACT.c.id, LEAD.c.id)
    )


def _marks(
    session: Session, wanted: Select[tuple[object, ...]], free_mail: frozenset[str]
) -> list[KnownMarks]:
    return [
        KnownMarks(
            row.id,
            Marks(
                ContactFacts(
                    first_name=row.first_name,
                    last_name=row.last_name,
                    email=row.email,
                    phone=row.phone,
                ),
                CompanyFacts(name=row.name, domain=row.domain, country=row.country),
                free_mail,
            ),
        )
        for row in session.execute(wanted)
    ]


def accounts_like(session: Session, said: CompanyFacts) -> list[KnownAccount]:
    """Accounts with the domain, the name, its telling words, or a name about one slip away."""
    key, core = name_key(said.name), accounts.core_key(said.name)
    found: dict[int, CompanyFacts] = {}
    for test in _whole(said, core):
        for row in session.execute(_accounts().where(test).limit(MOST_ALIKE)):
            found[row.id] = CompanyFacts(name=row.name, domain=row.domain, country=row.country)
    for test in _halves(key) if key is not None else ():
        for row in session.execute(_accounts().where(test).limit(MOST_ALIKE)):
            if accounts.may_be(key or "", row.name_key):
                found[row.id] = CompanyFacts(name=row.name, domain=row.domain, country=row.country)
    return [KnownAccount(*item) for item in sorted(found.items(), key=lambda item: item[0])]


def _whole(said: CompanyFacts, core: str | None) -> Iterator[ColumnElement[bool]]:
    if said.domain is not None:
        yield ACCOUNT.c.domain == said.domain
    if core is not None:
        yield ACCOUNT.c.name_core == core


def _halves(key: str) -> tuple[ColumnElement[bool], ...]:
    starts, ends = accounts.all_ends(key)
    return ACCOUNT.c.name_start.in_(starts), ACCOUNT.c.name_end.in_(ends)


def _accounts() -> Select[tuple[object, ...]]:
    columns = (ACCOUNT.c[name] for name in ("id", "name", "name_key", "domain", "country"))
    return select(*columns).where(ACCOUNT.c.merged_into_id.is_(None))

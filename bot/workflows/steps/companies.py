"""Companies of leads that come in: found or added, many at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, or_, select, update
from sqlalchemy.orm import Session

from agents.facts import AccountFacts, CompanyFacts
from agents.rules.accounts import same_account
from agents.rules.fields.company_names import name_key
from agents.rules.fields.technologies import MOST as MOST_TECHNOLOGIES
from agents.vocabulary import Match
from store import book
from store.among import among
from store.book import ACCOUNT
from store.models import keys

COLUMNS = (
    *("name", "domain", "industry", "employees"),
    *("country", "region", "postal_code", "technologies"),
)
SELLING = ("owner_id", "is_key")
"""Who sells to it: nothing a lead could say."""
KEYS = ("name_key", "name_start", "name_end", "name_core")


@dataclass(slots=True, eq=False)
class Company:
    """A company of the book, or one that is about to be written there."""

    facts: CompanyFacts
    id: int | None = None
    """None before it is written."""
    owner_id: int | None = None
    """The colleague to whom its leads go."""
    is_key: bool = False

    @property
    def account(self) -> AccountFacts | None:
        """What it says about who sells to it; None for one that nobody knew."""
        if self.id is None:
            return None
        return AccountFacts(id=self.id, owner_id=self.owner_id, is_key=self.is_key)


@dataclass(slots=True)
class Companies:
    """The companies that some leads may belong to, as the block knows them.

    A company is known by its domain, else by its name; a name alone never joins two companies of
    different domains. Of several the oldest counts.
    """

    _by_domain: dict[str, Company] = field(default_factory=dict)
    _by_name: dict[str, list[tuple[Company, CompanyFacts]]] = field(default_factory=dict)
    """Each with what it was known as: a company that was joined to another keeps its name."""
    _touched: dict[int, Company] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session, named: Sequence[CompanyFacts]) -> "Companies":
        """Those of the book that have one of these domains or names, in any of their spellings."""
        domains = {item.domain for item in named if item.domain is not None}
        names = {key for item in named if (key := name_key(item.name)) is not None}
        wanted = or_(
            among(session, ACCOUNT.c.domain, domains), among(session, ACCOUNT.c.name_key, names)
        )
        made = cls()
        found = _rows(session, wanted)
        rows = {row.id: row for row in found}
        while missing := {row.merged_into_id for row in rows.values()} - rows.keys() - {None}:
            rows |= {row.id: row for row in _rows(session, ACCOUNT.c.id.in_(missing))}
        companies: dict[int, Company] = {}
        for row in found:
            whole = row
            while whole.merged_into_id is not None:
                whole = rows[whole.merged_into_id]
            company = companies.setdefault(whole.id, _company(whole))
            made._note(company, by=_facts(row))
            if whole is not row:
                made._note(company)
        return made

    def of(self, named: CompanyFacts) -> Company | None:
        """The company of a lead, completed by what the lead says of it; None where it is silent.

        Also a nameless one: its country says which team the lead belongs to.
        """
        if named == CompanyFacts():
            return None
        company = self._find(named)
        if company is None:
            company = Company(CompanyFacts())
        complete = completed(company.facts, named)
        if complete != company.facts:
            company.facts = complete
            self._touched[id(company)] = company
            self._note(company)
        return company

    def knows(self, domain: str | None) -> bool:
        """Whether a company of the book has this domain."""
        return domain in self._by_domain

    def has(self, named: CompanyFacts) -> bool:
        """Whether a company of the book is meant, so that `of` makes none."""
        return self._find(named) is not None

    def called(self, named: CompanyFacts) -> Company | None:
        """The company of the book that a colleague means; None where there is none.

        That of the domain where its name does not contradict, else one of the name, wherever.
        """
        of_domain = self._by_domain.get(named.domain or "")
        if of_domain is not None and same_account(of_domain.facts, named) is Match.SAME:
            return of_domain
        return self._find(replace(named, domain=None))

    def write(self, session: Session, ids: Iterator[int], *, now: datetime) -> None:
        """Brings what is new to the book, under these ids; every company has one then."""
        known = [company for company in self._touched.values() if company.id is not None]
        new = self._new()
        for company in new:
            company.id = next(ids)
        rows = [
            {"id": one.id, **_columns(one), "is_key": one.is_key, "created_at": now} for one in new
        ]
        book.add(session, ACCOUNT, rows)
        _rewrite(session, known)
        self._touched.clear()

    @property
    def new(self) -> int:
        """How many are not in the book yet."""
        return len(self._new())

    def _new(self) -> list[Company]:
        return [company for company in self._touched.values() if company.id is None]

    def _find(self, named: CompanyFacts) -> Company | None:
        of_domain = self._by_domain.get(named.domain) if named.domain is not None else None
        if of_domain is not None or named.name is None:
            return of_domain
        of_name = self._by_name.get(name_key(named.name) or "", ())
        same = (company for company, known in of_name if _is_same(known, named))
        return next(same, None)

    def _note(self, company: Company, *, by: CompanyFacts | None = None) -> None:
        facts = by or company.facts
        if facts.domain is not None:
            self._by_domain.setdefault(facts.domain, company)
        if (key := name_key(facts.name)) is not None:
            self._by_name.setdefault(key, []).append((company, facts))


def _is_same(known: CompanyFacts, said: CompanyFacts) -> bool:
    """Whether a name joins them: never two domains, and nothing that somebody should look at."""
    has_two = None not in {known.domain, said.domain} and known.domain != said.domain
    return not has_two and same_account(known, said) is Match.SAME


def _rows(session: Session, wanted: ColumnElement[bool]) -> Sequence[Row[Any]]:
    columns = (ACCOUNT.c[name] for name in ("id", "merged_into_id", *SELLING, *COLUMNS))
    return session.execute(select(*columns).where(wanted).order_by(ACCOUNT.c.id)).all()


def _company(row: Row[Any]) -> Company:
    return Company(_facts(row), id=row.id, owner_id=row.owner_id, is_key=row.is_key)


def _facts(row: Row[Any]) -> CompanyFacts:
    return CompanyFacts(**{name: getattr(row, name) for name in COLUMNS})


def completed(known: CompanyFacts, said: CompanyFacts) -> CompanyFacts:
    """What was not known yet is taken over; what was, stays."""
    missing: dict[str, Any] = {
        name: value for name in COLUMNS if (value := getattr(said, name)) is not None
    }
    if None not in {known.country, said.country} and known.country != said.country:
        missing.pop("postal_code", None)  # it says nothing within another country
    more = replace(
        known,
        **{name: value for name, value in missing.items() if getattr(known, name) is None},
    )
    return with_technologies(more, said.technologies)


def with_technologies(known: CompanyFacts, said: Sequence[str]) -> CompanyFacts:
    """What a company works with is added to what is known; nothing that it said is forgotten."""
    together = tuple(sorted({*known.technologies, *said})[:MOST_TECHNOLOGIES])
    return known if together == known.technologies else replace(known, technologies=together)


def _rewrite(session: Session, known: Sequence[Company]) -> None:
    if known:
        session.execute(
            update(ACCOUNT)
            .where(ACCOUNT.c.id == bindparam("of"))
            .values({name: bindparam(f"new_{name}") for name in (*COLUMNS, *KEYS)}),
            [
                {"of": company.id}
                | {f"new_{name}": value for name, value in _written(company.facts).items()}
                for company in known
            ],
        )


def _written(facts: CompanyFacts) -> dict[str, Any]:
    """All columns that an UPDATE of a company writes."""
    return {name: getattr(facts, name) for name in COLUMNS} | keys.of_account(facts.name)


def _columns(company: Company) -> dict[str, Any]:
    return {name: getattr(company.facts, name) for name in COLUMNS}

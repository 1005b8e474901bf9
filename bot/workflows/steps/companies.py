"""Companies of leads that come in: found or added, many at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from agents.facts import CompanyFacts
from agents.rules.fields.technologies import MOST as MOST_TECHNOLOGIES
from store import book
from store.among import among
from store.book import ACCOUNT

COLUMNS = ("name", "domain", "industry", "employees", "country", "technologies")


@dataclass(slots=True, eq=False)
class Company:
    """A company of the book, or one that is about to be written there."""

    facts: CompanyFacts
    id: int | None = None
    """None before it is written."""


@dataclass(slots=True)
class Companies:
    """The companies that some leads may belong to, as the block knows them.

    A company is known by its domain, else by its name; a name alone never joins two companies of
    different domains. Of several the oldest counts.
    """

    _by_domain: dict[str, Company] = field(default_factory=dict)
    _by_name: dict[str, list[Company]] = field(default_factory=dict)
    _touched: dict[int, Company] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session, named: Sequence[CompanyFacts]) -> "Companies":
        """Those of the book that have one of these domains or names."""
        domains = {item.domain for item in named if item.domain is not None}
        names = {item.name for item in named if item.name is not None}
        # SQLite lowers ASCII only, so a name with umlauts is also looked for as it is written.
        lowered = {name.lower() for name in names}
        found = session.execute(
            select(ACCOUNT.c.id, *(ACCOUNT.c[name] for name in COLUMNS))
            .where(
                or_(
                    among(session, ACCOUNT.c.domain, domains),
                    among(session, ACCOUNT.c.name, names),
                    among(session, func.lower(ACCOUNT.c.name, type_=String()), lowered),
                )
            )
            .order_by(ACCOUNT.c.id)
        )
        made = cls()
        for account_id, *values in found:
            facts = CompanyFacts(**dict(zip(COLUMNS, values, strict=True)))
            made._note(Company(facts, id=account_id))
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

    def write(self, session: Session, ids: Iterator[int], *, now: datetime) -> None:
        """Brings what is new to the book, under these ids; every company has one then."""
        known = [company for company in self._touched.values() if company.id is not None]
        new = self._new()
        for company in new:
            company.id = next(ids)
        rows = [{"id": one.id, **_columns(one), "created_at": now} for one in new]
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
        of_name: Iterable[Company] = self._by_name.get(named.name.lower(), ())
        if named.domain is not None:
            of_name = (company for company in of_name if company.facts.domain is None)
        return next(iter(of_name), None)

    def _note(self, company: Company) -> None:
        facts = company.facts
        if facts.domain is not None:
            self._by_domain.setdefault(facts.domain, company)
        if facts.name is not None:
            of_name = self._by_name.setdefault(facts.name.lower(), [])
            if company not in of_name:
                of_name.append(company)


def completed(known: CompanyFacts, said: CompanyFacts) -> CompanyFacts:
    """What was not known yet is taken over; what was, stays."""
    missing: dict[str, Any] = {
        name: value for name in COLUMNS if (value := getattr(said, name)) is not None
    }
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
            .values({name: bindparam(f"new_{name}") for name in COLUMNS}),
            [
                {"of": company.id}
                | {f"new_{name}": value for name, value in _columns(company).items()}
                for company in known
            ],
        )


def _columns(company: Company) -> dict[str, Any]:
    return {name: getattr(company.facts, name) for name in COLUMNS}

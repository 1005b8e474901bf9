"""Cases of a file for `staffel normalise` and `staffel match`, answered line by line.

A normalise case has `raw` and what tells its kind: `default_country` (a telephone number), `field`
(one of FIELDS), or nothing (a country). A match case has `a` and `b`: two names of companies, or
two objects with the fields of persons or companies.
"""

from collections.abc import Callable, Mapping
from typing import Any

from agents.facts import CompanyFacts
from agents.rules import accounts, matching
from agents.rules.fields import (
    addresses,
    company_names,
    countries,
    industries,
    phones,
    regions,
    roles,
    texts,
)
from agents.vocabulary import Match

REPEATED = ("id", "raw", "default_country", "country", "field")
PERSONAL = frozenset({"email", "first_name", "last_name", "name_first", "phone", "full_name"})


class CaseError(ValueError):
    """The line is no case."""


def normalised(case: object) -> dict[str, Any]:
    """The answer to a normalise case; what the case says is repeated.

    Raises:
        CaseError: where the line says nothing to normalise.
    """
    if not isinstance(case, dict) or "raw" not in case:
        raise CaseError('a case is an object with "raw"')
    said = case["raw"]
    field = case.get("field", "phone" if "default_country" in case else "country")
    if field not in FIELDS:
        raise CaseError(f"no field {field!r}; known are {', '.join(FIELDS)}")
    read = FIELDS[field]({**case, "raw": "" if said is None else str(said)})
    return {name: case[name] for name in REPEATED if name in case} | read


def matched(case: object) -> dict[str, Any]:
    """The answer to a match case: whether both are one, and whether somebody should look.

    Raises:
        CaseError: where the line has no two records.
    """
    if not isinstance(case, dict):
        raise CaseError('a case is an object with "a" and "b"')
    one, other = case.get("a"), case.get("b")
    if isinstance(one, str) and isinstance(other, str):
        return _answer(case, "same_account", accounts.same_name(one, other))
    if not isinstance(one, dict) or not isinstance(other, dict):
        raise CaseError('"a" and "b" are two names or two objects')
    if PERSONAL & {*one, *other}:
        home = str(case.get("default_country", "DE"))
        found = matching.same_person(
            matching.marks(one, default_country=home), matching.marks(other, default_country=home)
        )
        return _answer(case, "duplicate", found)
    return _answer(case, "same_account", accounts.same_account(_company(one), _company(other)))


def _answer(case: Mapping[str, Any], question: str, found: Match) -> dict[str, Any]:
    said = {"id": case["id"]} if "id" in case else {"a": case["a"], "b": case["b"]}
    return {**said, question: found is Match.SAME, "uncertain": found is Match.UNCERTAIN}


def _company(raw: Mapping[str, object]) -> CompanyFacts:
    name, domain, land = (raw.get(field) for field in ("name", "domain", "country"))
    return CompanyFacts(
        name=str(name or raw.get("company") or "") or None,
        domain=addresses.ascii_domain(str(domain)) if domain else None,
        country=countries.country(str(land)) if land else None,
    )


def _phone(case: Mapping[str, Any]) -> dict[str, Any]:
    found = phones.read(case["raw"], country=str(case.get("default_country", "DE")))
    return {"e164": found.e164, "valid": found.is_valid}


def _email(case: Mapping[str, Any]) -> dict[str, Any]:
    found = addresses.email(case["raw"])
    domain = addresses.ascii_domain(found.rpartition("@")[2]) if found else ""
    return {
        "email": found,
        "valid": found is not None,
        "is_free_mail": addresses.is_free_mail(domain),
        "is_disposable": addresses.is_disposable(domain),
        "is_role": found is not None and addresses.is_role(found),
    }


def _company_name(case: Mapping[str, Any]) -> dict[str, Any]:
    found = company_names.company_name(case["raw"])
    return {"name": " ".join(found.words), "legal_form": found.form}


def _job(case: Mapping[str, Any]) -> dict[str, Any]:
    found = roles.role(case["raw"])
    return {"function": found.function, "seniority": found.seniority}


def _region(case: Mapping[str, Any]) -> dict[str, Any]:
    land = countries.country(str(case.get("country") or ""))
    code = case["raw"].strip()
    return {"iso3166_2": regions.region(code, country=land, postal_code=code)}


def _name(case: Mapping[str, Any]) -> dict[str, Any]:
    first, last = texts.split_name(case["raw"])
    return {"first_name": first, "last_name": last}


FIELDS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "country": lambda case: {"iso2": countries.country(case["raw"])},
    "phone": _phone,
    "email": _email,
    "company": _company_name,
    "job_title": _job,
    "region": _region,
    "industry": lambda case: {"industry": industries.industry(case["raw"])},
    "name": _name,
}
"""What a normalise case may be of, and how it is answered."""

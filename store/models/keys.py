"""Keys by which persons and companies are looked up: whoever writes a name writes its keys.

New rows get them as column defaults, changed ones by a mapper event, so that no door can forget
them; a bare UPDATE of a name takes `of_account` along.
"""

from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import Mapper

from agents.facts import ContactFacts
from agents.rules import accounts, matching
from agents.rules.fields.company_names import name_key


def contact(context: Any) -> str | None:
    """Default of `contact.name_key`."""
    values = context.get_current_parameters()
    return _of_contact(values.get("first_name"), values.get("last_name"))


def account(context: Any) -> str | None:
    """Default of `account.name_key`."""
    return name_key(context.get_current_parameters().get("name"))


def account_core(context: Any) -> str | None:
    """Default of `account.name_core`."""
    return accounts.core_key(context.get_current_parameters().get("name"))


def account_start(context: Any) -> str | None:
    """Default of `account.name_start`."""
    return of_account(context.get_current_parameters().get("name"))["name_start"]


def account_end(context: Any) -> str | None:
    """Default of `account.name_end`."""
    return of_account(context.get_current_parameters().get("name"))["name_end"]


def of_account(name: str | None) -> dict[str, str | None]:
    """The keys of a company's name, by column."""
    key = name_key(name)
    start, end = accounts.ends(key) if key is not None else (None, None)
    core = accounts.core_key(name)
    return {"name_key": key, "name_start": start, "name_end": end, "name_core": core}


def keep(contacts: type[Any], companies: type[Any]) -> None:
    """From now on a changed name changes its keys."""

    def of_contact(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
        del mapper, connection
        row.name_key = _of_contact(row.first_name, row.last_name)

    def of_company(mapper: Mapper[Any], connection: Connection, row: Any) -> None:
        del mapper, connection
        for column, value in of_account(row.name).items():
            setattr(row, column, value)

    event.listen(contacts, "before_update", of_contact)
    event.listen(companies, "before_update", of_company)


def _of_contact(first_name: str | None, last_name: str | None) -> str | None:
    return matching.name_key(ContactFacts(first_name=first_name, last_name=last_name))

"""Gives rows the keys of the rules as they are now, once after each change of these rules.

A migration stays what it was, but a key is worth nothing unless today's rules make the same one
when they look for it. So no migration writes keys: this does, after the last of them.
"""

from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from agents.facts import ContactFacts
from agents.rules import matching
from store import installation
from store.models import Base, keys
from store.session import Store

VERSION = "2"
"""Of the rules that make keys (agents/rules: matching, accounts, fields); a test holds it. Those of
"2" are those of "1": in between, PostgreSQL had none for rows that came eight or more at once."""
NOTED = "name_keys"
AT_ONCE = 1_000
CONTACT, ACCOUNT = Base.metadata.tables["contact"], Base.metadata.tables["account"]
OF_CONTACT = ("name_key",)
OF_ACCOUNT = ("name_key", "name_start", "name_end", "name_core")


def rekey(store: Store) -> int:
    """Writes the keys that are others now; says how many rows. Nothing, where it was done before.

    A thousand rows a block: whoever dies in between begins anew, and finds less to do.
    """
    with store.read() as session:
        if installation.read(session, NOTED) == VERSION:
            return 0
    changed = 0
    for table in (CONTACT, ACCOUNT):
        last: int | None = 0
        while last is not None:
            with store.begin() as session:
                last, count = _batch(session, table, after=last)
            changed += count
    with store.begin() as session:
        installation.write(session, NOTED, VERSION)
    return changed


def _batch(session: Session, table: Table, *, after: int) -> tuple[int | None, int]:
    """The last number looked at, None at the end, and how many rows were changed."""
    names = OF_CONTACT if table is CONTACT else OF_ACCOUNT
    rows = session.execute(
        select(table).where(table.c.id > after).order_by(table.c.id).limit(AT_ONCE)
    ).all()
    stale: list[dict[str, Any]] = []
    for row in rows:
        found = _keys(table, row)
        if any(getattr(row, name) != found[name] for name in names):
            stale.append({"of": row.id} | {f"new_{name}": found[name] for name in names})
    if stale:
        session.execute(
            update(table)
            .where(table.c.id == bindparam("of"))
            .values({name: bindparam(f"new_{name}") for name in names}),
            stale,
        )
    return (rows[-1].id if len(rows) == AT_ONCE else None), len(stale)


def _keys(table: Table, row: Any) -> dict[str, str | None]:
    if table is ACCOUNT:
        return keys.of_account(row.name)
    contact = ContactFacts(first_name=row.first_name, last_name=row.last_name)
    return {"name_key": matching.name_key(contact)}

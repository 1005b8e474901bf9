"""Locks that are no rows: one block after the other, whichever process opened it."""

from sqlalchemy import text
from sqlalchemy.orm import Session

BOOK = 7_382_912
"""Any number, the same in all processes, and another one than that of store.migrate."""
OUTAGES = 7_382_913


def wait_for_the_book(session: Session) -> None:
    """Waits until no other block takes people in or gives leads out by turns; holds until its end.

    Deliveries of one person stay in their order and make one person, one company and one lead,
    and two blocks never give the same turn away. Called first in a block, before any row is
    locked. SQLite's writers queue by themselves.
    """
    _wait(session, BOOK)


def wait_for_outages(session: Session) -> None:
    """Waits until no other block begins an outage, so that one is begun once."""
    _wait(session, OUTAGES)


def _wait(session: Session, key: int) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

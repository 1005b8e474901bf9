"""Takes leads out of the book with everything that belongs to them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Table, delete, or_, select, update
from sqlalchemy.orm import Session

from store.book import ACCOUNT, CONTACT, LEAD
from store.models import Base

AUDIT, OPPORTUNITY, OUTBOX = (
    Base.metadata.tables[name] for name in ("audit", "opportunity", "outbox")
)
OTHERS = tuple(
    column
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if (column.references(LEAD.c.id) and table is not AUDIT) or column is OUTBOX.c.lead_id
)
"""Columns that name a lead, those of tables that others need first."""
AMONG_LEADS = tuple(column for column in OTHERS if column.table is LEAD)
CHILDREN = tuple(column for column in reversed(OTHERS) if column.table is not LEAD)


def forget(session: Session, lead_ids: Collection[int]) -> None:
    """Deletes these leads, and their persons, companies and deals where nobody else has them.

    They are locked first: nobody owes anything of them from then on. The audit keeps that something
    happened, and no longer with which lead.
    """
    session.flush()
    ids = list(lead_ids)
    theirs = session.execute(
        select(LEAD.c.contact_id, LEAD.c.account_id, LEAD.c.opportunity_id)
        .where(LEAD.c.id.in_(ids))
        .with_for_update()
    ).all()
    for column in AMONG_LEADS:
        session.execute(update(LEAD).where(column.in_(ids)).values({column.name: None}))
    for column in CHILDREN:
        session.execute(delete(column.table).where(column.in_(ids)))
    session.execute(update(AUDIT).where(AUDIT.c.lead_id.in_(ids)).values(lead_id=None))
    session.execute(delete(LEAD).where(LEAD.c.id.in_(ids)))
    _forget_lonely(session, CONTACT, "contact_id", {row.contact_id for row in theirs})
    _forget_lonely(session, ACCOUNT, "account_id", {row.account_id for row in theirs})
    _forget_lonely(session, OPPORTUNITY, "opportunity_id", {row.opportunity_id for row in theirs})
    session.expire_all()


def _forget_lonely(session: Session, table: Table, column: str, ids: set[int | None]) -> None:
    """Those of the rows that no lead and no colleague has, and into which none was merged."""
    gone = delete(table).where(
        table.c.id.in_(ids - {None}),
        ~select(LEAD.c.id).where(LEAD.c[column] == table.c.id).exists(),
    )
    if table is ACCOUNT:
        gone = gone.where(table.c.owner_id.is_(None), table.c.is_key.is_(False))
    if "merged_into_id" in table.c:
        other = table.alias()
        merged = select(other.c.id).where(other.c.merged_into_id == table.c.id)
        gone = gone.where(~merged.exists())
    session.execute(gone)


def is_named_by_others() -> ColumnElement[bool]:
    """Whether a lead that is no test names this one."""
    other = LEAD.alias()
    names = or_(*(other.c[column.name] == LEAD.c.id for column in AMONG_LEADS))
    return select(other.c.id).where(names, other.c.is_test.is_(False)).exists()

"""Steps on the rows that stand beside a lead and change with a decision: pictured, and put back.

Its tries, its duty, its deal, what was recommended, the touches; and of the person and the company
what a form of the card may fill in. A mail address stays: what it may be used for hangs on it.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from agents.vocabulary import RefusalCode
from bot.errors import Refusal
from bot.workflows.steps.plain import Values, columns, plain, typed, values
from store.models import Account, Advice, Cadence, Contact, Duty, Lead, Opportunity, Touch
from store.models.base import Base

TABLES: dict[str, type[Base]] = {
    table.__tablename__: table
    for table in (Cadence, Duty, Advice, Opportunity, Touch, Contact, Account)
}
KEPT: dict[type[Base], tuple[str, ...]] = {
    Cadence: columns(Cadence, without=("id", "lead_id")),
    Duty: columns(Duty, without=("id", "lead_id")),
    Advice: columns(Advice, without=("id", "lead_id")),
    Opportunity: columns(Opportunity, without=("id",)),
    Touch: columns(Touch, without=("id", "lead_id")),
    Contact: ("first_name", "last_name", "phone", "job_title"),
    Account: ("name", "country", "industry", "employees"),
}
SHARED = (Contact, Account)
"""Others have them too: one that a decision has made stays."""

Rows = dict[str, dict[int, Values]]
"""By table and number."""


def picture(session: Session, lead: Lead) -> Rows:
    """The rows as they are now."""
    one_each = (lead.cadence, lead.duty, lead.opportunity, lead.contact, lead.account)
    found: Rows = {name: {} for name in TABLES}
    for row in (*(one for one in one_each if one is not None), *lead.touches):
        number: int = row.id
        found[row.__tablename__][number] = values(row, KEPT[type(row)])
    # By columns: what a statement has changed is not in the rows that the block has read.
    names = KEPT[Advice]
    of_lead = select(Advice.id, *(getattr(Advice, name) for name in names))
    for number, *its in session.execute(of_lead.where(Advice.lead_id == lead.id)):
        found[Advice.__tablename__][number] = {
            name: plain(one) for name, one in zip(names, its, strict=True)
        }
    return found


def changes(before: Rows, after: Rows) -> Values:
    """What a decision has changed, and what it has made, as JSON."""
    return {
        name: {
            "changed": {
                str(number): [was, after[name][number]]
                for number, was in before[name].items()
                if number in after[name] and was != after[name][number]
            },
            "made": {
                str(number): its
                for number, its in after[name].items()
                if number not in before[name] and table not in SHARED
            },
        }
        for name, table in TABLES.items()
    }


def refuse_moved_on(session: Session, change: Values) -> None:
    """A deal that the CRM knows by now is the CRM's.

    Raises:
        Refusal: UNDO_OVERTAKEN.
    """
    its: dict[str, Any] = change[Opportunity.__tablename__]
    left = {number: after for number, (_, after) in its["changed"].items()} | its["made"]
    for number, after in left.items():
        row = session.get(Opportunity, int(number))
        if row is None or values(row, KEPT[Opportunity]) != after:
            raise Refusal(RefusalCode.UNDO_OVERTAKEN, why="crm")


def shared(change: Values, kind: type[Contact | Account]) -> set[int]:
    """Persons or companies of whom the decision had changed what others share."""
    return {int(number) for number in change[kind.__tablename__]["changed"]}


def put_back(session: Session, change: Values) -> None:
    """Each row becomes what it was, as far as nothing else has changed it; new ones go.

    The lead no longer names what goes: that must be written before.
    """
    session.flush()
    for name, its in change.items():
        table = TABLES[name]
        for number, (was, became) in its["changed"].items():
            row = session.get(table, int(number))
            if row is not None:
                _restore(row, was, became)
        if its["made"]:
            key = table.__table__.c.id
            session.execute(delete(table).where(key.in_(map(int, its["made"]))))
    session.flush()


def _restore(row: Base, was: Mapping[str, Any], became: Mapping[str, Any]) -> None:
    for name, value in was.items():
        if value != became[name] and plain(getattr(row, name)) == became[name]:
            setattr(row, name, typed(type(row), name, value))

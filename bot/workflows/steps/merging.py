"""Joining two contacts or two accounts, with all it takes to part them again.

Nothing is deleted and no history is rewritten: the leads of the one go over to the other, which
learns what it did not know, and the record says which leads and which columns. What persons allow
and refuse is the matter of steps/union.py.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from agents.vocabulary import PairKind
from bot.workflows.steps import journal
from store.models import Account, Contact, Lead, Merge

CONTACT_COLUMNS = ("first_name", "last_name", "email", "phone", "job_title", "topics")
ACCOUNT_COLUMNS = (
    *("name", "domain", "industry", "employees"),
    *("country", "region", "postal_code", "owner_id"),
)
KEY_ACCOUNT = "is_key"
TECHNOLOGY = "technology:"
"""How a record names a technology that the kept account learned, before its code."""
Row = Contact | Account


def merge(
    session: Session,
    kind: PairKind,
    *,
    kept_id: int,
    gone_id: int,
    person_id: int | None,
    policy_revision: str,
    now: datetime,
) -> Merge:
    """The one belongs to the other from now on; neither may belong to another already."""
    kept, gone = row(session, kind, kept_id), row(session, kind, gone_id)
    columns = CONTACT_COLUMNS if kind is PairKind.PERSON else ACCOUNT_COLUMNS
    filled = [
        name for name in columns if getattr(kept, name) is None and getattr(gone, name) is not None
    ]
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    if isinstance(kept, Account) and isinstance(gone, Account):
        filled += _learn(kept, gone)
    if isinstance(kept, Contact) and isinstance(gone, Contact):
        kept.delete_after = max(kept.delete_after, gone.delete_after)
    gone.merged_into_id = kept.id
    moved = list(session.scalars(select(Lead.id).where(_of(kind) == gone.id).order_by(Lead.id)))
    _move(session, kind, moved, to=kept.id, now=now)
    record = Merge(
        kind=kind,
        kept_id=kept.id,
        gone_id=gone.id,
        lead_ids=moved,
        filled=filled,
        merged_at=now,
        merged_by_id=person_id,
        policy_revision=policy_revision,
    )
    session.add(record)
    session.flush()
    return record


def undo(session: Session, record: Merge, *, person_id: int | None, now: datetime) -> None:
    """Both are as they were: the leads go back, and what was only filled in is unknown again.

    A value that somebody has corrected since stays; so does a lead that has moved on elsewhere.
    Where the kept one belongs to another by now, the leads are there, and come back from there.
    """
    kept, gone = (
        row(session, record.kind, record.kept_id),
        row(session, record.kind, record.gone_id),
    )
    if isinstance(kept, Account):
        _unlearn(kept, record.filled)
    for name in record.filled:
        if hasattr(kept, name) and getattr(kept, name) == getattr(gone, name):
            setattr(kept, name, False if name == KEY_ACCOUNT else None)
    gone.merged_into_id = None
    whole = survivor(session, record.kind, kept.id)
    mine = select(Lead.id).where(Lead.id.in_(record.lead_ids), _of(record.kind) == whole.id)
    _move(session, record.kind, list(session.scalars(mine)), to=gone.id, now=now)
    record.undone_at, record.undone_by_id = now, person_id


def row(session: Session, kind: PairKind, number: int) -> Row:
    """A contact or an account."""
    if kind is PairKind.PERSON:
        return session.get_one(Contact, number)
    return session.get_one(Account, number)


def survivor(session: Session, kind: PairKind, number: int) -> Row:
    """What a contact or an account is by now: itself, or what it was joined to in the end."""
    found = row(session, kind, number)
    while found.merged_into_id is not None:
        found = row(session, kind, found.merged_into_id)
    return found


def _learn(kept: Account, gone: Account) -> list[str]:
    """What is never unknown: whether it is a key account, and what the company works with."""
    learned = []
    if gone.is_key and not kept.is_key:
        kept.is_key = True
        learned.append(KEY_ACCOUNT)
    new = sorted({*gone.technologies} - {*kept.technologies})
    kept.technologies = tuple(sorted({*kept.technologies, *new}))
    return learned + [f"{TECHNOLOGY}{code}" for code in new]


def _unlearn(kept: Account, filled: list[str]) -> None:
    gone = {name.removeprefix(TECHNOLOGY) for name in filled if name.startswith(TECHNOLOGY)}
    kept.technologies = tuple(code for code in kept.technologies if code not in gone)


def _of(kind: PairKind) -> InstrumentedAttribute[int | None]:
    return Lead.contact_id if kind is PairKind.PERSON else Lead.account_id


def _move(
    session: Session, kind: PairKind, lead_ids: list[int], *, to: int, now: datetime
) -> None:
    column = "contact_id" if kind is PairKind.PERSON else "account_id"
    session.execute(
        update(Lead)
        .where(Lead.id.in_(lead_ids))
        .values({column: to, "version": Lead.version + 1})
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    for lead in session.scalars(select(Lead).where(Lead.id.in_(lead_ids))):
        journal.show_card(session, lead, now=now)

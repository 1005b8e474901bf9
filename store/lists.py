"""Leads that stand together in one message, because their cards would have been too many.

SQLAlchemy Core: `crowded` runs before every claim of the relay. Times are the database's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from agents.vocabulary import OutboxState
from store.models import Base

OUTBOX = Base.metadata.tables["outbox"]
GATE = Base.metadata.tables["gate"]
LEAD = Base.metadata.tables["lead"]
LIST = Base.metadata.tables["lead_list"]
UNSETTLED = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNCERTAIN)
LISTED = "listed"
"""Why a card is not sent: its lead stands in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """Which waiting effects may be put together: cards that are no more urgent than others."""

    kind: str
    priority: int

    def rows(self) -> ColumnElement[bool]:
        """Those that wait and of which no try was ever made."""
        return and_(
            OUTBOX.c.kind == self.kind,
            OUTBOX.c.priority == self.priority,
            OUTBOX.c.first_try_at.is_(None),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A lead whose card waits."""

    owed_id: int
    lead_id: int


def crowded(
    session: Session, plain: Plain, *, lanes: str, door: str, over: int, now: datetime
) -> tuple[str, ...]:
    """Lanes that may send now and have nothing more urgent to send than too many plain cards.

    Cards that still wait for their moment count as soon as that of one has come.

    Args:
        session: an open block.
        plain: which cards.
        lanes: the kind of lane.
        door: the gate of the service that all these lanes stand behind.
        over: how many are not too many.
        now: the moment.
    """
    is_due = OUTBOX.c.due_at <= now
    is_shut = exists().where(
        or_(GATE.c.name == OUTBOX.c.lane, GATE.c.name == door), GATE.c.opens_at > now
    )
    found = session.scalars(
        select(OUTBOX.c.lane)
        .where(OUTBOX.c.state == OutboxState.PENDING, OUTBOX.c.lane.startswith(f"{lanes}:"))
        .where(~is_shut)
        .group_by(OUTBOX.c.lane)
        .having(
            _count(plain.rows()) > over,
            _count(and_(plain.rows(), is_due)) > 0,
            _count(and_(OUTBOX.c.priority < plain.priority, is_due)) == 0,
        )
        .order_by(OUTBOX.c.lane)
    )
    return tuple(found)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def lock_oldest(session: Session, plain: Plain, *, lane: str, most: int) -> tuple[Waiting, ...]:
    """The oldest plain cards of a lane with their leads, locked; what somebody else holds is left.

    Waiting for a lead here could end in a ring: whoever changes a lead holds it first, then what
    is owed of it.
    """
    rows = session.execute(
        select(OUTBOX.c.id, OUTBOX.c.lead_id)
        .join_from(OUTBOX, LEAD, LEAD.c.id == OUTBOX.c.lead_id)
        .where(OUTBOX.c.state == OutboxState.PENDING, OUTBOX.c.lane == lane, plain.rows())
        .where(LEAD.c.card_ts.is_(None), LEAD.c.list_id.is_(None))
        .order_by(OUTBOX.c.id)
        .limit(most)
        .with_for_update(of=(OUTBOX, LEAD), skip_locked=True)
    )
    return tuple(Waiting(owed_id=owed_id, lead_id=lead_id) for owed_id, lead_id in rows)


def make(session: Session, waiting: Sequence[Waiting], *, channel: str, now: datetime) -> int:
    """A list of these leads instead of their cards; its number."""
    made = insert(LIST).values(channel=channel, created_at=now).returning(LIST.c.id)
    list_id = session.execute(made).scalar_one()
    session.execute(
        update(OUTBOX)
        .where(OUTBOX.c.id.in_([one.owed_id for one in waiting]))
        .values(state=OutboxState.SUPERSEDED, error_code=LISTED, settled_at=now)
    )
    session.execute(
        update(LEAD).where(LEAD.c.id.in_([one.lead_id for one in waiting])).values(list_id=list_id)
    )
    return int(list_id)


def with_card_owed(session: Session, list_id: int, *, kind: str) -> frozenset[int]:
    """Leads of a list whose own card is on its way."""
    found = session.scalars(
        select(LEAD.c.id)
        .join_from(LEAD, OUTBOX, OUTBOX.c.lead_id == LEAD.c.id)
        .where(LEAD.c.list_id == list_id, LEAD.c.card_ts.is_(None))
        .where(OUTBOX.c.kind == kind, OUTBOX.c.state.in_(UNSETTLED))
    )
    return frozenset(found)


def picture(session: Session, list_id: int) -> int:
    """A number that is another one as soon as the lines of a list have to say something else."""
    versions = func.coalesce(func.sum(LEAD.c.version), 0)
    now = select(versions * 100 + func.count(LEAD.c.card_ts)).where(LEAD.c.list_id == list_id)
    return int(session.execute(now).scalar_one())

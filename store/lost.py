"""Promises that were lost: found by the auditor without reading every open lead at once.

A clock that has lost its next look stands in a partial index that is empty otherwise. A lead that
has lost its promise is seen in no index, so leads are searched in windows of their ids.
"""

from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select, text
from sqlalchemy.orm import Session

from agents.vocabulary import ClockKind, Handover, SlaState
from store.clocks import CLOCK, LEAD, RunningClock
from store.models import Base
from store.models.clocks import WITHOUT_NEXT_LOOK

TOUCH = Base.metadata.tables["touch"]
UNTOUCHED = (Handover.WAITING, Handover.OFFERED)
PROMISED = (*UNTOUCHED, Handover.ACCEPTED)
NOT_PROMISED = tuple(handover for handover in Handover if handover not in PROMISED)
"""Where no first touch is waited for. Asked by NOT IN, which no index answers: SQLite would read
all open leads by theirs before the few clocks."""


def newest_lead_id(session: Session) -> int:
    """The highest id of a lead; 0 where there is none."""
    return session.scalar(select(func.max(LEAD.c.id))) or 0


def leads_without_promise(
    session: Session, *, after: int, up_to: int, limit: int
) -> tuple[int, ...]:
    """Ids of open leads with `after` < id <= `up_to` to which nothing is promised, rising.

    A promise is a first-touch clock that runs, or that a touch has stopped. An accepted lead
    that was touched needs none.
    """
    touched = exists().where(TOUCH.c.lead_id == LEAD.c.id)
    kept = exists().where(
        TOUCH.c.lead_id == CLOCK.c.lead_id, TOUCH.c.occurred_at >= CLOCK.c.started_at
    )
    promised = exists().where(
        CLOCK.c.lead_id == LEAD.c.id,
        CLOCK.c.kind == ClockKind.FIRST_TOUCH,
        CLOCK.c.state != SlaState.CANCELLED,
        or_(CLOCK.c.stopped_at.is_(None), kept),
    )
    lost = select(LEAD.c.id).where(
        LEAD.c.id > after,
        LEAD.c.id <= up_to,
        or_(
            LEAD.c.handover.in_(UNTOUCHED),
            and_(LEAD.c.handover == Handover.ACCEPTED, ~touched),
        ),
        ~promised,
    )
    return tuple(session.scalars(lost.order_by(LEAD.c.id).limit(limit)))


def any_clock_without_look(session: Session) -> bool:
    """Whether `clocks_without_look` could find something; takes no lock."""
    return session.scalar(silent().limit(1)) is not None


def clocks_without_look(session: Session, *, limit: int) -> tuple[RunningClock, ...]:
    """Clocks of open leads that run, are not broken, and that nobody would look at again; locked.

    Args:
        session: an open block.
        limit: at most so many.
    """
    locked = silent().limit(limit).with_for_update(of=(LEAD, CLOCK), skip_locked=True)
    return tuple(
        RunningClock(id=clock_id, kind=kind, due_at=due_at, steps=steps)
        for clock_id, kind, due_at, steps in session.execute(locked)
    )


def silent() -> Select[Any]:
    """Asks for the clocks of open leads that nobody would look at again."""
    return (
        select(CLOCK.c.id, CLOCK.c.kind, CLOCK.c.due_at, CLOCK.c.steps)
        .join_from(CLOCK, LEAD, LEAD.c.id == CLOCK.c.lead_id)
        .where(text(WITHOUT_NEXT_LOOK), LEAD.c.handover.not_in(NOT_PROMISED))
        .order_by(CLOCK.c.id)
    )

"""Pacing shared by all processes: a gate opens at a moment in the database's time."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.models import Gate
from store.session import database_now


def close_for(session: Session, *, name: str, wait: timedelta) -> None:
    """Closes a gate for at least `wait`, as a 429 with Retry-After asks."""
    gate = _locked(session, name)
    gate.opens_at = max(gate.opens_at, database_now(session) + wait)


def pass_one(session: Session, *, name: str, pace: timedelta) -> bool:
    """Lets one through an open gate and closes it behind for `pace`; False where it is closed.

    Whoever saw it open before may find it closed: the row, locked until the commit, decides.
    """
    gate = _locked(session, name)
    now = database_now(session)
    if gate.opens_at > now:
        return False
    gate.opens_at = now + pace
    return True


def _locked(session: Session, name: str) -> Gate:
    """The gate, made open where it is new."""
    wanted = select(Gate).where(Gate.name == name).with_for_update()
    known = session.scalar(wanted.execution_options(populate_existing=True))
    if known is not None:
        return known
    made = Gate(name=name, opens_at=database_now(session))
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another process made it just now
        return session.scalars(wanted).one()
    return made

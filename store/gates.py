"""Pacing shared by all processes: a gate opens at a moment in the database's time."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Gate
from store.session import database_now


def pass_through(session: Session, *, name: str, pace: timedelta) -> datetime | None:
    """Passes the gate and closes it for `pace`; None when passed, else when it opens."""
    now = database_now(session)
    gate = session.scalar(select(Gate).where(Gate.name == name).with_for_update())
    if gate is None:
        session.add(Gate(name=name, opens_at=now + pace))
        session.flush()
        return None
    if gate.opens_at > now:
        return gate.opens_at
    gate.opens_at = now + pace
    return None


def close_for(session: Session, *, name: str, wait: timedelta) -> None:
    """Closes a gate for at least `wait`, as a 429 with Retry-After asks."""
    until = database_now(session) + wait
    gate = session.scalar(select(Gate).where(Gate.name == name).with_for_update())
    if gate is None:
        session.add(Gate(name=name, opens_at=until))
    else:
        gate.opens_at = max(gate.opens_at, until)

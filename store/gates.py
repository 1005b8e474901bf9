"""Pacing shared by all processes: a gate opens at a moment in the database's time."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Gate
from store.session import database_now


def close_for(session: Session, *, name: str, wait: timedelta) -> None:
    """Closes a gate for at least `wait`, for a pace or as a 429 with Retry-After asks."""
    until = database_now(session) + wait
    gate = session.scalar(select(Gate).where(Gate.name == name).with_for_update())
    if gate is None:
        session.add(Gate(name=name, opens_at=until))
    else:
        gate.opens_at = max(gate.opens_at, until)

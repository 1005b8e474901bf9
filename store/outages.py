"""Times in which Slack, one of its channels or the mail server took nothing from us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.orm import Session

from store.locks import wait_for_outages
from store.models import Base
from store.session import database_now

T = Base.metadata.tables["outage"]
SLACK = "slack"
MAIL = "mail"


def channel(channel_id: str) -> str:
    """The name of a channel's outages."""
    return f"channel:{channel_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageFacts:
    """An outage; `ended_at` is None while it lasts."""

    id: int
    name: str
    code: str
    began_at: datetime
    last_at: datetime
    told_at: datetime | None
    ended_at: datetime | None


def note(session: Session, *, name: str, code: str) -> OutageFacts:
    """A send failed: begins an outage, or goes on with the one that lasts."""
    wait_for_outages(session)
    now = database_now(session)
    known = update(T).where(T.c.name == name, T.c.ended_at.is_(None))
    changed = session.execute(known.values(last_at=now, code=code))
    if cast("CursorResult[Any]", changed).rowcount == 0:
        session.execute(insert(T).values(name=name, code=code, began_at=now, last_at=now))
    (found,) = lasting(session, name=name)
    return found


def end(session: Session, *names: str) -> None:
    """A send went through: what lasted has ended."""
    session.execute(
        update(T)
        .where(T.c.name.in_(names), T.c.ended_at.is_(None))
        .values(ended_at=database_now(session))
    )


def lasting(session: Session, *, name: str | None = None) -> tuple[OutageFacts, ...]:
    """The outages that last now, oldest first."""
    wanted = select(T).where(T.c.ended_at.is_(None)).order_by(T.c.id)
    if name is not None:
        wanted = wanted.where(T.c.name == name)
    return tuple(OutageFacts(**row) for row in session.execute(wanted).mappings())


def untold(session: Session) -> tuple[OutageFacts, ...]:
    """Outages the operator was not told of, also those that are over; locked, oldest first."""
    wanted = select(T).where(T.c.told_at.is_(None)).order_by(T.c.id)
    rows = session.execute(wanted.with_for_update(skip_locked=True)).mappings()
    return tuple(OutageFacts(**row) for row in rows)


def told(session: Session, outage_id: int, *, now: datetime) -> None:
    """The operator was owed a mail about it."""
    session.execute(update(T).where(T.c.id == outage_id).values(told_at=now))

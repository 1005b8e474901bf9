"""The operator's hand on the tap: while paused, nothing leaves the outbox."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.models import Base, Installation
from store.upsert import insert_missing

T = Base.metadata.tables["installation"]
NAME = "paused"
_CURRENT = select(T.c.value).where(T.c.name == NAME)
LONGEST = 60
"""Characters of a reason: with the moment it stands in one short column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Since when nothing is sent, and why."""

    since: datetime
    why: str


def pause(session: Session, *, why: str, now: datetime) -> Pause:
    """Stops all sends from the next claim on; a pause that lasts stays as it is."""
    reason = "".join(letter for letter in why if letter.isprintable())[:LONGEST]
    value = json.dumps({"since": now.isoformat(), "why": reason}, ensure_ascii=False)
    session.execute(insert_missing(session, T, unique=("name",)), [{"name": NAME, "value": value}])
    lasting = current(session)
    assert lasting is not None
    return lasting


def resume(session: Session) -> Pause | None:
    """Lets everything go on; the pause that ended, if there was one."""
    ended = current(session)
    session.execute(delete(Installation).where(Installation.name == NAME))
    return ended


def current(session: Session) -> Pause | None:
    """The pause that lasts, if one does."""
    value = session.scalar(_CURRENT)
    if value is None:
        return None
    known = json.loads(value)
    return Pause(since=datetime.fromisoformat(known["since"]), why=known["why"])

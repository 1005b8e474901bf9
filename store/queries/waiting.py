"""What waits to be looked at."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.vocabulary import InboxState
from store.models import Base
from store.session import database_now

T = Base.metadata.tables["delivery"]
EVENTS = "events"
SOON = timedelta(seconds=60)
"""A delivery that nobody has read for longer is no reason to wait for it."""


def is_anything_unread(session: Session) -> bool:
    """Whether a form, an event or a chat came in just now and is not a lead yet."""
    found = session.scalar(
        select(T.c.id)
        .where(
            T.c.state == InboxState.RECEIVED,
            T.c.received_at > database_now(session) - SOON,
            T.c.door.not_like("slack:%"),
        )
        .limit(1)
    )
    return found is not None


def came_just_now(session: Session, *, within: timedelta) -> bool:
    """Whether a form or a chat came in so short a time ago, read or not.

    Events are left out: a website that is visited sends them all the time.
    """
    found = session.scalar(
        select(T.c.id)
        .where(
            T.c.state.in_(tuple(InboxState)),
            T.c.received_at > database_now(session) - within,
            T.c.door.not_like("slack:%"),
            T.c.door != EVENTS,
        )
        .limit(1)
    )
    return found is not None

"""What waits to be looked at."""

from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from agents.vocabulary import InboxState
from store.models import Base
from store.session import database_now

T = Base.metadata.tables["delivery"]
EVENTS = "events"
SOON = timedelta(seconds=60)
"""A delivery that nobody has read for longer is no reason to wait for it."""


_LATER = T.c.received_at > bindparam("since", type_=T.c.received_at.type)
_OF_A_LEAD = T.c.door.not_like("slack:%")
_UNREAD = select(T.c.id).where(T.c.state == InboxState.RECEIVED, _LATER, _OF_A_LEAD).limit(1)
_CAME = (
    select(T.c.id)
    .where(T.c.state.in_(tuple(InboxState)), _LATER, _OF_A_LEAD, T.c.door != EVENTS)
    .limit(1)
)


def is_anything_unread(session: Session) -> bool:
    """Whether a form, an event or a chat came in just now and is not a lead yet."""
    return session.scalar(_UNREAD, {"since": database_now(session) - SOON}) is not None


def came_just_now(session: Session, *, within: timedelta) -> bool:
    """Whether a form or a chat came in so short a time ago, read or not.

    Events are left out: a website that is visited sends them all the time.
    """
    return session.scalar(_CAME, {"since": database_now(session) - within}) is not None

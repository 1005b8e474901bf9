"""Times in which Slack, one of its channels or the mail server took nothing from us."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.orm import Session

from store.locks import wait_for_outages
from store.models import Base
from store.session import database_now

T = Base.metadata.tables["outage"]
SLACK = "slack"
MAIL = "mail"
SHUT_OUT = frozenset(
    {
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "not_authed",
        "not_connected",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""Answers that stay the same until the operator has mended it; others may pass by themselves."""
CONFIRMED_WITHIN = timedelta(minutes=2)
"""While anything waits, a service that is gone is tried at least once a minute."""


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

    @property
    def channel_id(self) -> str | None:
        """The channel that is closed; None where it is a whole service."""
        kind, _, channel_id = self.name.partition(":")
        return channel_id if kind == "channel" else None

    @property
    def is_definite(self) -> bool:
        """Whether it lasts until somebody mends it, so that waiting for it helps nobody."""
        return self.channel_id is not None or self.code in SHUT_OUT


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


def told_and_over(session: Session, *, since: datetime) -> tuple[OutageFacts, ...]:
    """Outages the operator was told of that have ended since a moment, oldest first."""
    wanted = select(T).where(T.c.ended_at > since, T.c.told_at < T.c.ended_at).order_by(T.c.id)
    return tuple(OutageFacts(**row) for row in session.execute(wanted).mappings())


def any_untold(session: Session) -> bool:
    """Whether there is an outage that the operator was not told of; takes no lock."""
    return session.scalar(select(T.c.id).where(T.c.told_at.is_(None)).limit(1)) is not None


def get(session: Session, outage_id: int) -> OutageFacts | None:
    """An outage, or None."""
    row = session.execute(select(T).where(T.c.id == outage_id)).mappings().one_or_none()
    return None if row is None else OutageFacts(**row)


def untold(session: Session) -> tuple[OutageFacts, ...]:
    """Outages the operator was not told of, also those that are over; locked, oldest first."""
    wanted = select(T).where(T.c.told_at.is_(None)).order_by(T.c.id)
    rows = session.execute(wanted.with_for_update(skip_locked=True)).mappings()
    return tuple(OutageFacts(**row) for row in rows)


def told(session: Session, outage_id: int, *, now: datetime) -> None:
    """The operator was owed a mail about it, or it was over before that was due."""
    session.execute(update(T).where(T.c.id == outage_id).values(told_at=now))

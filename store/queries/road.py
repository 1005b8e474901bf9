"""Hot leads that Slack has not taken, and by which address their people can be reached."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, exists, or_, select
from sqlalchemy.orm import Session

from agents.vocabulary import Handover, OutboxState, Role
from store.among import among
from store.models import Base

LEAD = Base.metadata.tables["lead"]
OUTBOX = Base.metadata.tables["outbox"]
PERSON = Base.metadata.tables["person"]
TOUCH = Base.metadata.tables["touch"]
UNSAID = (
    OutboxState.PENDING,
    OutboxState.SENDING,
    OutboxState.UNCERTAIN,
    OutboxState.DEAD,
)
WAITS = (Handover.WAITING, Handover.OFFERED, Handover.ACCEPTED)
CARD = "ShowLeadCard"
REPLIES = ("PingStep", "TellNewOwner", "TellAgain")
"""What addresses somebody by name under the card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaid:
    """A hot lead that nobody has touched, and of which Slack has not shown something."""

    lead_id: int
    subject_id: str
    channel: str
    territory: str | None
    owner_id: int | None
    is_dead: bool
    """Its card was refused for good: it will not be there either when Slack is back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachable:
    """An active colleague, by mail where the address is known."""

    id: int
    name: str
    role: Role
    territory: str | None
    email: str | None


def unsaid(session: Session, *, lead_id: int | None = None) -> tuple[Unsaid, ...]:
    """Hot leads whose card, or whose call to somebody, is not in Slack yet; the oldest first.

    Only while somebody is still to act: nobody has touched the lead, and it is not decided.
    """
    card = LEAD.c.card_ts.is_(None) & (OUTBOX.c.kind == CARD)
    wanted = (
        _open_hot_leads()
        .join(OUTBOX, OUTBOX.c.lead_id == LEAD.c.id)
        .where(OUTBOX.c.state.in_(UNSAID), or_(card, OUTBOX.c.kind.in_(REPLIES)))
        .add_columns(OUTBOX.c.kind, OUTBOX.c.state)
        .order_by(LEAD.c.id)
    )
    if lead_id is not None:
        wanted = wanted.where(LEAD.c.id == lead_id)
    rows = session.execute(wanted).all()
    return tuple(_unsaid(list(group)) for _, group in groupby(rows, key=attrgetter("id")))


def _unsaid(rows: list[Row[Any]]) -> Unsaid:
    """One lead, from all that is unsaid of it."""
    cards = [row.state for row in rows if row.kind == CARD]
    lead = rows[0]
    return Unsaid(
        lead_id=lead.id,
        subject_id=lead.subject_id,
        channel=lead.card_channel or "",
        territory=lead.territory,
        owner_id=lead.owner_id,
        is_dead=bool(cards) and set(cards) == {OutboxState.DEAD},
    )


def _open_hot_leads() -> Select[int, str, str | None, str | None, int | None]:
    touched = exists().where(TOUCH.c.lead_id == LEAD.c.id)
    return select(
        LEAD.c.id, LEAD.c.subject_id, LEAD.c.card_channel, LEAD.c.territory, LEAD.c.owner_id
    ).where(LEAD.c.is_hot, LEAD.c.handover.in_(WAITS), ~touched)


def any_dead_card(session: Session) -> bool:
    """Whether a card was refused for good; cheap, and true for few installations."""
    wanted = select(OUTBOX.c.id).where(OUTBOX.c.state == OutboxState.DEAD, OUTBOX.c.kind == CARD)
    return session.scalar(wanted.limit(1)) is not None


def team(session: Session) -> tuple[Reachable, ...]:
    """Everybody who works here now, by id."""
    wanted = select(
        PERSON.c.id, PERSON.c.name, PERSON.c.role, PERSON.c.territory, PERSON.c.email
    ).where(PERSON.c.is_active)
    rows = session.execute(wanted.order_by(PERSON.c.id)).mappings()
    return tuple(Reachable(**row) for row in rows)


def owed_already(session: Session, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys for which an effect was owed once."""
    wanted = select(OUTBOX.c.dedup_key).where(among(session, OUTBOX.c.dedup_key, keys))
    return frozenset(session.scalars(wanted))

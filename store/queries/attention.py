"""Alerts that were sent, and the acts that followed them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from agents.rules.attention import OF_STEP, Alerted
from agents.vocabulary import AlertKind, OutboxState
from store.among import among
from store.models import Audit, Lead, Owed, RoutingLedger
from store.models.base import Base

AUDIT = Base.metadata.tables["audit"]

REPLIES = ("PingStep", "TellNewOwner")
"""Kinds of effects that alert the person in their payload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An alert that was for somebody."""

    kind: AlertKind
    lead_id: int
    is_hot: bool
    sent_at: datetime


def sent_to(
    session: Session, person_id: int, *, since: datetime, until: datetime
) -> tuple[Sent, ...]:
    """Alerts for one person, later than `since` and not later than `until`, mentioned or not."""
    replies = (
        select(Owed.kind, Owed.payload, Owed.lead_id, Lead.is_hot, Owed.settled_at)
        .join(Lead, Lead.id == Owed.lead_id)
        .where(
            Owed.kind.in_(REPLIES),
            Owed.state == OutboxState.SENT,
            Owed.settled_at > since,
            Owed.settled_at <= until,
            Owed.payload["person_id"].as_integer() == person_id,
        )
    )
    found = [
        Sent(kind=alert, lead_id=lead_id, is_hot=is_hot, sent_at=at)
        for kind, payload, lead_id, is_hot, at in session.execute(replies)
        if (alert := _kind(kind, payload)) is not None
    ]
    offers = (
        select(RoutingLedger.lead_id, Lead.is_hot, RoutingLedger.decided_at)
        .join(Lead, Lead.id == RoutingLedger.lead_id)
        .where(
            RoutingLedger.owner_id == person_id,
            RoutingLedger.decided_at > since,
            RoutingLedger.decided_at <= until,
        )
    )
    for lead_id, is_hot, at in session.execute(offers):
        found.append(Sent(kind=AlertKind.NEW_LEAD, lead_id=lead_id, is_hot=is_hot, sent_at=at))
    return tuple(found)


def alerts(session: Session, *, since: datetime) -> tuple[Alerted, ...]:
    """Pings, hand-overs and first cards since a moment; tests are none."""
    return (*_replies(session, since=since), *_cards(session, since=since))


def _replies(session: Session, *, since: datetime) -> list[Alerted]:
    rows = session.execute(
        select(Owed.kind, Owed.payload, Owed.lead_id, Owed.settled_at)
        .join(Lead, Lead.id == Owed.lead_id)
        .where(
            Owed.kind.in_(REPLIES),
            Owed.state == OutboxState.SENT,
            Owed.settled_at >= since,
            Lead.is_test.is_(False),
        )
    ).all()
    acts = _acts(session, {row.lead_id for row in rows}, since=since)
    found = []
    for kind, payload, lead_id, sent_at in rows:
        alert, person_id = _kind(kind, payload), payload.get("person_id")
        if alert is not None and person_id is not None:
            acted = [at for at in acts.get((lead_id, person_id), ()) if at > sent_at]
            found.append(Alerted(kind=alert, sent_at=sent_at, acted_at=min(acted, default=None)))
    return found


def _kind(effect: str, payload: dict[str, Any]) -> AlertKind | None:
    if effect == "TellNewOwner":
        return AlertKind.HANDED_OVER
    step = str(payload.get("step", ""))
    return next((kind for one, kind in OF_STEP.items() if one.value == step), None)


def _acts(
    session: Session, lead_ids: set[int], *, since: datetime
) -> dict[tuple[int, int], list[datetime]]:
    """Moments of each person's acts on each of the leads."""
    found: dict[tuple[int, int], list[datetime]] = {}
    if lead_ids:
        rows = session.execute(
            select(Audit.lead_id, Audit.person_id, Audit.happened_at).where(
                among(session, AUDIT.c.lead_id, lead_ids),
                Audit.person_id.is_not(None),
                Audit.happened_at >= since,
            )
        )
        for lead_id, person_id, at in rows:
            if lead_id is not None and person_id is not None:
                found.setdefault((lead_id, person_id), []).append(at)
    return found


def _cards(session: Session, *, since: datetime) -> list[Alerted]:
    """First offers: the card that named its owner, and the owner's first act on it.

    Whoever gets the lead later is told by a reply, which is counted as such.
    """
    act, earlier = aliased(Audit), aliased(RoutingLedger)
    has_earlier = (
        select(earlier.id)
        .where(earlier.lead_id == RoutingLedger.lead_id, earlier.id < RoutingLedger.id)
        .exists()
    )
    rows = session.execute(
        select(RoutingLedger.decided_at, func.min(act.happened_at))
        .join(Lead, Lead.id == RoutingLedger.lead_id)
        .outerjoin(
            act,
            (act.lead_id == RoutingLedger.lead_id)
            & (act.person_id == RoutingLedger.owner_id)
            & (act.happened_at > RoutingLedger.decided_at),
        )
        .where(
            RoutingLedger.decided_at >= since,
            RoutingLedger.owner_id.is_not(None),
            ~has_earlier,
            Lead.is_test.is_(False),
        )
        .group_by(RoutingLedger.id, RoutingLedger.decided_at)
    )
    return [
        Alerted(kind=AlertKind.NEW_LEAD, sent_at=at, acted_at=acted_at) for at, acted_at in rows
    ]

"""Alerts that were sent, and the acts that followed them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from agents.rules.attention import OF_STEP, Alerted
from agents.vocabulary import AlertKind, OutboxState, Tier
from store.among import among
from store.models import Audit, Lead, Owed, RoutingLedger, ScoreHistory
from store.models.base import Base

AUDIT, LEAD = Base.metadata.tables["audit"], Base.metadata.tables["lead"]

REPLIES = ("PingStep", "TellNewOwner", "TellAgain")
"""Kinds of effects that alert the person in their payload."""
BUNDLE = "TellLeads"
"""The same for several leads in one direct message."""
HELD_BACK = "quiet_hours"
"""Why a direct message was not sent: they had their quiet hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An alert that was for somebody."""

    kind: AlertKind
    lead_id: int
    is_hot: bool
    """As it was then."""
    sent_at: datetime


def sent_to(
    session: Session, person_id: int, *, since: datetime, until: datetime
) -> tuple[Sent, ...]:
    """Alerts for one person, later than `since` and not later than `until`, mentioned or not."""
    replies = (
        select(
            Owed.kind,
            Owed.payload,
            Owed.lead_id,
            _tier_at(Owed.lead_id, Owed.settled_at),
            Owed.settled_at,
        )
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
        Sent(kind=alert, lead_id=lead_id, is_hot=tier is Tier.HOT, sent_at=at)
        for kind, payload, lead_id, tier, at in session.execute(replies)
        if (alert := _kind(kind, payload)) is not None
    ]
    offers = select(
        RoutingLedger.lead_id,
        _tier_at(RoutingLedger.lead_id, RoutingLedger.decided_at),
        RoutingLedger.decided_at,
    ).where(
        RoutingLedger.owner_id == person_id,
        RoutingLedger.decided_at > since,
        RoutingLedger.decided_at <= until,
    )
    for lead_id, tier, at in session.execute(offers):
        is_hot = tier is Tier.HOT
        found.append(Sent(kind=AlertKind.NEW_LEAD, lead_id=lead_id, is_hot=is_hot, sent_at=at))
    return (*found, *_bundled_to(session, person_id, since=since, until=until))


def _bundled_to(
    session: Session, person_id: int, *, since: datetime, until: datetime
) -> Iterator[Sent]:
    """Leads that became theirs at once, also where their quiet hours kept that from being said."""
    was_held = and_(Owed.state == OutboxState.SUPERSEDED, Owed.error_code == HELD_BACK)
    rows = session.execute(
        select(Owed.payload, Owed.settled_at).where(
            Owed.kind == BUNDLE,
            or_(Owed.state == OutboxState.SENT, was_held),
            Owed.settled_at > since,
            Owed.settled_at <= until,
            Owed.payload["person_id"].as_integer() == person_id,
        )
    ).all()
    for payload, at in rows:
        tiers = session.execute(
            select(Lead.id, _tier_at(Lead.id, literal(at, Owed.settled_at.type))).where(
                among(session, LEAD.c.id, set(payload["lead_ids"]))
            )
        )
        for lead_id, tier in tiers:
            is_hot = tier is Tier.HOT
            yield Sent(kind=AlertKind.HANDED_OVER, lead_id=lead_id, is_hot=is_hot, sent_at=at)


def _tier_at(
    lead_id: InstrumentedAttribute[Any], at: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> ScalarSelect[Tier | None]:
    """What a lead was when an alert of it went out: it may have turned hot since."""
    return (
        select(ScoreHistory.tier)
        .where(ScoreHistory.lead_id == lead_id, ScoreHistory.scored_at <= at)
        .order_by(ScoreHistory.scored_at.desc(), ScoreHistory.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def alerts(session: Session, *, since: datetime) -> tuple[Alerted, ...]:
    """Pings, hand-overs, returns and first cards since a moment; tests are none."""
    return (
        *_replies(session, since=since),
        *_bundles(session, since=since),
        *_cards(session, since=since),
    )


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


def _bundles(session: Session, *, since: datetime) -> list[Alerted]:
    """Each message about several leads is one alert, acted on with the first of them."""
    rows = session.execute(
        select(Owed.payload, Owed.settled_at).where(
            Owed.kind == BUNDLE, Owed.state == OutboxState.SENT, Owed.settled_at >= since
        )
    ).all()
    acts = _acts(session, {one for row in rows for one in row.payload["lead_ids"]}, since=since)
    found = []
    for payload, sent_at in rows:
        person_id = payload["person_id"]
        theirs = [acts.get((lead_id, person_id), ()) for lead_id in payload["lead_ids"]]
        acted = [at for moments in theirs for at in moments if at > sent_at]
        found.append(
            Alerted(kind=AlertKind.HANDED_OVER, sent_at=sent_at, acted_at=min(acted, default=None))
        )
    return found


def _kind(effect: str, payload: dict[str, Any]) -> AlertKind | None:
    if effect == "TellNewOwner":
        return AlertKind.HANDED_OVER
    if effect == "TellAgain":
        return AlertKind.CAME_AGAIN
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

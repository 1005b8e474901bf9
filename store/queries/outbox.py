"""The outbox as the operator sees it: ids, kinds and codes, nothing about persons."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from agents.vocabulary import OutboxState
from store import outages, pause
from store.models import Base
from store.outages import OutageFacts
from store.pause import Pause

T = Base.metadata.tables["outbox"]
WAITING = (OutboxState.PENDING, OutboxState.SENDING)
PARKED = (OutboxState.UNCERTAIN, OutboxState.DEAD)
"""What goes no further by itself, or only now and then: the operator should look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedFacts:
    """One owed effect."""

    id: int
    state: OutboxState
    kind: str
    lead_id: int | None
    due_at: datetime
    created_at: datetime
    attempts: int
    error_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFacts:
    """What has not gone out."""

    kinds: dict[str, int]
    """How many of each kind go out by themselves."""
    uncertain: int
    dead: int
    first: OwedFacts | None
    """The most urgent that waits."""
    oldest: OwedFacts | None

    @property
    def for_slack(self) -> int:
        """How many of them go to Slack, and not by mail."""
        return sum(count for kind, count in self.kinds.items() if not kind.startswith("Mail"))

    @property
    def count(self) -> int:
        """How many go out by themselves."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadFacts:
    """Whether anything keeps messages from going out."""

    paused: Pause | None
    outages: tuple[OutageFacts, ...]
    waiting: WaitingFacts


def road(session: Session) -> RoadFacts:
    """The pause, the outages that last, and what waits."""
    return RoadFacts(
        paused=pause.current(session), outages=outages.lasting(session), waiting=waiting(session)
    )


def waiting(session: Session) -> WaitingFacts:
    """Counts by kind, and what is most urgent and oldest."""
    number = func.count().label("number")
    counted = select(T.c.kind, number).where(T.c.state.in_(WAITING)).group_by(T.c.kind)
    parked = select(T.c.state, number).where(T.c.state.in_(PARKED)).group_by(T.c.state)
    numbers = {row.state: int(row.number) for row in session.execute(parked)}
    waits = _chosen().where(T.c.state.in_(WAITING)).limit(1)
    return WaitingFacts(
        kinds={row.kind: int(row.number) for row in session.execute(counted.order_by(T.c.kind))},
        uncertain=numbers.get(OutboxState.UNCERTAIN, 0),
        dead=numbers.get(OutboxState.DEAD, 0),
        first=_one(session, waits.order_by(T.c.priority, T.c.id)),
        oldest=_one(session, waits.order_by(T.c.created_at, T.c.id)),
    )


def rows(
    session: Session, states: Collection[OutboxState], *, limit: int
) -> tuple[OwedFacts, ...]:
    """Owed effects in some states, oldest first."""
    wanted = _chosen().where(T.c.state.in_(list(states))).order_by(T.c.id).limit(limit)
    return tuple(OwedFacts(**row) for row in session.execute(wanted).mappings())


def get(session: Session, outbox_id: int) -> OwedFacts | None:
    """One owed effect, or None."""
    return _one(session, _chosen().where(T.c.id == outbox_id))


def _chosen() -> Select[int, OutboxState, str, int | None, datetime, datetime, int, str | None]:
    return select(
        T.c.id,
        T.c.state,
        T.c.kind,
        T.c.lead_id,
        T.c.due_at,
        T.c.created_at,
        T.c.attempts,
        T.c.error_code,
    )


def _one(
    session: Session,
    wanted: Select[int, OutboxState, str, int | None, datetime, datetime, int, str | None],
) -> OwedFacts | None:
    row = session.execute(wanted).mappings().one_or_none()
    return None if row is None else OwedFacts(**row)

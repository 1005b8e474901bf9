"""Clocks that stand still: found by a partial index, which is empty most of the time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from agents.facts import PauseFacts
from agents.vocabulary import PauseCause, SlaState
from store import outages
from store.among import among
from store.batches import update_many
from store.clocks import CLOCK
from store.models import Lead

RUNS = (SlaState.PENDING, SlaState.AT_RISK)
OUTAGE = outages.T


def as_row(pause: PauseFacts, *, ended_at: datetime | None = None) -> dict[str, Any]:
    """A pause as its clock keeps it."""
    end = ended_at or pause.ended_at
    return {
        "cause": pause.cause.value,
        "began_at": pause.began_at.isoformat(),
        "until": pause.until.isoformat(),
        "ended_at": end.isoformat() if end else None,
        "person_id": pause.person_id,
    }


def facts(row: Mapping[str, Any]) -> PauseFacts:
    """A pause of a clock, read."""
    return PauseFacts(
        cause=PauseCause(row["cause"]),
        began_at=datetime.fromisoformat(row["began_at"]),
        until=datetime.fromisoformat(row["until"]),
        ended_at=datetime.fromisoformat(row["ended_at"]) if row["ended_at"] else None,
        person_id=row.get("person_id"),
    )


def write(session: Session, leads: Mapping[int, PauseFacts]) -> None:
    """Lets the clocks of leads stand still, by the leads' ids; a broken promise stays broken."""
    known = select(CLOCK.c.id, CLOCK.c.lead_id, CLOCK.c.pauses, CLOCK.c.due_at).where(
        among(session, CLOCK.c.lead_id, list(leads)),
        CLOCK.c.stopped_at.is_(None),
        CLOCK.c.still.is_(None),
        CLOCK.c.chain_ended_at.is_(None),
        CLOCK.c.state.in_((*RUNS, SlaState.BREACHED)),
    )
    rows = [
        {
            "id": clock_id,
            "pauses": [*pauses, as_row(leads[lead_id])],
            "still": leads[lead_id].cause,
            "state": SlaState.PAUSED if due_at > leads[lead_id].began_at else SlaState.BREACHED,
            "next_step_at": leads[lead_id].until,
        }
        for clock_id, lead_id, pauses, due_at in session.execute(known)
    ]
    if rows:
        update_many(session, CLOCK, rows)


def any_stands(session: Session) -> bool:
    """Whether a clock stands still; takes no lock."""
    return (
        session.scalar(select(CLOCK.c.id).where(CLOCK.c.still.is_not(None)).limit(1)) is not None
    )


def leads_to_wake(now: datetime) -> Select[int]:
    """Leads with a clock whose pause has come to its end."""
    return _leads_with(CLOCK.c.still.is_not(None), CLOCK.c.next_step_at <= now)


def leads_that_stand_for(cause: PauseCause) -> Select[int]:
    """Leads whose clock stands still for this cause."""
    return _leads_with(CLOCK.c.still == cause)


def owners_and_teams(
    session: Session, cause: PauseCause
) -> tuple[tuple[int | None, str | None], ...]:
    """Whose the leads are whose clock stands still for this cause, and which team's."""
    these = select(CLOCK.c.lead_id).where(CLOCK.c.still == cause)
    wanted = select(Lead.owner_id, Lead.territory).where(Lead.id.in_(these)).distinct()
    return tuple((owner_id, territory) for owner_id, territory in session.execute(wanted))


def leads_that_run(*, channel: str | None = None) -> Select[int]:
    """Leads with a clock that runs and is not broken; of this channel, None being all."""
    wanted = _leads_with(
        CLOCK.c.next_step_at.is_not(None),
        CLOCK.c.stopped_at.is_(None),
        CLOCK.c.still.is_(None),
        CLOCK.c.state.in_(RUNS),
    )
    return wanted if channel is None else wanted.where(Lead.card_channel == channel)


def _leads_with(*clock: ColumnElement[bool]) -> Select[int]:
    wanted: Select[int] = select(Lead.id).where(Lead.id.in_(select(CLOCK.c.lead_id).where(*clock)))
    return wanted.order_by(Lead.id)


def gone(session: Session, *, before: datetime) -> tuple[tuple[str, datetime], ...]:
    """Outages of Slack or its channels that last since before a moment: name and beginning."""
    wanted = select(OUTAGE.c.name, OUTAGE.c.began_at).where(
        OUTAGE.c.ended_at.is_(None),
        OUTAGE.c.began_at <= before,
        or_(OUTAGE.c.name == outages.SLACK, OUTAGE.c.name.like("channel:%")),
    )
    return tuple((name, began_at) for name, began_at in session.execute(wanted))

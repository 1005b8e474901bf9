"""Promises with their time."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import ClockKind, EscalationStep, PauseCause, SlaState, Tier
from store.models.base import Base, index_of_some

WITH_NEXT_LOOK = "next_step_at IS NOT NULL"
"""A clock that will be looked at; most are of the past, and stand in no index by this moment."""
WITHOUT_NEXT_LOOK = "next_step_at IS NULL AND stopped_at IS NULL AND chain_ended_at IS NULL"
"""A clock that has not come to its end and that nobody would look at again. It should match nothing: the auditor
asks its partial index in these very words, because SQLite uses it for no others."""
STANDS = "still IS NOT NULL"
"""A clock that stands still at the moment."""


class Clock(Base):
    """One promise; `next_step_at` is when the clock must be looked at again."""

    __tablename__ = "clock"
    __table_args__ = (
        index_of_some("ix_clock_next", "next_step_at", where=WITH_NEXT_LOOK),
        index_of_some("ix_clock_without_next", "id", where=WITHOUT_NEXT_LOOK),
        index_of_some("ix_clock_still", "still", "next_step_at", where=STANDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    kind: Mapped[ClockKind]
    tier: Mapped[Tier]
    state: Mapped[SlaState]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    steps: Mapped[list[Any]] = mapped_column(default=list)
    """The whole chain as it was promised: [[step, moment, [whom it asks, …]], …]."""
    next_step: Mapped[EscalationStep | None]
    next_step_at: Mapped[datetime | None]
    chain_ended_at: Mapped[datetime | None]
    """When the last rung was said; nobody looks at the clock after that."""
    promised_seconds: Mapped[int | None]
    """Working time; None for clocks of an older version."""
    calendar: Mapped[str | None] = mapped_column(String(80))
    """The calendar as it was at the start: a key of `frozen_calendar`."""
    still: Mapped[PauseCause | None]
    """Why it stands still at the moment; None: it runs, or has ended."""
    pauses: Mapped[list[Any]] = mapped_column(default=list)
    """Every pause: [{cause, began_at, until, ended_at, person_id}], oldest first."""
    policy_revision: Mapped[str] = mapped_column(String(16))

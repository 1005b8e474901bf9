"""What belongs to the promises of a lead beside its clocks; ids and codes only."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import CadenceEnd, SlaState, TouchKind
from store.models.base import Base, index_of_some

SPOKEN_OF = "look_at IS NOT NULL"
"""A row that will be looked at; the others are of the past, and stand in no index."""


class FrozenCalendar(Base):
    """A calendar as it was when something was promised by it; never changed."""

    __tablename__ = "frozen_calendar"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    """Its name in the policy and a hash of what it said."""
    body: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]


class Unanswered(Base):
    """A chain that came to its end and nobody reacted; one row a clock, so it is said once."""

    __tablename__ = "unanswered"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), unique=True)
    found_at: Mapped[datetime]


class Cadence(Base):
    """The tries to reach somebody who did not answer; one row a lead, begun anew if need be."""

    __tablename__ = "cadence"
    __table_args__ = (index_of_some("ix_cadence_look", "look_at", where=SPOKEN_OF),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), unique=True)
    tries: Mapped[list[Any]]
    """The whole plan as it was at the start: [[how, seconds after the one before], …]."""
    made: Mapped[int]
    by: Mapped[TouchKind | None]
    next_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[CadenceEnd | None]
    policy_revision: Mapped[str] = mapped_column(String(16))


class Duty(Base):
    """What marketing owes with a lead, on a clock of its own; one row a lead."""

    __tablename__ = "duty"
    __table_args__ = (index_of_some("ix_duty_look", "look_at", where=SPOKEN_OF),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), unique=True)
    missing: Mapped[list[Any]]
    """Duties that are owed; what was owed at last, once it is mended."""
    fields: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[SlaState]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    look_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    calendar: Mapped[str] = mapped_column(String(80))
    policy_revision: Mapped[str] = mapped_column(String(16))


class PastDuty(Base):
    """What marketing owed with a lead before, and did: kept when the next duty begins."""

    __tablename__ = "past_duty"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime]

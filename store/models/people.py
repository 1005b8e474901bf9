"""Colleagues: rows, because they change weekly."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import AbsenceKind, AbsenceSource, CoverCredit, Language, Role
from store.models.base import Base


class Person(Base):
    """Somebody of the team with a Slack account."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    slack_user_id: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320))
    role: Mapped[Role]
    language: Mapped[Language]
    territory: Mapped[str | None] = mapped_column(String(64))
    channels: Mapped[list[Any]] = mapped_column(default=list)
    """Slack channels this person works in, beside the territory's."""
    is_active: Mapped[bool] = mapped_column(default=True)
    weight: Mapped[int] = mapped_column(default=1)
    turns: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int | None]
    daily_cap: Mapped[int | None]
    tz: Mapped[str | None] = mapped_column(String(64))
    hours: Mapped[list[Any] | None]
    """Monday to Sunday, each a list of [from, to] in minutes of the day; None: the territory's."""
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who stands in for them whenever they are not there."""
    next_queue_at: Mapped[datetime | None]
    """When their next day begins, and with it their list of what came in overnight."""
    queue_revision: Mapped[str | None] = mapped_column(String(16))
    """The policy by whose hours that was planned; None: by an older version."""
    day_ends_at: Mapped[datetime | None]
    """When the day ends, or ended, on which that was looked at last."""
    quiet_from: Mapped[int | None]
    """Quiet hours begin at this minute of their day; None: they have none."""
    quiet_until: Mapped[int | None]
    hints_due_at: Mapped[datetime | None]
    """When their quiet hours end next, and what these held back is said; None: not planned."""
    hints_since: Mapped[datetime | None]
    """What was held back from then on has not been said yet."""
    alerts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """`AlertKind` -> `AlertLevel`, where it is not default."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Absence(Base):
    """A time in which a colleague is away."""

    __tablename__ = "absence"
    __table_args__ = (
        UniqueConstraint("person_id", "source", "external_id"),
        Index("ix_absence_open", "is_over", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[AbsenceKind]
    source: Mapped[AbsenceSource]
    external_id: Mapped[str | None] = mapped_column(String(300))
    """The calendar's own name for it."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """The first moment after it; None: nobody knows yet."""
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    credit: Mapped[CoverCredit]
    is_over: Mapped[bool] = mapped_column(default=False)
    """Whether its end has passed and been seen to."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]


class CalendarFeed(Base):
    """A colleague's calendar, read for absences."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    url: Mapped[str] = mapped_column(String(1000))
    next_sync_at: Mapped[datetime] = mapped_column(index=True)
    synced_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    """Since when it cannot be read; None: the last try went well."""
    failure: Mapped[str | None] = mapped_column(String(80))

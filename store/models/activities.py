"""What leads did, and what we did towards them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import ActivityKind, TouchKind
from store.models.base import Base


class Activity(Base):
    """One thing a lead did."""

    __tablename__ = "activity"
    __table_args__ = (UniqueConstraint("door", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[ActivityKind]
    title: Mapped[str | None] = mapped_column(String(300))
    topic: Mapped[str | None] = mapped_column(String(100))
    occurred_at: Mapped[datetime]
    door: Mapped[str | None] = mapped_column(String(64))
    external_id: Mapped[str | None] = mapped_column(String(200))
    delete_after: Mapped[datetime]


class Touch(Base):
    """One logged human act towards the lead."""

    __tablename__ = "touch"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[TouchKind]
    occurred_at: Mapped[datetime]

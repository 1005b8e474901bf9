"""Deals and targets, imported from the CRM or made on a card."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import Stage
from store.models.base import Base


class Opportunity(Base):
    """A deal; `stage` is SQL, opportunity, won or lost."""

    __tablename__ = "opportunity"

    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(String(200), unique=True)
    lead_external_id: Mapped[str | None] = mapped_column(String(200), index=True)
    name: Mapped[str | None] = mapped_column(String(300))
    value: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(String(3))
    stage: Mapped[Stage]
    expected_close_on: Mapped[date] = mapped_column(index=True)
    closed_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lost_reason: Mapped[str | None] = mapped_column(String(64))
    imported_at: Mapped[datetime]


class Target(Base):
    """The revenue promised for a period, both days included."""

    __tablename__ = "target"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    value: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(String(3))
    imported_at: Mapped[datetime]

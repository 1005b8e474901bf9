"""Who was given which lead, and who wants to change."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import RoutingReason
from store.models.base import Base


class RoutingLedger(Base):
    """Every routing decision with all candidates: the answer to "why me?"."""

    __tablename__ = "routing_ledger"
    __table_args__ = (Index("ix_routing_ledger_day", "credited_id", "decided_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    decided_at: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[RoutingReason]
    territory: Mapped[str] = mapped_column(String(64))
    candidates: Mapped[list[Any]] = mapped_column(default=list)
    credited_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whose turn it counted; None: it counted nobody's."""
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who decided it; None: the rules."""
    policy_revision: Mapped[str] = mapped_column(String(16))


class SwapOffer(Base):
    """Somebody offers a lead of theirs for a colleague's."""

    __tablename__ = "swap_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    for_lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    by_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    offered_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    is_accepted: Mapped[bool | None]
    """None: not answered yet."""

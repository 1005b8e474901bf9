"""Recommended actions and what became of them, and answers in edge cases: ids and codes only."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import AdviceState, EdgeAnswer, EdgeCase, NextAction
from store.models.base import Base, index_of_some

OPEN = "state = 'open'"


class Advice(Base):
    """One recommended action of a lead; at most one is open."""

    __tablename__ = "advice"
    __table_args__ = (
        index_of_some("ix_advice_stale", "stale_at", where=OPEN),
        Index("ix_advice_lead", "lead_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    action: Mapped[NextAction]
    code: Mapped[str] = mapped_column(String(64))
    """The play's; of a question the edge case."""
    made_at: Mapped[datetime]
    stale_at: Mapped[datetime]
    """From then on it counts as ignored."""
    state: Mapped[AdviceState]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    has_helped: Mapped[bool | None]
    """None: nobody has said, and no meeting or SQL has shown it."""
    policy_revision: Mapped[str] = mapped_column(String(16))


class EdgeDecision(Base):
    """What a colleague answered in an edge case; the newest of a case counts."""

    __tablename__ = "edge_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    case: Mapped[EdgeCase]
    answer: Mapped[EdgeAnswer]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]

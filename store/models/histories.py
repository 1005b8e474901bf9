"""What a lead has been: the stages and the scores behind it. Ids, numbers and codes only."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import Fit, Stage, StageCause, Tier
from store.models.base import Base


class StageChange(Base):
    """Every step from one stage to another: when, who and why, in ids and codes.

    What a lead was when it came, or had been before it was imported, stands in `lead_stage` only.
    """

    __tablename__ = "stage_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    from_stage: Mapped[Stage]
    stage: Mapped[Stage]
    changed_at: Mapped[datetime]
    cause: Mapped[StageCause]
    detail: Mapped[str | None] = mapped_column(String(64))
    """A code that says more, for instance the reason of a rejection."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None: nobody, a rule did it."""


class ScoreHistory(Base):
    """A score, fit, tier or stage that differs from the one before, in numbers and codes."""

    __tablename__ = "score_history"
    __table_args__ = (Index("ix_score_history_lead", "lead_id", "scored_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    scored_at: Mapped[datetime]
    total: Mapped[int]
    fit: Mapped[Fit]
    tier: Mapped[Tier | None]
    stage: Mapped[Stage]
    standing: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Points that do not fade, by the code of their rule."""
    interest: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Points of each kind of activity at `scored_at`, before any limit, not rounded."""
    policy_revision: Mapped[str] = mapped_column(String(16))

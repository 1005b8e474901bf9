"""Pairs that may be one, and what was joined: in ids and codes, so that it can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import Match, PairKind
from store.models.base import Base, index_of_some

UNDECIDED = "verdict = 'uncertain'"


class MatchPair(Base):
    """Two contacts or two accounts that may be one; decided once, and remembered."""

    __tablename__ = "match_pair"
    __table_args__ = (
        UniqueConstraint("kind", "one_id", "other_id"),
        index_of_some("ix_match_pair_undecided", "id", where=UNDECIDED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PairKind]
    one_id: Mapped[int]
    """The older of the two, by its number."""
    other_id: Mapped[int]
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    """The lead by which it was noticed: its owner is asked."""
    found_at: Mapped[datetime]
    verdict: Mapped[Match]
    """UNCERTAIN until somebody has decided."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Merge(Base):
    """One record joined to another, with all it takes to part them again."""

    __tablename__ = "merge"
    __table_args__ = (Index("ix_merge_gone", "kind", "gone_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PairKind]
    kept_id: Mapped[int]
    gone_id: Mapped[int]
    lead_ids: Mapped[list[Any]] = mapped_column(default=list)
    """Leads that went from the one to the other."""
    filled: Mapped[list[Any]] = mapped_column(default=list)
    """Columns of the kept one that the other filled."""
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """None: the rules were certain."""
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    policy_revision: Mapped[str] = mapped_column(String(16))

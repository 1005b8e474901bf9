"""What can be taken back for a few minutes."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.models.base import Base, index_of_some
from store.models.flow import Audit

OPEN = "ended_at IS NULL"


class Undo(Base):
    """A decision with what it changed, as long as it can be taken back; `state` is emptied then."""

    __tablename__ = "undo"
    __table_args__ = (index_of_some("ix_undo_open", "until", where=OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    act: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime]
    until: Mapped[datetime]
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"))
    """Whoever does something after this entry of the audit stands in the way."""
    audit: Mapped[Audit] = relationship(lazy="raise")
    state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The leads it changed: what was, and what it became."""
    ended_at: Mapped[datetime | None]
    delete_after: Mapped[datetime] = mapped_column(index=True)

"""Conversations of the website chat."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import Language
from store.models.base import Base


class ChatSession(Base):
    """One conversation on the website, known to the visitor's browser by a token only."""

    __tablename__ = "chat_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    language: Mapped[Language]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    delete_after: Mapped[datetime] = mapped_column(index=True)


class ChatTurn(Base):
    """One line of a conversation; it belongs to a lead once there is one."""

    __tablename__ = "chat_turn"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("chat_session.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    is_visitor: Mapped[bool]
    text: Mapped[str]
    said_at: Mapped[datetime]
    delete_after: Mapped[datetime]

"""Colleagues: rows, because they change weekly."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import Language, Role
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
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

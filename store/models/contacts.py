"""The people behind leads."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from store.models import keys
from store.models.base import Base, index_of_some

GONE = "merged_into_id IS NOT NULL"


class Contact(Base):
    """The person behind one or more leads; the older lead keeps the credit."""

    __tablename__ = "contact"
    __table_args__ = (index_of_some("ix_contact_merged", "merged_into_id", where=GONE),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(32), unique=True)
    first_name: Mapped[str | None] = mapped_column(String(200))
    last_name: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320))
    email_key: Mapped[str | None] = mapped_column(String(320), unique=True)
    """The address as compared: rules/matching.py."""
    name_key: Mapped[str | None] = mapped_column(String(100), index=True, default=keys.contact)
    """What the name is looked up by, in either order: rules/matching.py."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    """The contact it turned out to be; its leads belong to that one."""
    phone: Mapped[str | None] = mapped_column(String(32), index=True)
    job_title: Mapped[str | None] = mapped_column(String(200))
    topics: Mapped[list[Any] | None]
    created_at: Mapped[datetime]
    delete_after: Mapped[datetime] = mapped_column(index=True)

"""Companies."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from store.models import keys
from store.models.base import Base, Codes


class Account(Base):
    """A company."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(300), index=True)
    domain: Mapped[str | None] = mapped_column(String(255), index=True)
    industry: Mapped[str | None] = mapped_column(String(100))
    employees: Mapped[int | None]
    country: Mapped[str | None] = mapped_column(String(2))
    region: Mapped[str | None] = mapped_column(String(6))
    """ISO 3166-2, for instance DE-BY."""
    postal_code: Mapped[str | None] = mapped_column(String(10))
    """As its country writes it, without blanks and dashes."""
    name_key: Mapped[str | None] = mapped_column(String(100), index=True, default=keys.account)
    """What its name is looked up by; its two halves find names with a slip (rules/accounts.py)."""
    name_start: Mapped[str | None] = mapped_column(
        String(50), index=True, default=keys.account_start
    )
    name_end: Mapped[str | None] = mapped_column(String(50), index=True, default=keys.account_end)
    name_core: Mapped[str | None] = mapped_column(
        String(100), index=True, default=keys.account_core
    )
    """The words that its sites and the members of its group have in common."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    """The account it turned out to be; its leads belong to that one."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The colleague to whom every lead of this company goes."""
    is_key: Mapped[bool] = mapped_column(default=False, server_default=false())
    technologies: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    """Codes of what the company works with, sorted: rules/fields/technologies.py."""
    created_at: Mapped[datetime]

"""What people agreed to, word for word, and who is not to be written to; no address stands here."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agents.vocabulary import ConsentPurpose, ConsentState, Language, LegalBasis
from store.models.base import Base


class Consent(Base):
    """One consent of a person and its proof; rows are only added."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    subject_id: Mapped[str] = mapped_column(String(32), index=True)
    purpose: Mapped[ConsentPurpose]
    state: Mapped[ConsentState]
    source: Mapped[str] = mapped_column(String(64))
    text_version: Mapped[str | None] = mapped_column(String(64))
    text_hash: Mapped[str | None] = mapped_column(String(64))
    basis: Mapped[LegalBasis | None]
    address_hash: Mapped[str | None] = mapped_column(String(64))
    evidence: Mapped[str | None] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    delete_after: Mapped[datetime]


class ConsentText(Base):
    """A text that was ever shown; kept for as long as somebody may ask what they agreed to."""

    __tablename__ = "consent_text"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the text, in hex."""
    version: Mapped[str] = mapped_column(String(64))
    language: Mapped[Language]
    text: Mapped[str]
    first_seen_at: Mapped[datetime]


class Suppression(Base):
    """An address that said no, as a keyed hash: it stays when the person is erased."""

    __tablename__ = "suppression"
    __table_args__ = (UniqueConstraint("address_hash", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[ConsentPurpose]
    state: Mapped[ConsentState]
    source: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]

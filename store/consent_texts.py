"""Texts that people agreed to, word for word, by their fingerprint."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.vocabulary import Language
from store.models import ConsentText
from store.models.base import Base
from store.upsert import insert_missing

T = Base.metadata.tables["consent_text"]


def fingerprint(text: str) -> str:
    """SHA-256 of the very words."""
    return hashlib.sha256(text.encode()).hexdigest()


def keep(session: Session, texts: Mapping[tuple[str, Language], str], *, now: datetime) -> None:
    """Keeps each text that is not kept yet."""
    rows = {
        fingerprint(text): {
            "hash": fingerprint(text),
            "version": version,
            "language": language,
            "text": text,
            "first_seen_at": now,
        }
        for (version, language), text in texts.items()
    }
    if rows:
        session.execute(insert_missing(session, T, unique=("hash",)), list(rows.values()))


def of(session: Session, hashes: set[str]) -> dict[str, str]:
    """The texts behind these fingerprints."""
    found = select(ConsentText.hash, ConsentText.text).where(ConsentText.hash.in_(hashes))
    return dict(session.execute(found).all())

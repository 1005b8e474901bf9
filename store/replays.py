"""Signed requests that were taken already: whoever records one cannot play it again.

A signature is worth nothing once its timestamp is over five minutes off, so that rows need not
live for long.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Session

from store.models import Base
from store.upsert import insert_missing

T = Base.metadata.tables["seen_signature"]
KEPT = timedelta(minutes=10)
"""Twice what a timestamp may be off in either direction."""


def take(session: Session, signature: str, *, now: datetime) -> bool:
    """Notes a checked signature; False where it was taken before. Forgets those of long ago."""
    digest = _digest(signature)
    noted = insert_missing(session, T, unique=("signature",)).values(signature=digest, seen_at=now)
    is_new = session.scalar(noted.returning(T.c.signature)) is not None
    if is_new:
        session.execute(delete(T).where(T.c.seen_at < now - KEPT))
    return is_new


def give_back(session: Session, signature: str) -> None:
    """Forgets a signature whose request came to nothing: a retry may be signed the same."""
    session.execute(delete(T).where(T.c.signature == _digest(signature)))


def _digest(signature: str) -> str:
    return sha256(signature.encode()).hexdigest()

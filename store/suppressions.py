"""Addresses that said no, known by a keyed hash only.

The key is this installation's own: without it nobody can find out whether an address stands here.
A person who was erased after an objection stays suppressed, because no address is kept for that.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from agents.facts import ConsentFacts
from agents.vocabulary import ConsentPurpose
from store import installation
from store.among import among
from store.models import Installation, Suppression
from store.models.base import Base

KEY = "address_hashes"
T = Base.metadata.tables["suppression"]


@dataclass(frozen=True, slots=True)
class Hasher:
    """Turns addresses, as they are compared (rules/matching.py), into what may be kept of them."""

    key: bytes

    def of(self, address_key: str) -> str:
        """The hash of one address."""
        return hmac.new(self.key, address_key.encode(), hashlib.sha256).hexdigest()


def hasher(session: Session) -> Hasher:
    """This installation's."""
    return Hasher(installation.secret(session, KEY).encode())


def known_hash(session: Session, address_key: str) -> str | None:
    """The hash of an address, in a block that only reads; None where nothing was hashed yet."""
    row = session.get(Installation, KEY)
    return Hasher(row.value.encode()).of(address_key) if row is not None else None


def of_addresses(
    session: Session, hashes: Collection[str]
) -> Mapping[str, tuple[ConsentFacts, ...]]:
    """What these addresses refused, by hash, each as the consent that a new lead gets of it."""
    found: dict[str, list[ConsentFacts]] = defaultdict(list)
    if not hashes:
        return {}
    for row in session.scalars(
        select(Suppression).where(among(session, T.c.address_hash, hashes)).order_by(T.c.id)
    ):
        found[row.address_hash].append(
            ConsentFacts(
                purpose=row.purpose,
                state=row.state,
                source=row.source,
                evidence="suppression list",
                recorded_at=row.recorded_at,
            )
        )
    return {key: tuple(facts) for key, facts in found.items()}


def add(session: Session, address_hash: str, refused: Sequence[ConsentFacts]) -> None:
    """Keeps what an address refused; the newest of a purpose counts."""
    if not refused:
        return
    lift(session, address_hash, {item.purpose for item in refused})
    newest = {item.purpose: item for item in sorted(refused, key=_moment)}
    for item in newest.values():
        session.add(
            Suppression(
                address_hash=address_hash,
                purpose=item.purpose,
                state=item.state,
                source=item.source,
                recorded_at=item.recorded_at,
            )
        )
    session.flush()


def lift(session: Session, address_hash: str, purposes: Collection[ConsentPurpose]) -> None:
    """The address has agreed to these itself."""
    if purposes:
        gone = delete(Suppression).where(
            T.c.address_hash == address_hash, T.c.purpose.in_(purposes)
        )
        session.execute(gone)


def _moment(item: ConsentFacts) -> datetime:
    return item.recorded_at

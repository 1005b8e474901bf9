"""Addresses that said no, known by a keyed hash only.

The key is this installation's own: without it nobody can find out whether an address stands here.
A person who was erased after an objection stays suppressed, because no address is kept for that.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, and_, case, delete, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from agents.facts import ConsentFacts
from agents.facts.standing import SUPPRESSIONS
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
    for row in session.execute(
        select(T).where(among(session, T.c.address_hash, hashes)).order_by(T.c.id)
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
    """Keeps what an address refused.

    The strongest no of a purpose stays, with its source, and of equals the newest; the moment is
    that of the latest, so that nothing agreed to before it counts.
    """
    if not refused:
        return
    session.flush()
    statement = _stronger(is_sqlite=session.get_bind().dialect.name == "sqlite")
    for item in refused:
        row = {
            "address_hash": address_hash,
            "purpose": item.purpose,
            "state": item.state,
            "source": item.source,
            "recorded_at": item.recorded_at,
        }
        session.execute(statement, row)


def lift(session: Session, address_hash: str, purposes: Collection[ConsentPurpose]) -> None:
    """The address has agreed to these itself."""
    if purposes:
        gone = delete(Suppression).where(
            T.c.address_hash == address_hash, T.c.purpose.in_(purposes)
        )
        session.execute(gone)


@cache
def _stronger(*, is_sqlite: bool) -> Insert:
    """An INSERT that leaves the stronger of two entries, and the later of two moments."""
    made: Any = sqlite.insert(T) if is_sqlite else postgresql.insert(T)
    new = made.excluded
    is_later = new.recorded_at >= T.c.recorded_at
    is_stronger = _strength(new.state) > _strength(T.c.state)
    wins = or_(is_stronger, and_(_strength(new.state) == _strength(T.c.state), is_later))
    statement: Insert = made.on_conflict_do_update(
        index_elements=["address_hash", "purpose"],
        set_={
            "state": case((wins, new.state), else_=T.c.state),
            "source": case((wins, new.source), else_=T.c.source),
            "recorded_at": case((is_later, new.recorded_at), else_=T.c.recorded_at),
        },
    )
    return statement


def _strength(state: ColumnElement[Any]) -> ColumnElement[int]:
    places = ((state == literal(one, T.c.state.type), at) for at, one in enumerate(SUPPRESSIONS))
    return case(*places, else_=-1)

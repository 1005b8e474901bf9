"""Signs of life: one row a part, whichever process wrote it last."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.models import Base
from store.upsert import insert_missing

T = Base.metadata.tables["heartbeat"]
TICKER = "ticker"
AUDITOR = "auditor"
RELAY = "relay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """The last sign of life of a part, with what it wanted to remember."""

    name: str
    beat_at: datetime
    params: dict[str, int]


def beat(session: Session, name: str, *, now: datetime, **params: int) -> None:
    """A part says that it lives; `params` replace those of the beat before."""
    values = {"beat_at": now, "params": params}
    missing = insert_missing(session, T, unique=("name",)).values(name=name, **values)
    session.execute(missing)
    session.execute(T.update().where(T.c.name == name).values(**values))


def last(session: Session) -> dict[str, Beat]:
    """Every part that was ever heard of, by name."""
    rows = session.execute(select(T.c.name, T.c.beat_at, T.c.params))
    return {name: Beat(name=name, beat_at=at, params=dict(params)) for name, at, params in rows}

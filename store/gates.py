"""Pacing shared by all processes: a gate opens at a moment in the database's time."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from store.models import Base
from store.session import database_now
from store.upsert import insert_missing

T = Base.metadata.tables["gate"]
_CLOSED = select(T.c.name).where(
    T.c.name.in_(bindparam("of", expanding=True)),
    T.c.opens_at > bindparam("now", type_=T.c.opens_at.type),
)


def close_for(session: Session, *, name: str, wait: timedelta) -> None:
    """Closes a gate for at least `wait`, as a 429 with Retry-After asks."""
    until = database_now(session) + wait
    _make(session, [name])
    session.execute(update(T).where(T.c.name == name, T.c.opens_at < until).values(opens_at=until))


def open_all(session: Session) -> None:
    """Opens every gate that was closed for long; those that only keep a pace open by themselves."""
    now = database_now(session)
    session.execute(update(T).where(T.c.opens_at > now).values(opens_at=now))


def open_these(session: Session, names: Iterable[str]) -> None:
    """Opens some gates at once."""
    now = database_now(session)
    wanted = update(T).where(T.c.name.in_(list(names)), T.c.opens_at > now)
    session.execute(wanted.values(opens_at=now))


def closed(session: Session, names: Iterable[str]) -> frozenset[str]:
    """Those of the named gates that are closed now."""
    found = session.scalars(_CLOSED, {"of": list(names), "now": database_now(session)})
    return frozenset(found)


def pass_each(session: Session, paces: Mapping[str, timedelta]) -> frozenset[str]:
    """Lets one through each open gate and closes it behind for its pace; the ones passed.

    Whoever saw a gate open before may find it closed: its row, locked until the commit, decides.
    All are locked in one order, so that nobody waits in a ring.
    """
    if not paces:
        return frozenset()
    _make(session, sorted(paces))
    found = session.execute(
        select(T.c.name, T.c.opens_at)
        .where(T.c.name.in_(paces))
        .order_by(T.c.name)
        .with_for_update()
    ).all()
    now = database_now(session)
    passed = frozenset(name for name, opens_at in found if opens_at <= now)
    for name in sorted(passed):
        session.execute(update(T).where(T.c.name == name).values(opens_at=now + paces[name]))
    return passed


def _make(session: Session, names: list[str]) -> None:
    now = database_now(session)
    session.execute(
        insert_missing(session, T, unique=("name",)),
        [{"name": name, "opens_at": now} for name in names],
    )

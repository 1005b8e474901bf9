"""Calendars by which something is promised: the team's, and as they were when it was promised."""

import hashlib
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.policy import CalendarPolicy, SalesPolicy
from agents.rules.working_time import WorkingTime, working_time
from bot.deps import Deps
from store.models import Base
from store.upsert import insert_missing

FROZEN = Base.metadata.tables["frozen_calendar"]
NAME_MOST = 60


def of_team(territory: str | None, policy: SalesPolicy) -> WorkingTime:
    """The working time of a team, as it is now."""
    return working_time(policy.calendars[policy.team(territory).calendar])


def key_of(territory: str | None, policy: SalesPolicy) -> str:
    """Names the calendar of a team as it is now."""
    name = policy.team(territory).calendar
    return key(name, policy.calendars[name])


@lru_cache(maxsize=64)
def key(name: str, calendar: CalendarPolicy) -> str:
    """A calendar's name with a hash of what it says."""
    said = calendar.model_dump_json(exclude={"label"})
    return f"{name[:NAME_MOST]}:{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def keep(deps: Deps) -> int:
    """Keeps the policy's calendars as they are now; says how many were new. A tick's job."""
    now = {key(name, one): one for name, one in deps.policy.calendars.items()}
    with deps.store.read() as session:
        known = set(session.scalars(select(FROZEN.c.key)))
    new = {name: one for name, one in now.items() if name not in known}
    if new:
        with deps.store.begin() as session:
            _write(session, new, at=deps.clock())
    return len(new)


def keep_all(session: Session, policy: SalesPolicy, *, now: datetime) -> None:
    """The same inside a block that is about to need them."""
    _write(session, {key(name, one): one for name, one in policy.calendars.items()}, at=now)


def frozen(session: Session, name: str | None) -> WorkingTime | None:
    """A calendar as it was; None where it was never kept."""
    body = session.scalar(select(FROZEN.c.body).where(FROZEN.c.key == name)) if name else None
    return None if body is None else working_time(CalendarPolicy.model_validate(body))


def promised_by(
    session: Session, name: str | None, *, territory: str | None, policy: SalesPolicy
) -> WorkingTime:
    """The calendar by which something was promised; the team's where that was not kept."""
    current = policy.team(territory).calendar
    if name is None or name == key(current, policy.calendars[current]):
        return of_team(territory, policy)
    return frozen(session, name) or of_team(territory, policy)


def _write(session: Session, new: dict[str, CalendarPolicy], *, at: datetime) -> None:
    rows = [
        {"key": name, "body": one.model_dump(mode="json"), "kept_at": at}
        for name, one in new.items()
    ]
    session.execute(insert_missing(session, FROZEN, unique=("key",)), rows)

"""GET /healthz: whether this process can do its work, and when each part was last heard of."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse

from bot.roles import ProcessRole
from bot.web.door import Doors
from store import heartbeats
from store.heartbeats import Beat

PARTS: dict[ProcessRole, tuple[str, ...]] = {
    ProcessRole.CLOCK: (heartbeats.TICKER, heartbeats.AUDITOR),
}
"""The parts that give signs of life, by the role that runs them."""
SILENT_AFTER = {
    heartbeats.TICKER: timedelta(seconds=60),
    heartbeats.AUDITOR: timedelta(minutes=3),
}
"""How long a part may be silent; it beats every ten seconds, the auditor every minute."""
TICKS = 3
"""Where ticks are far apart, a part may be silent as long as so many of them."""

log = structlog.get_logger()


def health(doors: Doors, roles: frozenset[ProcessRole]) -> Callable[[], JSONResponse]:
    """The endpoint.

    Args:
        doors: what the web doors share.
        roles: what this process does: a silent part of another process does not make it sick.
    """
    started = doors.deps.clock()
    expected = {name for role in roles for name in PARTS.get(role, ())}
    slack = timedelta(seconds=TICKS * doors.settings.tick)

    def answer() -> JSONResponse:
        """The database, the roles, and the age of each part's last sign of life in seconds.

        503 where the database cannot be reached, or a part of this process was silent too long,
        counted from its start. The sign of life of a part is shared by all processes that run
        it: what is said is that somebody does its work.
        """
        try:
            with doors.deps.store.read() as session:
                beats = heartbeats.last(session)
        except SQLAlchemyError as error:
            log.error("database_unreachable", error=type(error).__name__)  # noqa: TRY400 — no values
            return JSONResponse({"status": "failing", "database": "unreachable"}, 503)
        now = doors.deps.clock()
        parts = {
            name: _part(name, beats.get(name), now=now, since=started, slack=slack)
            for name in sorted(expected | set(beats))
        }
        is_well = not any(parts[name]["is_silent"] for name in expected)
        body = {
            "status": "ok" if is_well else "failing",
            "database": "ok",
            "roles": sorted(roles),
            "parts": parts,
        }
        return JSONResponse(body, 200 if is_well else 503)

    return answer


def _part(
    name: str, beat: Beat | None, *, now: datetime, since: datetime, slack: timedelta
) -> dict[str, Any]:
    """How long ago it was heard of; None: never. It is not silent before it had time to speak."""
    heard = since if beat is None else max(beat.beat_at, since)
    limit = max(SILENT_AFTER.get(name, timedelta(minutes=1)), slack)
    return {
        "age_seconds": None if beat is None else round((now - beat.beat_at).total_seconds(), 1),
        "is_silent": now - heard > limit,
    }

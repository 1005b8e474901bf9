"""What becomes of an owed effect that a carrier did not take, or perhaps did."""

from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from bot import effects
from bot.gateways.outgoing import (
    AmbiguousError,
    CannotLookError,
    ClosedError,
    Letter,
    RateLimitedError,
    RefusedError,
    SlackMessage,
    UnreachableError,
)
from bot.workflows import settle
from store import claims, gates, outages
from store.claims import Claimed
from store.session import Store

GIVE_UP_AFTER = 8
"""Tries without an answer; then a message is only looked for, now and then."""
LOOK_AGAIN = timedelta(minutes=5)
"""When a message that nobody could look for is looked for again."""
CHANNEL_PROBE = timedelta(seconds=60)
"""How often a closed channel is tried again: one message of it."""
SHORTEST_WAIT, LONGEST_WAIT = timedelta(milliseconds=250), timedelta(seconds=30)
"""Between two tries of a service that does not answer; see `_backoff`."""
DOORS = {effects.POSTS: outages.SLACK, effects.UPDATES: outages.SLACK, effects.MAILS: outages.MAIL}
"""The gate of the service behind which a kind of lane stands."""
AT_ONCE = timedelta(0)

Setback = (
    RateLimitedError
    | UnreachableError
    | ClosedError
    | RefusedError
    | AmbiguousError
    | CannotLookError
)
SETBACKS = Setback.__args__

log = structlog.get_logger()


class Setbacks:
    """Writes down each kind of failure under the fence of its claim."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, claimed: Claimed, message: SlackMessage | Letter, fault: Setback) -> None:
        """Settles a claim that ended in a failure, by its kind."""
        log.warning(
            "send_failed", outbox_id=claimed.id, kind=claimed.kind, fault=type(fault).__name__
        )
        with self._store.begin() as session:
            match fault:
                case RateLimitedError():
                    _limited(session, claimed, fault)
                case UnreachableError():
                    wait = _backoff(session, claimed, str(fault))
                    claims.put_back(session, claimed, wait=wait, code=str(fault))
                case ClosedError():
                    _closed(session, claimed, fault)
                case RefusedError():
                    _refused(session, claimed, message, fault.code)
                case AmbiguousError():
                    _in_doubt(session, claimed, str(fault))
                case CannotLookError():
                    _cannot_look(session, claimed, fault.code)

    def put_back(self, claimed: Claimed) -> None:
        """Nothing was tried: it waits for the next claim."""
        with self._store.begin() as session:
            claims.put_back(session, claimed, wait=AT_ONCE)

    def bury(self, claimed: Claimed, code: str) -> None:
        """It can never be sent: kept for the operator."""
        with self._store.begin() as session:
            _bury(session, claimed, code)


def replaces(message: SlackMessage | Letter) -> bool:
    """Replacing a message twice shows it once: no look is needed."""
    return isinstance(message, SlackMessage) and message.ts is not None


def _limited(session: Session, claimed: Claimed, limited: RateLimitedError) -> None:
    """429: the lane waits, and that was no attempt."""
    gates.close_for(session, name=claimed.lane, wait=limited.wait)
    claims.put_back(session, claimed, wait=limited.wait, code="ratelimited")


def _backoff(session: Session, claimed: Claimed, code: str) -> timedelta:
    """Closes the service's gate for a quarter of the time that its outage has lasted."""
    door = DOORS[claimed.lane.partition(":")[0]]
    outage = outages.note(session, name=door, code=code)
    wait = min(max((outage.last_at - outage.began_at) / 4, SHORTEST_WAIT), LONGEST_WAIT)
    gates.close_for(session, name=door, wait=wait)
    return wait


def _closed(session: Session, claimed: Claimed, closed: ClosedError) -> None:
    """A channel or the whole workspace is closed to us until somebody has mended it."""
    outages.note(session, name=closed.outage, code=closed.code)
    is_service = closed.outage in DOORS.values()
    wait = LONGEST_WAIT if is_service else CHANNEL_PROBE
    claims.put_back(session, claimed, wait=wait, code=closed.code)
    if is_service:
        gates.close_for(session, name=closed.outage, wait=wait)
    elif claimed.lane.startswith(f"{effects.POSTS}:"):
        gates.close_for(session, name=claimed.lane, wait=wait)


def _refused(
    session: Session, claimed: Claimed, message: SlackMessage | Letter, code: str
) -> None:
    """A no for good: kept for the operator; a card that somebody deleted is posted anew."""
    is_gone = code == "message_not_found" and replaces(message)
    if not is_gone:
        _bury(session, claimed, code)
    elif claims.put_back(session, claimed, wait=AT_ONCE, code=code):
        settle.lost(session, claimed)


def _bury(session: Session, claimed: Claimed, code: str) -> None:
    if claims.bury(session, claimed, code=code):
        settle.ended(session, claimed)


def _in_doubt(session: Session, claimed: Claimed, code: str) -> None:
    """No answer: whoever comes after the margin looks for the message; at last the operator."""
    _backoff(session, claimed, code)
    if claimed.attempts >= GIVE_UP_AFTER:
        claims.leave_uncertain(session, claimed, wait=LOOK_AGAIN, code=code)
    else:
        claims.let_go(session, claimed, code=code)


def _cannot_look(session: Session, claimed: Claimed, code: str) -> None:
    """It may be there or not: a repeat is better than a loss where it is urgent."""
    if claimed.priority > effects.REPEATED_UP_TO:
        claims.leave_uncertain(session, claimed, wait=LOOK_AGAIN, code=code)
    elif claims.allow_repeat(session, claimed):
        claims.put_back(session, claimed, wait=AT_ONCE, code=code)

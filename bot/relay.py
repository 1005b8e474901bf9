"""The relay: claims what is owed, renders it from current state, sends it, settles it.

Nothing is lost: a claim is a lease, and whoever's lease ran out is followed by another relay.
Nothing is doubled: `sending` is committed before the call, a send that could outlive its lease is
not started, and after a call without an answer the own message is looked for by its mark before
anything is sent again. 429, a closed gate and a Slack that is gone are not attempts. Where nobody
can look, an urgent message goes out again and says so; any other waits and is looked for later.
"""

import hashlib
import hmac
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol
from uuid import uuid4

import structlog
from sqlalchemy.orm import Session

from bot import clock, effects
from bot.deps import Deps
from bot.errors import NothingToSay
from bot.gateways.outgoing import (
    AmbiguousError,
    CannotLookError,
    InTime,
    Letter,
    Posted,
    SlackMessage,
    TooLateError,
    UnreachableError,
)
from bot.rendering import Overtaken, Render
from bot.setbacks import DOORS, SETBACKS, Setbacks, replaces
from bot.workflows import settle
from bot.workflows.settle import Drawn
from store import claims, installation, outages, pause
from store.claims import Claimed, Terms
from store.queries import waiting
from store.session import is_of_the_database

BATCH = 8
POLL = 0.25
UPDATES_PACE = timedelta(seconds=1.2)
"""chat.update is tier 3: 50 a minute for a workspace."""
LONGEST_CALM = timedelta(seconds=15)
"""How long after its time a steady stream of arrivals may hold an ordinary message back."""
LONGEST_HOT = timedelta(minutes=2)
"""How long a hot card may hold ordinary messages back, also those of other channels."""
log = structlog.get_logger()


class Carrier(Protocol):
    """Takes messages of one kind out of the house."""

    def send(self, message: Any, *, mark: str, in_time: InTime) -> Posted:
        """Sends it, with its mark; asks right before its text leaves whether it still may.

        Raises:
            TooLateError: it may not, and nothing was sent.
        """
        ...

    def find(self, message: Any, *, mark: str, since: Any) -> Posted | None:
        """The message with this mark, where an earlier try has landed."""
        ...


Carriers = Mapping[type[SlackMessage] | type[Letter], Carrier]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a send may take, and how fast lanes go."""

    lease: timedelta
    timeout: timedelta
    """Of one HTTP call; under a third of the lease."""
    margin: timedelta
    """How long a message may take to land after its call ended without an answer."""
    posts: timedelta
    """Between two messages in one channel; zero switches all pacing off."""
    updates: timedelta = UPDATES_PACE

    @property
    def spare(self) -> timedelta:
        """The time after a claim in which a send may still begin."""
        return self.lease - self.timeout - self.margin


class Relay:
    """One sender; several may run, in threads, processes or machines.

    Args:
        deps: the bot's parts.
        carriers: who takes which kind of message.
        render: turns effects into messages.
        pace: lease, timeouts and rhythm.
        gather: puts waiting cards together before a claim, in its transaction.
        monotonic: seconds of a clock that never jumps, and goes on in sleep.
    """

    def __init__(
        self,
        deps: Deps,
        carriers: Carriers,
        render: Render,
        *,
        pace: Pace,
        gather: Callable[[Session], object] | None = None,
        monotonic: Callable[[], float] = clock.seconds,
    ) -> None:
        self._deps = deps
        self._carriers = carriers
        self._render = render
        self._pace = pace
        self._gather = gather
        self._monotonic = monotonic
        self._setbacks = Setbacks(deps.store)
        self._terms = Terms(
            lease=pace.lease,
            margin=pace.margin,
            paces={effects.POSTS: pace.posts, effects.UPDATES: pace.updates},
            doors=DOORS,
        )
        self._name = f"relay-{uuid4().hex[:8]}"
        self._stopped = threading.Event()
        with deps.store.begin() as session:
            self._key = installation.secret(session, "message_marks").encode()

    def run(self) -> None:
        """Sends until `stop`."""
        heard = 0
        while not self._stopped.is_set():
            try:
                handled = self.send_batch()
            except Exception:
                log.exception("relay_failed", relay=self._name)
                handled = 0
            if handled == 0:
                heard = self._deps.wake.wait(heard, POLL)

    def stop(self) -> None:
        """Ends `run` after the send that is under way."""
        self._stopped.set()
        self._deps.wake.set()

    def send_batch(self) -> int:
        """Claims and sends what is due; says how many rows were claimed."""
        with self._deps.store.read() as session:
            ceiling = self._ceiling(session)
            if not claims.anything_due(session, margin=self._pace.margin, ceiling=ceiling):
                return 0
        last_start = self._monotonic() + self._pace.spare.total_seconds()
        for item in (claimed := self._claim()):
            self._handle(item, last_start=last_start)
        return len(claimed)

    def _claim(self) -> tuple[Claimed, ...]:
        with self._deps.store.begin() as session:
            if pause.current(session) is not None:
                return ()
            ceiling = self._ceiling(session)
            if self._gather is not None and ceiling is None:
                self._gather(session)
            return claims.claim(
                session, owner=self._name, terms=self._terms, limit=BATCH, ceiling=ceiling
            )

    def _ceiling(self, session: Session) -> int | None:
        """Ordinary messages go out when no hot card does; below this, everything may.

        While leads come in, the next may be hot: a delivery that nobody has read yet holds
        ordinary ones back, and so does one that came just now, but a stream of those not for ever.
        """
        if self._pace.posts == timedelta(0):
            return None
        is_held = (
            waiting.is_anything_unread(session)
            or claims.is_any_going_out(
                session, priority=effects.PRIORITY_HOT, lanes=effects.POSTS, since=LONGEST_HOT
            )
            or self._is_stream(session)
        )
        return effects.PRIORITY_LIST if is_held else None

    def _is_stream(self, session: Session) -> bool:
        calm = self._deps.policy.messages.calm
        return waiting.came_just_now(session, within=calm) and not claims.is_overdue(
            session, priority=effects.PRIORITY_LIST, by=LONGEST_CALM
        )

    def _handle(self, claimed: Claimed, *, last_start: float) -> None:
        """One claimed row to its end; whatever happens, it is settled or stays claimable."""
        if self._stopped.is_set() or self._monotonic() > last_start:
            self._setbacks.put_back(claimed)
            return
        message = self._rendered(claimed)
        if message is None:
            return
        try:
            posted = self._deliver(claimed, message, last_start=last_start)
        except TooLateError:
            self._setbacks.put_back(claimed)
        except SETBACKS as fault:
            self._setbacks.take(claimed, message, fault)
        else:
            self._settle(claimed, message, posted)

    def _rendered(self, claimed: Claimed) -> SlackMessage | Letter | None:
        """The message as of now; None where nothing is to be said, or nothing can be.

        Raises:
            SQLAlchemyError: the database is away; the row is another's when the lease has ended.
        """
        try:
            effect = effects.read(claimed.kind, claimed.payload)
            effect = effect.after_doubt() if claimed.in_doubt else effect
            return self._render(effect, is_repeat=claimed.is_repeat)
        except NothingToSay as reason:
            self._leave_unsaid(claimed, reason)
        except Exception as error:
            if is_of_the_database(error):
                raise
            log.exception("effect_failed", outbox_id=claimed.id, kind=claimed.kind)
            self._setbacks.bury(claimed, "effect_failed")
        return None

    def _leave_unsaid(self, claimed: Claimed, reason: NothingToSay) -> None:
        """The state has moved on; what an earlier try may have said is looked for and kept."""
        if claimed.in_doubt and isinstance(reason, Overtaken):
            try:
                found = self._earlier_try(claimed, reason.place)
            except SETBACKS as fault:
                self._setbacks.take(claimed, reason.place, fault)
                return
            if found is not None:
                self._settle(claimed, reason.place, found)
                return
        with self._deps.store.begin() as session:
            if claims.superseded(session, claimed, code=reason.code):
                settle.ended(session, claimed)

    def _deliver(
        self, claimed: Claimed, message: SlackMessage | Letter, *, last_start: float
    ) -> Posted:
        """Sends; a row in doubt is looked for first.

        Raises:
            TooLateError: rendering or looking took so long that a send could outlive the lease.
        """
        if claimed.in_doubt and not replaces(message):
            found = self._earlier_try(claimed, message)
            if found is not None:
                return found

        def in_time() -> None:
            if self._monotonic() > last_start:
                raise TooLateError

        in_time()
        return self._carriers[type(message)].send(
            message, mark=self.mark(claimed.dedup_key), in_time=in_time
        )

    def _earlier_try(self, claimed: Claimed, message: SlackMessage | Letter) -> Posted | None:
        """What a try that ended in doubt has posted; None where it is not there.

        Raises:
            RateLimitedError, ClosedError, UnreachableError, CannotLookError: see `_look`.
        """
        found = self._look(claimed, message)
        if found is None:
            return None
        log.info("effect_found", outbox_id=claimed.id)
        return replace(found, is_of_earlier_try=True)

    def _look(self, claimed: Claimed, message: SlackMessage | Letter) -> Posted | None:
        """The own message, if it is there.

        Raises:
            UnreachableError: the look itself got no answer; nothing was sent.
            CannotLookError: nobody shows what is there, and it may not be repeated.
        """
        carrier, mark = self._carriers[type(message)], self.mark(claimed.dedup_key)
        try:
            return carrier.find(message, mark=mark, since=claimed.first_try_at)
        except AmbiguousError as fault:
            raise UnreachableError(str(fault)) from fault
        except CannotLookError:
            if claimed.is_repeat:
                return None
            raise

    def mark(self, dedup_key: str) -> str:
        """What an own message is known by; opaque, because the whole workspace can read it."""
        return hmac.new(self._key, dedup_key.encode(), hashlib.sha256).hexdigest()[:32]

    def _settle(self, claimed: Claimed, message: SlackMessage | Letter, posted: Posted) -> None:
        with self._deps.store.begin() as session:
            in_time = claims.sent(session, claimed, channel=posted.channel, external_id=posted.ts)
            outages.end(session, *_names(message))
            if in_time:
                settle.shown(
                    session, claimed, posted.channel, posted.ts, drawn=_drawn(message, posted)
                )
        if not in_time:
            log.warning("sent_too_late", outbox_id=claimed.id)


def _drawn(message: SlackMessage | Letter, posted: Posted) -> Drawn:
    """What stands there now, as far as anybody knows."""
    if posted.is_of_earlier_try or isinstance(message, Letter):
        return Drawn(version=None, over=None)
    return Drawn(version=message.version, over=message.drawn_over)


def _names(message: SlackMessage | Letter) -> tuple[str, ...]:
    """The outages that a success ends."""
    if isinstance(message, Letter):
        return (outages.MAIL,)
    return outages.SLACK, outages.channel(message.channel)

"""The relay: claims what is owed, renders it from current state, sends it, settles it.

Nothing is lost: a claim is a lease, and whoever's lease ran out is followed by another relay.
Nothing is doubled: `sending` is committed before the call, a send that could outlive its lease is
not started, and after a call without an answer the own message is looked for by its mark before
anything is sent again. 429 and a closed gate are not attempts. Where nobody can look, the row is
parked for the operator, visible and never dropped.
"""

import hashlib
import hmac
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import structlog
from sqlalchemy import update

from bot import effects
from bot.deps import Deps
from bot.gateways.slack import (
    AmbiguousError,
    Posted,
    RateLimitedError,
    RefusedError,
    SlackGateway,
)
from bot.rendering import NothingToSay, Render, Rendered
from store import gates, installation, outbox
from store.models import Lead
from store.outbox import Claimed

BATCH = 20
POLL = 0.25
GIVE_UP_AFTER = 8
DOWN_WAIT = timedelta(seconds=30)
UPDATES_PACE = timedelta(seconds=1.2)
"""chat.update is tier 3: 50 a minute for a workspace."""
NOBODY_HOME = frozenset({"account_inactive", "token_revoked", "invalid_auth", "not_authed"})
"""Slack does not know us (now): nothing goes out until the operator has mended it."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a send may take, and how fast lanes go."""

    lease: timedelta
    timeout: timedelta
    """Of one HTTP call; under a third of the lease."""
    margin: timedelta
    """How long a message may take to land after its call ended without an answer."""
    posts: timedelta
    """Between two messages in one channel."""
    updates: timedelta = UPDATES_PACE


class TooLateError(Exception):
    """Nothing was sent, because it could have landed after another relay had looked for it."""


class Relay:
    """One sender; several may run, in threads, processes or machines."""

    def __init__(self, deps: Deps, gateway: SlackGateway, render: Render, *, pace: Pace) -> None:
        self._deps = deps
        self._gateway = gateway
        self._render = render
        self._pace = pace
        self._paces = {effects.POSTS: pace.posts, effects.UPDATES: pace.updates}
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
            if not outbox.anything_due(session, margin=self._pace.margin):
                return 0
        spare = self._pace.lease - self._pace.timeout - self._pace.margin
        last_start = time.monotonic() + spare.total_seconds()
        with self._deps.store.begin() as session:
            claimed = outbox.claim(
                session,
                owner=self._name,
                lease=self._pace.lease,
                margin=self._pace.margin,
                paces=self._paces,
                limit=BATCH,
            )
        for item in claimed:
            self._handle(item, last_start=last_start)
        return len(claimed)

    def _handle(self, claimed: Claimed, *, last_start: float) -> None:
        """One claimed row to its end; whatever happens, it is settled or stays claimable."""
        if self._stopped.is_set() or time.monotonic() > last_start:
            self._put_back(claimed, wait=timedelta(0))
            return
        rendered = self._rendered(claimed)
        if rendered is None:
            return
        try:
            posted = self._deliver(claimed, rendered, last_start=last_start)
        except TooLateError:
            self._put_back(claimed, wait=timedelta(0))
        except RateLimitedError as limited:
            with self._deps.store.begin() as session:
                gates.close_for(session, name=claimed.lane, wait=limited.wait)
            self._put_back(claimed, wait=limited.wait)
        except RefusedError as refused:
            self._refused(claimed, refused.code)
        except AmbiguousError as fault:
            self._in_doubt(claimed, str(fault))
        else:
            self._settle(claimed, rendered, posted)

    def _rendered(self, claimed: Claimed) -> Rendered | None:
        """The message as of now; None where nothing is to be said, or nothing can be."""
        try:
            return self._render(effects.read(claimed.kind, claimed.payload))
        except NothingToSay as reason:
            with self._deps.store.begin() as session:
                outbox.superseded(session, claimed, code=reason.code)
        except Exception:
            log.exception("effect_failed", outbox_id=claimed.id, kind=claimed.kind)
            self._refused(claimed, "effect_failed")
        return None

    def _deliver(self, claimed: Claimed, rendered: Rendered, *, last_start: float) -> Posted:
        """Posts, or replaces; a row in doubt is looked for first.

        Raises:
            TooLateError: rendering or looking took so long that a post could outlive the lease.
        """
        if rendered.ts is not None:
            return self._gateway.update(
                channel=rendered.channel,
                ts=rendered.ts,
                text=rendered.text,
                blocks=rendered.blocks,
            )
        mark = self.mark(claimed.dedup_key)
        if claimed.in_doubt:
            found = self._gateway.find(
                channel=rendered.channel,
                mark=mark,
                since=claimed.first_try_at,
                thread_ts=rendered.thread_ts,
            )
            if found is not None:
                log.info("effect_found", outbox_id=claimed.id)
                return found
        if time.monotonic() > last_start:
            raise TooLateError
        return self._gateway.post(
            channel=rendered.channel,
            text=rendered.text,
            blocks=rendered.blocks,
            mark=mark,
            thread_ts=rendered.thread_ts,
        )

    def mark(self, dedup_key: str) -> str:
        """What an own message is known by; opaque, because the whole workspace can read it."""
        return hmac.new(self._key, dedup_key.encode(), hashlib.sha256).hexdigest()[:32]

    def _settle(self, claimed: Claimed, rendered: Rendered, posted: Posted) -> None:
        with self._deps.store.begin() as session:
            in_time = outbox.sent(session, claimed, channel=posted.channel, external_id=posted.ts)
            is_card = claimed.kind == effects.ShowLeadCard.__name__ and rendered.ts is None
            if in_time and is_card:
                session.execute(
                    update(Lead)
                    .where(Lead.id == claimed.lead_id)
                    .values(card_channel=posted.channel, card_ts=posted.ts)
                )
        if not in_time:
            log.warning("sent_too_late", outbox_id=claimed.id)

    def _put_back(self, claimed: Claimed, *, wait: timedelta) -> None:
        with self._deps.store.begin() as session:
            outbox.put_back(session, claimed, wait=wait, counts=False)

    def _refused(self, claimed: Claimed, code: str) -> None:
        """Slack said no: wait where the operator can mend it, else keep it for them to see."""
        log.warning("effect_refused", outbox_id=claimed.id, kind=claimed.kind, code=code)
        if code in NOBODY_HOME:
            self._put_back(claimed, wait=DOWN_WAIT)
            return
        with self._deps.store.begin() as session:
            outbox.bury(session, claimed, code=code)

    def _in_doubt(self, claimed: Claimed, code: str) -> None:
        """No answer: whoever comes after the margin looks for the message; at last the operator."""
        log.warning("effect_in_doubt", outbox_id=claimed.id, kind=claimed.kind, code=code)
        with self._deps.store.begin() as session:
            if claimed.attempts >= GIVE_UP_AFTER:
                outbox.leave_uncertain(session, claimed, code=code)
            else:
                outbox.let_go(session, claimed)

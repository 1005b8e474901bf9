"""Socket Mode's side of delivery: which connection gets an envelope, and who answered in time."""

import asyncio
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.workspace.desk import Desk
from bot.workspace.wire import JsonObject, compact

_MOST_LINKS = 10


@dataclass(eq=False)
class Frame:
    """One text frame on its way; `sent` is told the time at which it left."""

    text: str
    sent: Callable[[float], None] | None = None


@dataclass(eq=False)
class Link:
    """One Socket Mode connection."""

    frames: "asyncio.Queue[Frame | None]" = field(default_factory=asyncio.Queue)
    """What is to be sent; None closes the connection."""
    draining: bool = False


@dataclass
class _Pending:
    answer: "asyncio.Future[tuple[float, JsonObject]]"
    sent_at: float | None = None


class SocketCourier:
    """Brings envelopes to the bot over its Socket Mode connections."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._links: list[Link] = []
        self._turn = count()
        self._pending: dict[str, _Pending] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._open = asyncio.Event()

    def connections(self) -> int:
        """How many connections are open."""
        return len(self._links)

    def has_room(self) -> bool:
        """Tell whether one more connection is allowed."""
        return len(self._links) < _MOST_LINKS

    def join(self, link: Link) -> None:
        """Take a new connection in."""
        self._links.append(link)
        self._open.set()
        self._tell_pages()

    def leave(self, link: Link) -> None:
        """Forget a connection."""
        self._links.remove(link)
        if not self._links:
            self._open.clear()
        self._tell_pages()

    def acknowledge(self, answer: JsonObject) -> None:
        """Take an acknowledgement; one that is late or of nothing is passed over."""
        pending = self._pending.get(answer.get("envelope_id", ""))
        if pending is not None and not pending.answer.done():
            pending.answer.set_result((self._desk.clock(), answer.get("payload") or {}))

    def event(self, body: JsonObject) -> None:
        """Deliver an event until it is acknowledged or the retries are used up."""
        self._start(self._deliver(body))

    def ask(
        self,
        kind: str,
        payload: JsonObject,
        *,
        settle: Callable[[float | None, float | None, JsonObject], None],
    ) -> None:
        """Deliver an interaction once, see `desk.Courier`."""
        self._start(self._ask(kind, payload, settle))

    def refresh(self) -> int:
        """Announce `disconnect` on every connection and close it a while later."""
        old = [link for link in self._links if not link.draining]
        notice = {"type": "disconnect", "reason": "refresh_requested"}
        for link in old:
            link.draining = True
            link.frames.put_nowait(Frame(compact({**notice, "debug_info": {"host": "local"}})))
            self._start(self._drain(link))
        return len(old)

    async def close(self) -> None:
        """Stop everything that is under way."""
        for link in self._links:
            link.frames.put_nowait(None)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, body: JsonObject) -> None:
        attempts = 0
        for delay in (None, *self._desk.timing.retries):
            if delay:
                await asyncio.sleep(delay)
            await self._open.wait()
            again = {"retry_attempt": attempts, "retry_reason": "timeout" if attempts else ""}
            envelope = {"type": "events_api", "payload": body, "accepts_response_payload": False}
            attempts += 1
            pending = await self._exchange({**envelope, **again})
            if pending.answer.done() and not pending.answer.cancelled():
                self._settle_event(body, attempts, pending.answer.result()[0])
                return
        self._settle_event(body, attempts, None)

    def _settle_event(self, body: JsonObject, attempts: int, acked_at: float | None) -> None:
        event_id = body["event_id"]
        self._desk.record("event_settled", event_id=event_id, attempts=attempts, acked_at=acked_at)

    async def _ask(
        self,
        kind: str,
        payload: JsonObject,
        settle: Callable[[float | None, float | None, JsonObject], None],
    ) -> None:
        if not self._links:
            settle(None, None, {})
            return
        envelope = {"type": kind, "payload": payload, "accepts_response_payload": True}
        pending = await self._exchange(envelope)
        if pending.answer.cancelled():
            settle(pending.sent_at, None, {})
        else:
            settle(pending.sent_at, *pending.answer.result())

    async def _exchange(self, envelope: JsonObject) -> _Pending:
        """Send an envelope on one connection and wait for its acknowledgement."""
        envelope_id = str(uuid.uuid4())
        pending = _Pending(asyncio.get_running_loop().create_future())

        def sent(at: float) -> None:
            pending.sent_at = at

        self._pending[envelope_id] = pending
        frame = Frame(compact({"envelope_id": envelope_id, **envelope}), sent)
        self._pick().frames.put_nowait(frame)
        try:
            await asyncio.wait_for(pending.answer, self._desk.timing.ack)
        except TimeoutError:
            pass
        finally:
            del self._pending[envelope_id]
        return pending

    def _pick(self) -> Link:
        fresh = [link for link in self._links if not link.draining] or self._links
        return fresh[next(self._turn) % len(fresh)]

    async def _drain(self, link: Link) -> None:
        await asyncio.sleep(self._desk.timing.drain)
        link.frames.put_nowait(None)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _tell_pages(self) -> None:
        self._desk.hub.to_all({"type": "bot", "connected": len(self._links)})

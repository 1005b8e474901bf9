"""Socket Mode's side of delivery: which connection gets an envelope, and who answered in time."""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bot.workspace.delivery import EVENTS, Delivery, Parcel, Receipt
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

    drop: Callable[[], None]
    """Ends the connection without a word."""
    frames: "asyncio.Queue[Frame | None]" = field(default_factory=asyncio.Queue)
    """What is to be sent; None closes the connection."""
    draining: bool = False


@dataclass
class _Pending:
    answer: "asyncio.Future[tuple[float, JsonObject]]"
    sent_at: float | None = None


class SocketCourier(Delivery):
    """Brings envelopes to the bot over its Socket Mode connections."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._links: list[Link] = []
        self._turn = count()
        self._pending: dict[str, _Pending] = {}
        self._open = asyncio.Event()

    def connections(self) -> int:
        """How many connections are open."""
        return len(self._links)

    async def opened(self) -> None:
        """Wait until a connection is open."""
        await self._open.wait()

    def has_room(self) -> bool:
        """Tell whether one more connection is allowed."""
        return len(self._links) < _MOST_LINKS

    def join(self, link: Link) -> None:
        """Take a new connection in."""
        self._links.append(link)
        self._open.set()
        self._desk.tell_connections()

    def leave(self, link: Link) -> None:
        """Forget a connection."""
        self._links.remove(link)
        if not self._links:
            self._open.clear()
        self._desk.tell_connections()

    def acknowledge(self, answer: JsonObject) -> None:
        """Take an acknowledgement; one that is late or of nothing is passed over."""
        pending = self._pending.get(answer.get("envelope_id", ""))
        if pending is not None and not pending.answer.done():
            pending.answer.set_result((self._desk.clock(), answer.get("payload") or {}))

    def refresh(self) -> int:
        """Announce `disconnect` on every connection and close it a while later."""
        old = [link for link in self._links if not link.draining]
        notice = {"type": "disconnect", "reason": "refresh_requested"}
        for link in old:
            link.draining = True
            link.frames.put_nowait(Frame(compact({**notice, "debug_info": {"host": "local"}})))
            self._start(self._drain(link))
        return len(old)

    def cut(self) -> int:
        """Drop every connection without a word."""
        for link in self._links:
            link.drop()
        return len(self._links)

    async def close(self) -> None:
        """Close the connections and stop everything that is under way."""
        for link in self._links:
            link.frames.put_nowait(None)
        await super().close()

    async def exchange(self, parcel: Parcel) -> Receipt:
        """Send an envelope on one connection and wait for its acknowledgement."""
        if not self._links:
            return Receipt()
        envelope_id = str(uuid.uuid4())
        pending = _Pending(asyncio.get_running_loop().create_future())

        def sent(at: float) -> None:
            pending.sent_at = at

        self._pending[envelope_id] = pending
        envelope = {"envelope_id": envelope_id, **_envelope(parcel)}
        self._pick().frames.put_nowait(Frame(compact(envelope), sent))
        try:
            await asyncio.wait_for(pending.answer, self._desk.timing.ack)
        except TimeoutError:
            return Receipt(sent_at=pending.sent_at)
        finally:
            del self._pending[envelope_id]
        acked_at, answer = pending.answer.result()
        return Receipt(sent_at=pending.sent_at, acked_at=acked_at, answer=answer)

    def _pick(self) -> Link:
        fresh = [link for link in self._links if not link.draining] or self._links
        return fresh[next(self._turn) % len(fresh)]

    async def _drain(self, link: Link) -> None:
        await asyncio.sleep(self._desk.timing.drain)
        link.frames.put_nowait(None)


def _envelope(parcel: Parcel) -> JsonObject:
    is_event = parcel.kind == EVENTS
    again = {"retry_attempt": parcel.attempt, "retry_reason": parcel.reason} if is_event else {}
    envelope = {"type": parcel.kind, "payload": parcel.payload}
    return {**envelope, "accepts_response_payload": not is_event, **again}

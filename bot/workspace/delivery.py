"""What every way to the bot has in common: retries, repeats, order, and what comes too late."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from bot.workspace.desk import Desk
from bot.workspace.faults import Fault, Target
from bot.workspace.wire import JsonObject

EVENTS = "events_api"
COMMANDS = "slash_commands"
Settle: TypeAlias = Callable[[float | None, float | None, JsonObject], None]


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One thing to be brought to the bot."""

    kind: str
    """`events_api`, `interactive` or `slash_commands`."""
    payload: JsonObject
    attempt: int = 0
    """How often it was brought before."""
    reason: str = ""
    """Why it is brought again, in the words of the way it goes."""

    def target(self) -> Target:
        """What faults see of it."""
        facts = {"event_id": self.payload["event_id"]} if self.kind == EVENTS else {}
        return Target(method=self.kind, channel=_channel(self.payload), facts=facts)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What came of bringing it."""

    sent_at: float | None = None
    """None: it did not get away."""
    acked_at: float | None = None
    """None: nobody acknowledged it in time."""
    answer: JsonObject = field(default_factory=dict)
    reason: str = "timeout"
    """Why it was not acknowledged."""
    is_last: bool = False
    """The bot asked not to be told again."""


class Delivery(ABC):
    """Brings events until they are acknowledged, and interactions once; see `desk.Courier`."""

    is_signed = False

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: asyncio.Event | None = None
        """Set when what waits to be overtaken has been overtaken."""

    @abstractmethod
    def connections(self) -> int:
        """How many ways to the bot are open."""

    @abstractmethod
    async def opened(self) -> None:
        """Wait until there is a way to the bot."""

    @abstractmethod
    async def exchange(self, parcel: Parcel) -> Receipt:
        """Bring one thing once and wait for its acknowledgement."""

    @abstractmethod
    def refresh(self) -> int:
        """Ask every connection to be replaced; returns how many were asked."""

    @abstractmethod
    def cut(self) -> int:
        """Drop every connection without a word; returns how many."""

    def event(self, body: JsonObject) -> None:
        """Deliver an event until it is acknowledged or the retries are used up."""
        self._start(self._deliver(body))

    def ask(self, kind: str, payload: JsonObject, *, settle: Settle) -> None:
        """Deliver an interaction once, see `desk.Courier`."""
        self._start(self._ask(Parcel(kind=kind, payload=payload), settle))

    async def close(self) -> None:
        """Stop everything that is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, body: JsonObject) -> None:
        parcel = Parcel(kind=EVENTS, payload=body)
        receipt = Receipt()
        for delay in (None, *self._desk.timing.retries):
            if delay:
                await asyncio.sleep(delay)
            await self.opened()
            receipt = await self._bring(parcel)
            parcel = replace(parcel, attempt=parcel.attempt + 1, reason=receipt.reason)
            if receipt.acked_at is not None or receipt.is_last:
                break
        facts = {"attempts": parcel.attempt, "acked_at": receipt.acked_at}
        self._desk.record("event_settled", event_id=body["event_id"], **facts)
        if receipt.acked_at is not None:
            await self._repeat(parcel)

    async def _ask(self, parcel: Parcel, settle: Settle) -> None:
        if not self.connections():
            settle(None, None, {})
            return
        receipt = await self._bring(parcel)
        settle(receipt.sent_at, receipt.acked_at, receipt.answer)
        if receipt.acked_at is not None:
            await self._repeat(parcel)

    async def _repeat(self, parcel: Parcel) -> None:
        """Bring it once more although it was acknowledged, where that is switched on."""
        faults = self._desk.faults
        if faults.strike(Fault.REDELIVERY, target=parcel.target()) and self.connections():
            await self.exchange(replace(parcel, attempt=max(1, parcel.attempt)))

    async def _bring(self, parcel: Parcel) -> Receipt:
        """Bring it in its turn, or, where that is switched on, after the next one."""
        overtaken = self._waiting
        if overtaken is None:
            struck = self._desk.faults.strike(Fault.REORDER, target=parcel.target())
            if struck is not None:
                await self._be_overtaken(struck.seconds)
        try:
            return self._in_time(parcel, await self.exchange(parcel))
        finally:
            if overtaken is not None:
                overtaken.set()

    async def _be_overtaken(self, at_most: float) -> None:
        """Wait until the next one was brought, or for so many seconds."""
        self._waiting = asyncio.Event()
        try:
            await asyncio.wait_for(self._waiting.wait(), at_most)
        except TimeoutError:
            pass
        finally:
            self._waiting = None

    def _in_time(self, parcel: Parcel, receipt: Receipt) -> Receipt:
        """The receipt, or none at all where its acknowledgement is held up for too long."""
        if receipt.sent_at is None or receipt.acked_at is None:
            return receipt
        struck = self._desk.faults.strike(Fault.LATE_ACK, target=parcel.target())
        if struck is None:
            return receipt
        acked_at = receipt.acked_at + struck.seconds
        if acked_at - receipt.sent_at <= self._desk.timing.ack:
            return replace(receipt, acked_at=acked_at)
        return replace(receipt, acked_at=None, answer={})

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _channel(payload: JsonObject) -> str:
    """The channel that an event, an interaction or a command is about; empty for views."""
    if "event" in payload:
        event = payload["event"]
        channel = event.get("channel", event.get("item", {}).get("channel", ""))
        return str(channel.get("id", "") if isinstance(channel, dict) else channel)
    return str((payload.get("channel") or {}).get("id", payload.get("channel_id", "")))

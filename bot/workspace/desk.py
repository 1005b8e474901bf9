"""The workspace at work: state, journal, pages and the way to the bot in one place."""

from collections.abc import Callable
from typing import Any, Protocol

from bot.workspace.faults import Faults
from bot.workspace.hub import Hub
from bot.workspace.instant import Clock, Timing, micros, stamp
from bot.workspace.journal import Journal
from bot.workspace.lines import Lines
from bot.workspace.seed import Manifest, Seed
from bot.workspace.state import Room, State
from bot.workspace.triggers import Hook, Permissions, Trigger
from bot.workspace.wire import JsonObject, new_id


class Courier(Protocol):
    """What brings payloads to the bot: Socket Mode, or signed HTTP to a request URL."""

    is_signed: bool
    """Whether it brings signed requests, which can be forged."""

    def connections(self) -> int:
        """How many ways to the bot are open."""

    def event(self, body: JsonObject) -> None:
        """Deliver an `event_callback`, again if need be, later if nobody is there."""

    def ask(
        self,
        kind: str,
        payload: JsonObject,
        *,
        settle: Callable[[float | None, float | None, JsonObject], None],
    ) -> None:
        """Deliver an interaction once.

        `settle` is called once with the times of sending and of the answer (None: there was
        none) and with the answer's payload.
        """

    def refresh(self) -> int:
        """Ask every connection to be replaced; returns how many were asked."""

    def cut(self) -> int:
        """Drop every connection without a word; returns how many."""

    async def close(self) -> None:
        """Stop everything that is under way."""


class Desk:
    """One running workspace."""

    courier: Courier

    def __init__(
        self, seed: Seed, manifest: Manifest, *, journal: Journal, timing: Timing, clock: Clock
    ) -> None:
        self.seed = seed
        self.manifest = manifest
        self.journal = journal
        self.timing = timing
        self.clock = clock
        self.state = State(seed)
        self.hub = Hub(self.state)
        self.permissions = Permissions()
        self.faults = Faults(self.record, self._tell_faults)
        self.lines = Lines()
        self.base_url = "http://127.0.0.1"
        self._last_ts = 0
        for entry in journal.after(0):
            self.state.apply(entry)
            self._last_ts = max(self._last_ts, _ts_of(entry))

    def record(self, kind: str, /, **facts: Any) -> JsonObject:
        """Store a fact: journal, state and pages, in this order."""
        entry = self.journal.append(kind, self.clock(), facts)
        self.state.apply(entry)
        self.hub.tell(entry)
        return entry

    def tell_connections(self) -> None:
        """Tell the pages whether the bot can be reached."""
        self.hub.to_all({"type": "bot", "connected": self.courier.connections()})

    def next_ts(self) -> str:
        """A timestamp later than every other one of this workspace."""
        self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
        return stamp(self._last_ts)

    def trigger(self, user: str, view_id: str | None = None) -> str:
        """Hand out a `trigger_id`."""
        expires = self.clock() + self.timing.trigger
        return self.permissions.issue_trigger(Trigger(user, view_id, expires))

    def response_url(
        self,
        user: str,
        channel: str,
        *,
        ts: str | None = None,
        is_ephemeral: bool = False,
        thread_ts: str | None = None,
    ) -> str:
        """Hand out a `response_url`."""
        expires = self.clock() + self.timing.response_url
        hook = Hook(user, channel, ts, is_ephemeral, thread_ts, expires)
        return f"{self.base_url}/response/{self.permissions.issue_hook(hook)}"

    def direct_message(self, user: str) -> Room:
        """The direct message of a person with the bot, opened when there is none."""
        channel = self.state.ims.get(user)
        if channel is None:
            channel = new_id("D")
            self.record("im", channel=channel, user=user)
        return self.state.rooms[channel]

    def _tell_faults(self, on: list[JsonObject]) -> None:
        self.hub.to_all({"type": "faults", "on": on})
        self.tell_connections()


def _ts_of(entry: JsonObject) -> int:
    message = entry.get("message")
    return micros(message["ts"]) if isinstance(message, dict) else 0

"""What goes wrong on purpose: the switches, and which request each of them hits."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.workspace.wire import JsonObject, new_id

_LONGEST = 7200.0


class Strikes(StrEnum):
    """What a fault happens to."""

    CALL = "call"
    """A call of the Web API; the `method` is its name, or `response_url`."""
    DELIVERY = "delivery"
    """A delivery to the bot; the `method` is `events_api`, `interactive` or `slash_commands`."""
    REQUEST = "request"
    """A signed request to the bot's request URL; the `method` as with deliveries."""
    AT_ONCE = "at_once"
    """The connections there are now; no switch stays on."""


class Fault(StrEnum):
    """Every fault there is."""

    RATE_LIMITED = "rate_limited"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    ERROR_500 = "error_500"
    ERROR_500_STORED = "error_500_stored"
    LATE = "late"
    LATE_ANSWER = "late_answer"
    HISTORY_UNAVAILABLE = "history_unavailable"
    DOWN = "down"
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - Slack's error code, no secret
    LATE_ACK = "late_ack"
    REDELIVERY = "redelivery"
    REORDER = "reorder"
    CLOCK_SKEW = "clock_skew"
    REPLAY = "replay"
    MALFORMED_TIMESTAMP = "malformed_timestamp"
    BAD_SIGNATURE = "bad_signature"
    DISCONNECT = "disconnect"
    REFRESH = "refresh"


@dataclass(frozen=True, kw_only=True)
class Usual:
    """What a fault happens to, and where and for how long when a switch does not say."""

    strikes: Strikes
    methods: tuple[str, ...] = ("*",)
    seconds: float = 0.0


_CHAT = ("chat.*",)
_HISTORY = ("conversations.history", "conversations.replies")
FAULTS: dict[Fault, Usual] = {
    Fault.RATE_LIMITED: Usual(strikes=Strikes.CALL, methods=_CHAT, seconds=3),
    Fault.DROP_BEFORE: Usual(strikes=Strikes.CALL, methods=_CHAT),
    Fault.DROP_AFTER: Usual(strikes=Strikes.CALL, methods=_CHAT),
    Fault.ERROR_500: Usual(strikes=Strikes.CALL, methods=_CHAT),
    Fault.ERROR_500_STORED: Usual(strikes=Strikes.CALL, methods=_CHAT),
    Fault.LATE: Usual(strikes=Strikes.CALL, methods=_CHAT, seconds=15),
    Fault.LATE_ANSWER: Usual(strikes=Strikes.CALL, methods=_CHAT, seconds=15),
    Fault.HISTORY_UNAVAILABLE: Usual(strikes=Strikes.CALL, methods=_HISTORY),
    Fault.DOWN: Usual(strikes=Strikes.CALL),
    Fault.TOKEN_REVOKED: Usual(strikes=Strikes.CALL),
    Fault.LATE_ACK: Usual(strikes=Strikes.DELIVERY, seconds=5),
    Fault.REDELIVERY: Usual(strikes=Strikes.DELIVERY),
    Fault.REORDER: Usual(strikes=Strikes.DELIVERY, seconds=2),
    Fault.CLOCK_SKEW: Usual(strikes=Strikes.REQUEST, seconds=-600),
    Fault.REPLAY: Usual(strikes=Strikes.REQUEST),
    Fault.MALFORMED_TIMESTAMP: Usual(strikes=Strikes.REQUEST),
    Fault.BAD_SIGNATURE: Usual(strikes=Strikes.REQUEST),
    Fault.DISCONNECT: Usual(strikes=Strikes.AT_ONCE),
    Fault.REFRESH: Usual(strikes=Strikes.AT_ONCE),
}
_GONE = (Fault.DOWN, Fault.TOKEN_REVOKED)


class Switch(BaseModel):
    """A fault that is switched on: what, where, how often."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fault: Fault
    method: str | None = None
    """A name or a pattern such as `chat.*`; None takes the fault's own."""
    channel: str | None = None
    """Only where this channel is concerned; None: everywhere."""
    times: int | None = Field(default=None, ge=1)
    """How often it happens; None: until it is switched off."""
    seconds: float | None = Field(default=None, ge=-_LONGEST, le=_LONGEST)
    """How late, how long to wait, how far off; None takes the fault's own."""
    chance: float = Field(default=1.0, gt=0, le=1)
    """How likely it is each time, by a die of its own."""
    seed: int = 0
    """What that die is thrown with: the same seed and requests give the same faults."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A request that a fault may happen to."""

    method: str
    channel: str = ""
    facts: JsonObject = field(default_factory=dict)
    """What tells this request from others, for the journal."""


class On:
    """One switch that is on, and how often it was hit."""

    def __init__(self, switch: Switch) -> None:
        self.id = new_id("F")
        self.switch = switch
        self.fault = switch.fault
        usual = FAULTS[switch.fault]
        self.methods = (switch.method,) if switch.method else usual.methods
        self.seconds = usual.seconds if switch.seconds is None else switch.seconds
        self.hits = 0
        self._die = Random(switch.seed)  # noqa: S311 - it has to be repeatable

    def hit(self, target: Target) -> bool:
        """Tell whether it happens to this request; if so, it is counted."""
        if not any(fnmatchcase(target.method, pattern) for pattern in self.methods):
            return False
        if self.switch.channel not in (None, target.channel):
            return False
        if self._die.random() >= self.switch.chance:
            return False
        self.hits += 1
        return True

    def is_used_up(self) -> bool:
        """Tell whether it has happened as often as it was to."""
        return self.switch.times is not None and self.hits >= self.switch.times

    def shown(self) -> JsonObject:
        """The switch as JSON."""
        said = self.switch.model_dump(mode="json")
        own = {"id": self.id, "methods": list(self.methods), "hits": self.hits}
        return {**said, "seconds": self.seconds, **own}


class Faults:
    """The switches of one workspace.

    Args:
        record: Writes to the journal.
        tell: Hears of every change.
    """

    def __init__(
        self, record: Callable[..., Any], tell: Callable[[list[JsonObject]], None]
    ) -> None:
        self._record = record
        self._tell = tell
        self._on: list[On] = []
        self.there = asyncio.Event()
        """Set while Slack is there."""
        self.there.set()

    def switch_on(self, switch: Switch) -> JsonObject:
        """Switch a fault on, beside those that are on already."""
        new = On(switch)
        self._on.append(new)
        # A Slack that is gone comes before every other fault: it is not slow as well.
        self._on.sort(key=lambda one: one.fault not in _GONE)
        self._record("fault_on", switch=new.shown())
        self._changed()
        return new.shown()

    def clear(self, switch_id: str | None = None) -> int:
        """Switch one fault off, or all of them; returns how many were on."""
        before = len(self._on)
        self._on = [one for one in self._on if switch_id not in (None, one.id)]
        gone = before - len(self._on)
        if gone:
            self._record("faults_off", switch=switch_id)
            self._changed()
        return gone

    def is_gone(self) -> bool:
        """Tell whether Slack takes no connection at all."""
        return any(one.fault in _GONE for one in self._on)

    def strike(self, *faults: Fault, target: Target) -> On | None:
        """The fault that happens to this request, if any; it stands in the journal then."""
        struck = next((one for one in self._on if one.fault in faults and one.hit(target)), None)
        if struck is None:
            return None
        if struck.is_used_up():
            self._on.remove(struck)
        place = {"method": target.method, "channel": target.channel, **target.facts}
        self._record("fault", fault=struck.fault, switch=struck.id, **place)
        self._changed()
        return struck

    def shown(self) -> list[JsonObject]:
        """The switches that are on."""
        return [one.shown() for one in self._on]

    def _changed(self) -> None:
        if self.is_gone():
            self.there.clear()
        else:
            self.there.set()
        self._tell(self.shown())


def of(strikes: Strikes) -> tuple[Fault, ...]:
    """The faults of one kind."""
    return tuple(fault for fault, usual in FAULTS.items() if usual.strikes is strikes)


def known() -> list[JsonObject]:
    """Every fault there is, as JSON."""
    return [
        {
            "fault": fault,
            "strikes": usual.strikes,
            "methods": list(usual.methods),
            "seconds": usual.seconds,
        }
        for fault, usual in FAULTS.items()
    ]

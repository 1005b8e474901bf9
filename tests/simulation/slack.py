"""What the workspace shows, message by message: the third ledger."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agents.vocabulary import Language
from bot.gateways.outgoing import Posted, SlackMessage
from bot.slack import present

REPEAT_NOTES = tuple(present.possible_repeat(language) for language in Language)


@dataclass(slots=True)
class Stored:
    """A message as it stands in a channel."""

    ts: str
    channel: str
    thread_ts: str | None
    mark: str
    is_repeat: bool
    """Whether it says that it may be one."""
    text: str
    """As it landed last."""
    versions: list[int | None] = field(default_factory=list)
    """Of the lead, as each landing showed it."""


def says_repeat(message: SlackMessage) -> bool:
    """Whether a message says that it may stand there already."""
    return bool(message.blocks) and message.blocks[0] in REPEAT_NOTES


class VirtualSlack:
    """A workspace without a network."""

    def __init__(self) -> None:
        self.messages: list[Stored] = []
        self.closed_until: dict[str, datetime] = {}
        self._last = 0.0

    def land(self, message: SlackMessage, mark: str, *, now: datetime) -> Posted | None:
        """Stores or replaces a message; None where the one to be replaced is not there."""
        if message.ts is not None:
            known = self.message(message.ts)
            if known is None:
                return None
            known.versions.append(message.version)
            known.text = message.text
            return Posted(channel=known.channel, ts=known.ts)
        self._last = max(now.timestamp(), self._last + 0.000_1)
        stored = Stored(
            ts=f"{self._last:.6f}",
            channel=message.channel,
            thread_ts=message.thread_ts,
            mark=mark,
            is_repeat=says_repeat(message),
            text=message.text,
            versions=[message.version],
        )
        self.messages.append(stored)
        return Posted(channel=stored.channel, ts=stored.ts)

    def message(self, ts: str) -> Stored | None:
        """By its ts."""
        return next((one for one in self.messages if one.ts == ts), None)

    def find(self, message: SlackMessage, mark: str, *, since: datetime) -> Posted | None:
        """A complete scan of the channel, or of the thread, from a moment on."""
        for one in self.messages:
            is_there = one.channel == message.channel and one.thread_ts == message.thread_ts
            if is_there and one.mark == mark and float(one.ts) >= since.timestamp():
                return Posted(channel=one.channel, ts=one.ts)
        return None

    def close(self, channel: str, *, until: datetime) -> None:
        """Archives a channel for a while."""
        self.closed_until[channel] = until

    def is_closed(self, channel: str, *, now: datetime) -> bool:
        """Whether nobody may write there."""
        return self.closed_until.get(channel, now - timedelta(seconds=1)) > now

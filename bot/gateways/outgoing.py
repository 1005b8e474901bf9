"""What leaves the house, and how a carrier says that it did not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

InTime = Callable[[], None]
"""Asked where the text of a message leaves the house; raises TooLateError when it must not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackMessage:
    """A message in Slack and where it goes; `ts` names the message it replaces."""

    channel: str
    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None = None
    ts: str | None = None
    version: int | None = None
    """Of the lead whose card it is, or of the leads of a list; None for everything else."""
    drawn_over: int | None = None
    """The version that the card showed when this one was drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to one colleague or lead; plain text."""

    to: str
    subject: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()
    """Further ones, for instance how to unsubscribe by one click."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Where a message stands: channel and ts, or an address and a Message-ID."""

    channel: str
    ts: str
    is_of_earlier_try: bool = False
    """It was there already, and shows what was true when that try was made."""


class TooLateError(Exception):
    """Nothing was sent, because it could have landed after another relay had looked for it."""


class RateLimitedError(Exception):
    """The carrier asks to wait; nothing was sent."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait


class RefusedError(Exception):
    """This message will never be taken; `code` is the carrier's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ClosedError(Exception):
    """Nothing was sent, and nothing will be until somebody has mended it.

    Attributes:
        outage: what is closed, as store.outages names it.
        code: the carrier's.
    """

    def __init__(self, outage: str, code: str) -> None:
        super().__init__(f"{outage}: {code}")
        self.outage = outage
        self.code = code


class UnreachableError(Exception):
    """No connection: nothing was sent."""


class AmbiguousError(Exception):
    """No answer: it may have been sent or not."""


class CannotLookError(Exception):
    """Nobody can say whether an own message is there; `code` says why not."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

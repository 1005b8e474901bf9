"""Short-lived permissions: `trigger_id` and `response_url`."""

import secrets
from dataclasses import dataclass

from bot.workspace.refusal import Refusal

_USES = 5
_FORGET_AFTER = 3600.0
_TICKET_LIFE = 30.0


@dataclass
class Trigger:
    """The right to open one view for a person."""

    user: str
    view_id: str | None
    """The modal in which the person acted; None for messages, commands and the App Home."""
    expires: float
    used: bool = False


@dataclass
class Hook:
    """The right to answer an interaction without being in its room."""

    user: str
    channel: str
    ts: str | None
    """The message that was clicked; None for a command."""
    is_ephemeral: bool
    thread_ts: str | None
    expires: float
    uses_left: int = _USES


class Permissions:
    """What was handed out and is still remembered."""

    def __init__(self) -> None:
        self._triggers: dict[str, Trigger] = {}
        self._hooks: dict[str, Hook] = {}
        self._tickets: dict[str, float] = {}

    def issue_ticket(self, now: float) -> str:
        """Hand out the right to open one Socket Mode connection."""
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = now + _TICKET_LIFE
        return ticket

    def use_ticket(self, ticket: str, now: float) -> bool:
        """Take a ticket for good; False when it is unknown, used or too old."""
        return self._tickets.pop(ticket, 0.0) >= now

    def issue_trigger(self, trigger: Trigger) -> str:
        """Hand out a `trigger_id`, of the form that Slack describes."""
        self._forget(trigger.expires)
        number = 10**12 + secrets.randbelow(10**12)
        trigger_id = f"{number}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = trigger
        return trigger_id

    def exchange(self, trigger_id: str, now: float) -> Trigger:
        """Take a trigger for good.

        Raises:
            Refusal: It is unknown, used or too old.
        """
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if now > trigger.expires:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger

    def issue_hook(self, hook: Hook) -> str:
        """Hand out the id of a `response_url`."""
        hook_id = secrets.token_urlsafe(18)
        self._hooks[hook_id] = hook
        return hook_id

    def use_hook(self, hook_id: str, now: float) -> Hook:
        """Count one use of a `response_url`.

        Raises:
            Refusal: It is unknown, too old or used up.
        """
        hook = self._hooks.get(hook_id)
        if hook is None or now > hook.expires:
            raise Refusal("expired_url")
        if hook.uses_left == 0:
            raise Refusal("used_url")
        hook.uses_left -= 1
        return hook

    def _forget(self, now: float) -> None:
        """Drop the oldest ids; dictionaries keep the order in which they were filled."""
        while self._triggers:
            oldest = next(iter(self._triggers))
            if self._triggers[oldest].expires + _FORGET_AFTER > now:
                break
            del self._triggers[oldest]
        while self._hooks:
            first = next(iter(self._hooks))
            if self._hooks[first].expires + _FORGET_AFTER > now:
                break
            del self._hooks[first]

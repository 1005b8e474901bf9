"""Pushes to the pages: who is connected, and which journal entry is whose news."""

import asyncio
from typing import TypeAlias

from bot.workspace.state import State
from bot.workspace.wire import JsonObject

Inbox: TypeAlias = "asyncio.Queue[JsonObject]"

_IN_ROOM = {"message", "message_changed", "message_deleted"}
_FOR_ONE = {"ephemeral", "ephemeral_changed", "ephemeral_deleted"}
_VIEWS = {"opened": "modal_opened", "pushed": "modal_pushed", "updated": "modal_updated"}


class Hub:
    """The open pages by person."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._inboxes: dict[str, set[Inbox]] = {}

    def join(self, user: str) -> Inbox:
        """Open an inbox for one page of a person."""
        inbox: Inbox = asyncio.Queue()
        self._inboxes.setdefault(user, set()).add(inbox)
        return inbox

    def leave(self, user: str, inbox: Inbox) -> None:
        """Close an inbox."""
        self._inboxes[user].discard(inbox)

    def to(self, user: str, event: JsonObject) -> None:
        """Push to the pages of one person."""
        for inbox in self._inboxes.get(user, ()):
            inbox.put_nowait(event)

    def to_all(self, event: JsonObject) -> None:
        """Push to every page."""
        for user in self._inboxes:
            self.to(user, event)

    def to_room(self, channel: str, event: JsonObject) -> None:
        """Push to everybody who sees a room."""
        room = self._state.rooms[channel]
        for user in self._inboxes:
            if self._state.sees(user, room):
                self.to(user, event)

    def tell(self, entry: JsonObject) -> None:
        """Push what a journal entry means to those whom it concerns."""
        kind = entry["type"]
        if kind in _IN_ROOM:
            self._tell_room(entry)
        elif kind in _FOR_ONE:
            message = entry.get("message", {"ts": entry.get("ts")})
            news = {"type": kind, "channel": entry["channel"], "message": message}
            self.to(entry["user"], news)
        elif kind == "view":
            self._tell_view(entry)
        elif kind == "room":
            self._tell_of_room(entry["channel"])
        elif kind == "options":
            self.to(entry["user"], _without_bookkeeping(entry))
        elif kind in ("status", "prompts"):
            self.to_room(entry["channel"], _without_bookkeeping(entry))

    def _tell_room(self, entry: JsonObject) -> None:
        channel, kind = entry["channel"], entry["type"]
        message = entry.get("message", {"ts": entry.get("ts")})
        self.to_room(channel, {"type": kind, "channel": channel, "message": message})
        root = message.get("thread_ts")
        if kind == "message" and root not in (None, message["ts"]):
            # The parent shows its number of replies; Slack tells this apart, the page need not.
            parent = self._state.rooms[channel].messages[root]
            news = {"type": "message_changed", "channel": channel, "message": parent}
            self.to_room(channel, news)

    def _tell_of_room(self, channel: str) -> None:
        room = self._state.rooms[channel]
        news = {"is_archived": room.is_archived, "members": sorted(room.members)}
        self.to_room(channel, {"type": "room", "channel": channel, **news})

    def _tell_view(self, entry: JsonObject) -> None:
        user, op = entry["user"], entry["op"]
        if op == "closed":
            news = {"type": "modal_closed", "view_id": entry["view_id"], "all": entry["all"]}
        elif entry["view"]["type"] == "home":
            news = {"type": "home", "view": entry["view"]}
        else:
            previous = entry["view"]["previous_view_id"]
            news = {"type": _VIEWS[op], "view": entry["view"], "previous_id": previous}
        self.to(user, news)


def _without_bookkeeping(entry: JsonObject) -> JsonObject:
    return {key: value for key, value in entry.items() if key not in ("n", "at")}

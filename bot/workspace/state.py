"""What stands in the workspace: rooms, messages, ephemerals, views. Pure data.

`State.apply` is the only way in; it takes journal entries, new ones and those read back at start.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.workspace.parts import options_of
from bot.workspace.seed import Seed, User
from bot.workspace.wire import JsonObject

Message: TypeAlias = JsonObject
View: TypeAlias = JsonObject
Place: TypeAlias = tuple[str, str, str]
"""A surface (a view's id, a message's ts), a block and an action."""
Kind: TypeAlias = Literal["channel", "group", "im"]
VERSIONS_KEPT = 3


@dataclass
class Room:
    """A public channel, a private one ("group", Slack's word) or a direct message."""

    id: str
    name: str
    kind: Kind
    members: set[str]
    topic: str = ""
    is_ext_shared: bool = False
    is_archived: bool = False
    created: int = 0
    user: str | None = None
    """The person of a direct message."""
    messages: dict[str, Message] = field(default_factory=dict)
    timeline: list[str] = field(default_factory=list)
    """The `ts` of what stands in the room itself, oldest first; replies are in `threads`."""
    threads: dict[str, list[str]] = field(default_factory=dict)

    earlier: dict[str, deque[Message]] = field(default_factory=dict)
    """The last versions of changed messages, newest last: a click may still be for one."""

    def root_of(self, ts: str) -> str | None:
        """The `ts` of the thread in which a message stands or that it could begin."""
        message = self.messages.get(ts)
        return None if message is None else message.get("thread_ts", ts)


class State:
    """Everything that the journal tells, in the form in which it is asked for."""

    def __init__(self, seed: Seed) -> None:
        self.seed = seed
        self.users: dict[str, User] = {user.id: user for user in seed.users}
        self.rooms: dict[str, Room] = {}
        self.ims: dict[str, str] = {}
        self.ephemerals: dict[str, dict[str, dict[str, Message]]] = {}
        self.views: dict[str, View] = {}
        self.owners: dict[str, str] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, str] = {}
        self.statuses: dict[tuple[str, str], tuple[str, float]] = {}
        """The status line of a thread and when it was set."""
        self.prompts: dict[str, JsonObject] = {}
        self.owed: dict[str, JsonObject] = {}
        self.offered: dict[Place, dict[str, JsonObject]] = {}
        """Options of external selects, by surface, block and action, each by its value."""
        for channel in seed.channels:
            self.rooms[channel.id] = Room(
                id=channel.id,
                name=channel.name,
                kind="group" if channel.is_private else "channel",
                members=set(channel.members),
                topic=channel.topic,
                is_ext_shared=channel.is_ext_shared,
                is_archived=channel.is_archived,
            )

    def apply(self, entry: JsonObject) -> None:
        """Take one journal entry in. Entries that change nothing here are passed over."""
        handler = _HANDLERS.get(entry["type"])
        if handler is not None:
            handler(self, entry)

    def sees(self, user: str, room: Room) -> bool:
        """Tell whether a person may see a room: members, and colleagues for public channels."""
        if user in room.members:
            return True
        person = self.users.get(user)
        guest = person is None or person.is_restricted or person.is_ultra_restricted
        return room.kind == "channel" and not guest and not (person and person.is_stranger)

    def stack(self, user: str) -> list[View]:
        """The open modals of a person, lowest first."""
        return [self.views[view_id] for view_id in self.stacks.get(user, [])]

    def home(self, user: str) -> View | None:
        """The published App Home of a person."""
        view_id = self.homes.get(user)
        return None if view_id is None else self.views[view_id]

    def ephemerals_of(self, user: str, channel: str) -> dict[str, Message]:
        """What only this person sees in a room, by `ts`."""
        return self.ephemerals.get(user, {}).get(channel, {})


def _message(state: State, entry: JsonObject) -> None:
    room = state.rooms[entry["channel"]]
    message = dict(entry["message"])
    ts, root = message["ts"], message.get("thread_ts")
    room.messages[ts] = message
    if root is None or root == ts or message.get("subtype") == "thread_broadcast":
        room.timeline.append(ts)
    if root is not None and root != ts:
        replies = room.threads.setdefault(root, [])
        replies.append(ts)
        parent = room.messages[root]
        people = parent.setdefault("reply_users", [])
        if message["user"] not in people:
            people.append(message["user"])
        parent.update(
            thread_ts=root,
            reply_count=len(replies),
            reply_users_count=len(people),
            latest_reply=ts,
        )


def _message_changed(state: State, entry: JsonObject) -> None:
    message = dict(entry["message"])
    room = state.rooms[entry["channel"]]
    before = room.messages.get(message["ts"])
    if before is not None:
        room.earlier.setdefault(message["ts"], deque(maxlen=VERSIONS_KEPT)).append(before)
    room.messages[message["ts"]] = message


def _message_deleted(state: State, entry: JsonObject) -> None:
    room, ts = state.rooms[entry["channel"]], entry["ts"]
    room.earlier.pop(ts, None)
    message = room.messages.pop(ts, None)
    if message is None:
        return
    if ts in room.timeline:
        room.timeline.remove(ts)
    replies = room.threads.get(message.get("thread_ts", ""), [])
    if ts in replies:
        replies.remove(ts)
        room.messages[message["thread_ts"]]["reply_count"] = len(replies)


def _ephemeral(state: State, entry: JsonObject) -> None:
    rooms = state.ephemerals.setdefault(entry["user"], {})
    rooms.setdefault(entry["channel"], {})[entry["message"]["ts"]] = dict(entry["message"])


def _ephemeral_deleted(state: State, entry: JsonObject) -> None:
    state.ephemerals_of(entry["user"], entry["channel"]).pop(entry["ts"], None)


def _im(state: State, entry: JsonObject) -> None:
    user = entry["user"]
    state.ims[user] = entry["channel"]
    state.rooms[entry["channel"]] = Room(
        id=entry["channel"],
        name="directmessage",
        kind="im",
        members={user, state.seed.app.bot_user_id},
        created=int(entry["at"]),
        user=user,
    )


def _room(state: State, entry: JsonObject) -> None:
    room = state.rooms[entry["channel"]]
    room.is_archived = entry.get("is_archived", room.is_archived)
    if "joined" in entry:
        room.members.add(entry["joined"])
    if "left" in entry:
        room.members.discard(entry["left"])


def _view(state: State, entry: JsonObject) -> None:
    user, op = entry["user"], entry["op"]
    stack = state.stacks.setdefault(user, [])
    if op == "closed":
        cut = 0 if entry["all"] else stack.index(entry["view_id"])
        for view_id in stack[cut:]:
            del state.views[view_id], state.owners[view_id]
        del stack[cut:]
        return
    view = dict(entry["view"])
    state.views[view["id"]] = view
    state.owners[view["id"]] = user
    if op in ("opened", "pushed"):
        stack.append(view["id"])
    elif op == "published":
        state.homes[user] = view["id"]


def _status(state: State, entry: JsonObject) -> None:
    key = (entry["channel"], entry["thread_ts"])
    if entry["text"]:
        state.statuses[key] = (entry["text"], entry["at"])
    else:
        state.statuses.pop(key, None)


def _prompts(state: State, entry: JsonObject) -> None:
    state.prompts[entry["channel"]] = entry


def _event(state: State, entry: JsonObject) -> None:
    state.owed[entry["event_id"]] = entry["body"]


def _event_settled(state: State, entry: JsonObject) -> None:
    state.owed.pop(entry["event_id"], None)


def _options(state: State, entry: JsonObject) -> None:
    place = (entry["surface"], entry["block_id"], entry["action_id"])
    state.offered.setdefault(place, {}).update(
        {option["value"]: option for option in options_of(entry["answer"])}
    )


_HANDLERS = {
    "message": _message,
    "message_changed": _message_changed,
    "message_deleted": _message_deleted,
    "ephemeral": _ephemeral,
    "ephemeral_changed": _ephemeral,
    "ephemeral_deleted": _ephemeral_deleted,
    "im": _im,
    "room": _room,
    "view": _view,
    "status": _status,
    "prompts": _prompts,
    "event": _event,
    "event_settled": _event_settled,
    "options": _options,
}

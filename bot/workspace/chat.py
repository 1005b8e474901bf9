"""Messages of the app: `chat.*`."""

from bot.workspace import events
from bot.workspace.content import content_of, has_substance
from bot.workspace.conversations import readable
from bot.workspace.desk import Desk
from bot.workspace.refusal import Refusal
from bot.workspace.state import Message, Room
from bot.workspace.wire import JsonObject


def post_message(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`chat.postMessage`."""
    room = _postable(desk, arguments["channel"])
    content = content_of(arguments)
    if not has_substance(content):
        raise Refusal("no_text")
    thread_ts = checked_thread(room, arguments.get("thread_ts"))
    message = authored(desk, content, thread_ts=thread_ts)
    if thread_ts is not None and arguments.get("reply_broadcast"):
        message["subtype"] = "thread_broadcast"
    message = post(desk, room, message)
    return {"channel": room.id, "ts": message["ts"], "message": message}


def update(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`chat.update`; what is not given stays as it is, an empty array takes it away."""
    room = readable(desk, arguments["channel"])
    message = room.messages.get(arguments["ts"])
    if room.is_archived:
        raise Refusal("is_inactive")
    if message is None:
        raise Refusal("message_not_found")
    if message.get("bot_id") != desk.seed.app.bot_id:
        raise Refusal("cant_update_message")
    content = content_of(arguments)
    if not content or not has_substance({**message, **content}):
        raise Refusal("no_text")
    changed = change(desk, room, message, content)
    answer = {"channel": room.id, "ts": changed["ts"], "text": changed["text"]}
    return {**answer, "message": changed}


def post_ephemeral(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`chat.postEphemeral`."""
    room = _postable(desk, arguments["channel"])
    user = arguments["user"]
    if user not in room.members or user not in desk.state.users:
        raise Refusal("user_not_in_channel")
    content = content_of(arguments)
    if not has_substance(content):
        raise Refusal("no_text")
    thread_ts = checked_thread(room, arguments.get("thread_ts"))
    return {"message_ts": whisper(desk, room, user, content, thread_ts=thread_ts)["ts"]}


def permalink(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`chat.getPermalink`: an address of this workspace's own page."""
    room = readable(desk, arguments["channel"])
    ts = arguments["message_ts"]
    message = room.messages.get(ts)
    if message is None:
        raise Refusal("message_not_found")
    link = f"{desk.base_url}/archives/{room.id}/p{ts.replace('.', '')}"
    root = message.get("thread_ts")
    if root not in (None, ts):
        link += f"?thread_ts={root}&cid={room.id}"
    return {"channel": room.id, "permalink": link}


def authored(desk: Desk, content: JsonObject, *, thread_ts: str | None = None) -> Message:
    """A message of the bot, not yet stored."""
    app = desk.seed.app
    message: Message = {
        "type": "message",
        "user": app.bot_user_id,
        "bot_id": app.bot_id,
        "app_id": app.app_id,
        "team": desk.seed.team.id,
        "ts": desk.next_ts(),
        "text": content.get("text", ""),
    }
    for key in ("blocks", "attachments", "metadata"):
        if content.get(key):
            message[key] = content[key]
    if thread_ts is not None:
        message["thread_ts"] = thread_ts
    return message


def post(desk: Desk, room: Room, message: Message) -> Message:
    """Store a message, show it and tell the bot."""
    root = message.get("thread_ts")
    if root is not None:
        message["parent_user_id"] = room.messages[root]["user"]
    desk.record("message", channel=room.id, message=message, stored_at=desk.clock())
    if root is not None and (room.id, root) in desk.state.statuses and "bot_id" in message:
        # An answer in the thread takes the status line away.
        desk.record("status", channel=room.id, thread_ts=root, text="")
    events.message(desk, room, message)
    return room.messages[message["ts"]]


def change(desk: Desk, room: Room, message: Message, content: JsonObject) -> Message:
    """Change a message in its place."""
    changed = {**message, **content}
    for key in ("blocks", "attachments", "metadata"):
        if key in changed and not changed[key]:
            del changed[key]
    changed["edited"] = {"user": desk.seed.app.bot_user_id, "ts": desk.next_ts()}
    desk.record("message_changed", channel=room.id, message=changed)
    events.message_changed(desk, room, changed, message)
    return room.messages[message["ts"]]


def delete(desk: Desk, room: Room, message: Message) -> None:
    """Take a message away."""
    desk.record("message_deleted", channel=room.id, ts=message["ts"])
    events.message_deleted(desk, room, message)


def whisper(
    desk: Desk, room: Room, user: str, content: JsonObject, *, thread_ts: str | None
) -> Message:
    """Show a message to one person only."""
    message = {**authored(desk, content, thread_ts=thread_ts), "is_ephemeral": True}
    desk.record("ephemeral", channel=room.id, user=user, message=message)
    return message


def checked_thread(room: Room, thread_ts: str | None) -> str | None:
    """Check where a reply is to go.

    Raises:
        Refusal: There is no such message, or it is itself a reply.
    """
    if thread_ts is None:
        return None
    root = room.root_of(thread_ts)
    if root is None:
        raise Refusal("thread_not_found")
    if root != thread_ts:
        # Slack's reference warns against a reply's ts; the reply would be lost to readers.
        raise Refusal("cannot_reply_to_message")
    return thread_ts


def _postable(desk: Desk, channel: str) -> Room:
    """The room that a call means by id, name or person."""
    rooms = desk.state.rooms
    if channel in desk.state.users:
        room = desk.direct_message(channel)
    elif channel in rooms:
        room = readable(desk, channel)
    else:
        name = channel.removeprefix("#")
        named = next((r for r in rooms.values() if r.kind != "im" and r.name == name), None)
        room = readable(desk, named.id if named else channel)
    if room.is_archived:
        raise Refusal("is_archived")
    if room.kind == "im" and not desk.manifest.messages_tab:
        raise Refusal("messages_tab_disabled")
    member = desk.seed.app.bot_user_id in room.members
    if not member and "chat:write.public" not in (desk.manifest.scopes or ()):
        raise Refusal("not_in_channel")
    return room

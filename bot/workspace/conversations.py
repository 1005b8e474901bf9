"""Rooms as the bot finds them: `conversations.*`."""

import base64
import binascii
from bisect import bisect_left, bisect_right

from bot.workspace.desk import Desk
from bot.workspace.instant import micros
from bot.workspace.refusal import Refusal
from bot.workspace.state import Message, Room
from bot.workspace.wire import JsonObject

_FAMILY = {"channel": "channels", "group": "groups", "im": "im"}
_HISTORY_MOST = 999
_FOREVER = 2**62


def readable(desk: Desk, channel: str) -> Room:
    """The room with this id, if the bot may know that it exists.

    Raises:
        Refusal: It does not exist or is private and the bot is no member.
    """
    room = desk.state.rooms.get(channel)
    bot = desk.seed.app.bot_user_id
    if room is None or (room.kind != "channel" and bot not in room.members):
        raise Refusal("channel_not_found")
    return room


def require(desk: Desk, room: Room, right: str) -> None:
    """Demand the scope that fits the kind of room, e.g. `groups:history`.

    Raises:
        Refusal: The manifest does not ask for it.
    """
    scope = f"{_FAMILY[room.kind]}:{right}"
    if not desk.manifest.grants(scope):
        provided = ",".join(sorted(desk.manifest.scopes or ()))
        raise Refusal("missing_scope", extra={"needed": scope, "provided": provided})


def described(desk: Desk, room: Room) -> JsonObject:
    """A room as Slack's conversation object."""
    common: JsonObject = {"id": room.id, "created": room.created, "is_archived": room.is_archived}
    shared = {"is_org_shared": False, "is_ext_shared": room.is_ext_shared}
    if room.kind == "im":
        return {**common, "is_im": True, "user": room.user, "is_org_shared": False}
    topic = {"value": room.topic, "creator": "", "last_set": 0}
    return {
        **common,
        **shared,
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": room.kind == "channel",
        "is_group": room.kind == "group",
        "is_im": False,
        "is_mpim": False,
        "is_private": room.kind == "group",
        "is_general": False,
        "is_shared": room.is_ext_shared,
        "is_pending_ext_shared": False,
        "is_member": desk.seed.app.bot_user_id in room.members,
        "context_team_id": desk.seed.team.id,
        "topic": topic,
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def info(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`conversations.info`."""
    room = readable(desk, arguments["channel"])
    require(desk, room, "read")
    channel = described(desk, room)
    if arguments.get("include_num_members"):
        channel["num_members"] = len(room.members)
    if arguments.get("include_locale"):
        channel["locale"] = "en-US"
    return {"channel": channel}


def open_direct(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`conversations.open`, for direct messages with one person."""
    room = _wanted(desk, arguments)
    if room is None:
        user = _one_user(desk, arguments.get("users", ""))
        known = user in desk.state.ims
        if not known and arguments.get("prevent_creation"):
            raise Refusal("channel_not_found")
        room = desk.direct_message(user)
    else:
        known = True
    channel = described(desk, room) if arguments.get("return_im") else {"id": room.id}
    again = {"no_op": True, "already_open": True} if known else {}
    return {**again, "channel": channel}


def _wanted(desk: Desk, arguments: JsonObject) -> Room | None:
    if "channel" not in arguments:
        return None
    room = readable(desk, arguments["channel"])
    if room.kind != "im":
        raise Refusal("method_not_supported_for_channel_type")
    return room


def _one_user(desk: Desk, users: str) -> str:
    ids = [user.strip() for user in users.split(",") if user.strip()]
    if not ids:
        raise Refusal("users_list_not_supplied")
    if len(ids) > 1:
        # Group direct messages are not part of this workspace.
        raise Refusal("invalid_user_combination")
    person = desk.state.users.get(ids[0])
    if person is None:
        raise Refusal("user_not_found")
    if person.deleted:
        raise Refusal("user_disabled")
    return person.id


def history(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`conversations.history`: what stands in the room itself, newest first."""
    room = _inside(desk, arguments)
    low, high = _window(arguments)
    cut = bisect_right(room.timeline, high, key=micros)
    floor = bisect_left(room.timeline, low, key=micros)
    limit = max(1, min(arguments.get("limit", 100), _HISTORY_MOST))
    first = max(floor, cut - limit)
    page = room.timeline[first:cut][::-1]
    has_more = first > floor
    answer: JsonObject = {
        "messages": [_shown(room.messages[ts], arguments) for ts in page],
        "has_more": has_more,
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    if has_more:
        next_ts = micros(room.timeline[first - 1])
        answer["response_metadata"] = {"next_cursor": _cursor(next_ts)}
    return answer


def replies(desk: Desk, arguments: JsonObject) -> JsonObject:
    """`conversations.replies`: the parent and its replies, oldest first."""
    room = _inside(desk, arguments)
    root = room.root_of(arguments["ts"])
    if root is None or root not in room.messages:
        raise Refusal("thread_not_found")
    low, high = _window({key: v for key, v in arguments.items() if key != "cursor"})
    if "cursor" in arguments:
        low = max(low, _from_cursor(arguments["cursor"]))
    answers = [ts for ts in room.threads.get(root, []) if low <= micros(ts) <= high]
    whole = answers if "cursor" in arguments else [root, *answers]
    limit = arguments.get("limit", 1000)
    page = whole[:limit]
    answer: JsonObject = {
        "messages": [_shown(room.messages[ts], arguments) for ts in page],
        "has_more": len(whole) > limit,
    }
    if len(whole) > limit:
        answer["response_metadata"] = {"next_cursor": _cursor(micros(whole[limit]))}
    return answer


def _inside(desk: Desk, arguments: JsonObject) -> Room:
    room = readable(desk, arguments["channel"])
    if desk.seed.app.bot_user_id not in room.members:
        raise Refusal("not_in_channel")
    require(desk, room, "history")
    return room


def _shown(message: Message, arguments: JsonObject) -> Message:
    if "metadata" in message and not arguments.get("include_all_metadata"):
        return {key: value for key, value in message.items() if key != "metadata"}
    return message


def _window(arguments: JsonObject) -> tuple[int, int]:
    """The first and last microsecond asked for, both included."""
    low, high = 0, _FOREVER
    edge = 0 if arguments.get("inclusive") else 1
    if "oldest" in arguments:
        low = _time(arguments["oldest"], "invalid_ts_oldest") + edge
    if arguments.get("latest", "now") != "now":
        high = _time(arguments["latest"], "invalid_ts_latest") - edge
    if "cursor" in arguments:
        high = min(high, _from_cursor(arguments["cursor"]))
    return low, high


def _time(ts: str, code: str) -> int:
    try:
        return micros(ts)
    except ValueError as wrong:
        raise Refusal(code) from wrong


def _cursor(at: int) -> str:
    return base64.b64encode(f"next_ts:{at}".encode()).decode()


def _from_cursor(cursor: str) -> int:
    try:
        word, _, at = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next_ts":
            raise Refusal("invalid_cursor")
        return int(at)
    except (binascii.Error, ValueError) as wrong:
        raise Refusal("invalid_cursor") from wrong

"""Interaction payloads in Slack's form."""

from bot.workspace.desk import Desk
from bot.workspace.seed import User
from bot.workspace.state import Message, Room, View
from bot.workspace.wire import JsonObject

_CHANNEL_NAMES = {"im": "directmessage", "group": "privategroup"}


def _person(user: User) -> JsonObject:
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}


def common(desk: Desk, kind: str, user: User) -> JsonObject:
    """What every interaction carries."""
    team = desk.seed.team
    return {
        "type": kind,
        "team": {"id": team.id, "domain": team.domain},
        "user": _person(user),
        "api_app_id": desk.seed.app.app_id,
        "token": "local",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel(room: Room) -> JsonObject:
    """A room as interactions name it."""
    return {"id": room.id, "name": _CHANNEL_NAMES.get(room.kind, room.name)}


def message_action(
    desk: Desk, user: User, room: Room, message: Message, *, values: JsonObject, action: JsonObject
) -> JsonObject:
    """A `block_actions` from a message."""
    is_ephemeral = bool(message.get("is_ephemeral"))
    ts, thread_ts = message["ts"], message.get("thread_ts")
    container: JsonObject = {
        "type": "message",
        "message_ts": ts,
        "channel_id": room.id,
        "is_ephemeral": is_ephemeral,
    }
    if thread_ts is not None:
        container["thread_ts"] = thread_ts
    payload = {
        **common(desk, "block_actions", user),
        "container": container,
        "trigger_id": desk.trigger(user.id),
        "channel": channel(room),
        "state": {"values": values},
        "response_url": desk.response_url(
            user.id, room.id, ts=ts, is_ephemeral=is_ephemeral, thread_ts=thread_ts
        ),
        "actions": [action],
    }
    if not is_ephemeral:
        # Slack does not hand an ephemeral message back to the app.
        payload["message"] = message
    return payload


def view_action(desk: Desk, user: User, view: View, *, action: JsonObject) -> JsonObject:
    """A `block_actions` from a modal or the App Home."""
    from_modal = view["id"] if view["type"] == "modal" else None
    return {
        **common(desk, "block_actions", user),
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": desk.trigger(user.id, from_modal),
        "view": view,
        "actions": [action],
    }


def view_suggestion(
    desk: Desk, user: User, view: View, *, block_id: str, action_id: str, typed: str
) -> JsonObject:
    """A `block_suggestion` from a modal or the App Home: it has no trigger and no response URL."""
    return {
        **common(desk, "block_suggestion", user),
        "container": {"type": "view", "view_id": view["id"]},
        "block_id": block_id,
        "action_id": action_id,
        "value": typed,
        "view": view,
    }


def message_suggestion(
    desk: Desk,
    user: User,
    room: Room,
    message: Message,
    *,
    block_id: str,
    action_id: str,
    typed: str,
) -> JsonObject:
    """A `block_suggestion` from a message."""
    is_ephemeral = bool(message.get("is_ephemeral"))
    payload = {
        **common(desk, "block_suggestion", user),
        "container": {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": room.id,
            "is_ephemeral": is_ephemeral,
        },
        "channel": channel(room),
        "block_id": block_id,
        "action_id": action_id,
        "value": typed,
    }
    return payload if is_ephemeral else {**payload, "message": message}


def submission(desk: Desk, user: User, view: View) -> JsonObject:
    """A `view_submission`."""
    trigger_id = desk.trigger(user.id, view["id"])
    kind = common(desk, "view_submission", user)
    return {**kind, "trigger_id": trigger_id, "view": view, "response_urls": []}


def closing(desk: Desk, user: User, view: View, *, is_cleared: bool) -> JsonObject:
    """A `view_closed`."""
    return {**common(desk, "view_closed", user), "view": view, "is_cleared": is_cleared}


def slash_command(desk: Desk, user: User, room: Room, command: str, text: str) -> JsonObject:
    """A slash command: flat, and everything is text."""
    team = desk.seed.team
    return {
        "token": "local",
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": room.id,
        "channel_name": _CHANNEL_NAMES.get(room.kind, room.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": desk.seed.app.app_id,
        "is_enterprise_install": "false",
        "response_url": desk.response_url(user.id, room.id),
        "trigger_id": desk.trigger(user.id),
    }


def shortcut(desk: Desk, user: User, callback_id: str) -> JsonObject:
    """A global shortcut."""
    return {
        **common(desk, "shortcut", user),
        "callback_id": callback_id,
        "trigger_id": desk.trigger(user.id),
        "action_ts": desk.next_ts(),
    }


def message_shortcut(
    desk: Desk, user: User, room: Room, message: Message, callback_id: str
) -> JsonObject:
    """A shortcut on a message."""
    return {
        **shortcut(desk, user, callback_id),
        "type": "message_action",
        "channel": channel(room),
        "message": message,
        "message_ts": message["ts"],
        "response_url": desk.response_url(user.id, room.id, ts=message["ts"]),
    }

"""What the app hears of: the Events API's `event_callback`."""

import re

from bot.workspace.desk import Desk
from bot.workspace.state import Message, Room
from bot.workspace.wire import JsonObject, new_id

_SUBSCRIPTION = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
_SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_left": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_left": "groups:read",
}


def message(desk: Desk, room: Room, said: Message) -> None:
    """Tell the app of a new message, and of being mentioned by a person."""
    _in_room(desk, room, {**_visible(said), **_place(room, said["ts"])})
    bot = desk.seed.app.bot_user_id
    mentioned = re.search(rf"<@{re.escape(bot)}(\|[^>]*)?>", said["text"])
    if mentioned and "bot_id" not in said and room.kind != "im" and bot in room.members:
        place = {"channel": room.id, "event_ts": said["ts"]}
        emit(desk, "app_mention", {**_visible(said), "type": "app_mention", **place})


def message_changed(desk: Desk, room: Room, now: Message, before: Message) -> None:
    """Tell the app that a message has changed."""
    ts = desk.next_ts()
    told = {"message": _visible(now), "previous_message": _visible(before)}
    kind = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": ts}
    _in_room(desk, room, {**kind, **told, **_place(room, ts)})


def message_deleted(desk: Desk, room: Room, before: Message) -> None:
    """Tell the app that a message is gone."""
    ts = desk.next_ts()
    kind = {"type": "message", "subtype": "message_deleted", "hidden": True, "ts": ts}
    told = {"deleted_ts": before["ts"], "previous_message": _visible(before)}
    _in_room(desk, room, {**kind, **told, **_place(room, ts)})


def app_home_opened(desk: Desk, user: str, tab: str) -> None:
    """Tell the app that a person looks at its home or messages tab."""
    room = desk.direct_message(user)
    place = {"user": user, "channel": room.id, "tab": tab, "event_ts": desk.next_ts()}
    event: JsonObject = {"type": "app_home_opened", **place}
    view = desk.state.home(user)
    if tab == "home" and view is not None:
        event["view"] = view
    emit(desk, "app_home_opened", event)


def emit(desk: Desk, subscription: str, event: JsonObject) -> None:
    """Owe an event to the app, if its manifest asks for it and may hear it."""
    scope = _SCOPES.get(subscription)
    if subscription not in desk.manifest.events:
        return
    if scope is not None and not desk.manifest.grants(scope):
        return
    app, team = desk.seed.app, desk.seed.team
    authorization = {
        "enterprise_id": None,
        "team_id": team.id,
        "user_id": app.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    body = {
        "token": "local",
        "team_id": team.id,
        "api_app_id": app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": int(desk.clock()),
        "authorizations": [authorization],
        "is_ext_shared_channel": _is_shared(desk, event),
        "event_context": new_id("4-"),
    }
    desk.record("event", event_id=body["event_id"], body=body)
    desk.courier.event(body)


def _in_room(desk: Desk, room: Room, event: JsonObject) -> None:
    if desk.seed.app.bot_user_id in room.members:
        emit(desk, _SUBSCRIPTION[room.kind], event)


def _place(room: Room, ts: str) -> JsonObject:
    return {"channel": room.id, "event_ts": ts, "channel_type": room.kind}


def _visible(said: Message) -> Message:
    """A message as events carry it: metadata goes with the history only."""
    return {key: value for key, value in said.items() if key != "metadata"}


def _is_shared(desk: Desk, event: JsonObject) -> bool:
    room = desk.state.rooms.get(event.get("channel", ""))
    return room is not None and room.is_ext_shared

"""The page's own door: what a person sees and does, as plain JSON calls."""

import uuid
from collections.abc import Callable
from typing import Any, TypeAlias

from bot.workspace import actions, chat, events, interactions, payloads, suggestions
from bot.workspace.desk import Desk
from bot.workspace.refusal import PageRefusal
from bot.workspace.seed import User
from bot.workspace.state import Message, Room, View
from bot.workspace.typed import as_stored
from bot.workspace.wire import JsonObject

Door: TypeAlias = Callable[[Desk, JsonObject], JsonObject]


def say(desk: Desk, body: JsonObject) -> JsonObject:
    """A message as the person."""
    user, room = _user(desk, body), _room(desk, body)
    if user.id not in room.members:
        raise PageRefusal("not_in_channel", f"{user.real_name} is not in #{room.name}.")
    if room.is_archived:
        raise PageRefusal("is_archived", f"#{room.name} is archived.")
    text = as_stored(desk, str(body.get("text", "")))
    if not text.strip():
        raise PageRefusal("no_text", "There is nothing to send.")
    message: Message = {
        "type": "message",
        "user": user.id,
        "client_msg_id": str(uuid.uuid4()),
        "team": user.team_id,
        "ts": desk.next_ts(),
        "text": text,
    }
    if body.get("thread_ts"):
        root = room.root_of(str(body["thread_ts"]))
        if root is None:
            raise PageRefusal("thread_not_found", "The thread is gone.")
        message["thread_ts"] = root
    chat.post(desk, room, message)
    return {"ts": message["ts"]}


def open_im(desk: Desk, body: JsonObject) -> JsonObject:
    """The person opens the direct message with the bot."""
    user = _user(desk, body)
    room = desk.direct_message(user.id)
    events.app_home_opened(desk, user.id, "messages")
    return {"channel": room.id}


def open_home(desk: Desk, body: JsonObject) -> JsonObject:
    """The person opens the App Home."""
    user = _user(desk, body)
    if not desk.manifest.home_tab:
        raise PageRefusal("not_enabled", "This app has no Home tab.")
    events.app_home_opened(desk, user.id, "home")
    return {}


def act(desk: Desk, body: JsonObject) -> JsonObject:
    """The person uses a control of a message or a view."""
    user, container = _user(desk, body), _object(body, "container")
    used, given = _object(body, "action"), _values(body)
    if container.get("type") == "view":
        view = _view(desk, user, container)
        interaction = actions.act_on_view(desk, user, view, used=used, given=given)
    else:
        room = _room(desk, {**container, "user": user.id})
        message = _message(desk, user, room, container)
        interaction = actions.act_on_message(desk, user, room, message, used=used, given=given)
    return {"interaction": interaction}


def suggest(desk: Desk, body: JsonObject) -> JsonObject:
    """The person opens an external select, or types into it."""
    user, container = _user(desk, body), _object(body, "container")
    used, typed = _object(body, "action"), str(body.get("value", ""))
    if container.get("type") == "view":
        view = _view(desk, user, container)
        return {
            "interaction": suggestions.suggest_in_view(desk, user, view, used=used, typed=typed)
        }
    room = _room(desk, {**container, "user": user.id})
    message = _message(desk, user, room, container)
    return {
        "interaction": suggestions.suggest_in_message(
            desk, user, room, message, used=used, typed=typed
        )
    }


def submit(desk: Desk, body: JsonObject) -> JsonObject:
    """The person sends a form."""
    user = _user(desk, body)
    view = _view(desk, user, body)
    if view["id"] != desk.state.stacks.get(user.id, [None])[-1]:
        raise PageRefusal("not_on_top", "Another view lies above this one.")
    return {"interaction": interactions.submit(desk, user, view, _values(body))}


def close(desk: Desk, body: JsonObject) -> JsonObject:
    """The person closes a modal, or with `all` the whole stack."""
    user = _user(desk, body)
    view = _view(desk, user, body)
    if view["type"] != "modal":
        raise PageRefusal("not_found", "Only modals can be closed.")
    interactions.close(desk, user, view, everything=bool(body.get("all")))
    return {}


def command(desk: Desk, body: JsonObject) -> JsonObject:
    """The person sends a slash command."""
    user, room = _user(desk, body), _room(desk, body)
    line = str(body.get("text", ""))
    if body.get("thread_ts"):
        name = line.split(" ", 1)[0]
        raise PageRefusal("not_in_threads", f"{name} is not supported in threads. Sorry!")
    return {"interaction": interactions.command(desk, user, room, line)}


def shortcut(desk: Desk, body: JsonObject) -> JsonObject:
    """The person runs a shortcut, on a message or without one."""
    user, callback_id = _user(desk, body), str(body.get("callback_id", ""))
    on_message = body.get("ts") is not None
    kind = "message" if on_message else "global"
    if (callback_id, kind) not in {(s.callback_id, s.type) for s in desk.manifest.shortcuts}:
        raise PageRefusal("unknown_shortcut", f"There is no such shortcut: {callback_id}")
    if on_message:
        room = _room(desk, body)
        message = _message(desk, user, room, body)
        payload = payloads.message_shortcut(desk, user, room, message, callback_id)
    else:
        payload = payloads.shortcut(desk, user, callback_id)
    return {"interaction": interactions.begin(desk, user, payload)}


def disconnect(desk: Desk, _: JsonObject) -> JsonObject:
    """Ask every Socket Mode connection to be replaced, as Slack does now and then."""
    return {"asked": desk.courier.refresh()}


DOORS: dict[str, Door] = {
    "message": say,
    "open_im": open_im,
    "home": open_home,
    "action": act,
    "suggest": suggest,
    "submit": submit,
    "close": close,
    "command": command,
    "shortcut": shortcut,
    "disconnect": disconnect,
}


def _user(desk: Desk, body: JsonObject) -> User:
    user = desk.state.users.get(str(body.get("user", "")))
    if user is None:
        raise PageRefusal("user_not_found", "There is no such person.")
    return user


def _room(desk: Desk, body: JsonObject) -> Room:
    room = desk.state.rooms.get(str(body.get("channel", "")))
    if room is None or not desk.state.sees(str(body.get("user", "")), room):
        raise PageRefusal("channel_not_found", "There is no such channel for this person.")
    return room


def _message(desk: Desk, user: User, room: Room, place: JsonObject) -> Message:
    ts = str(place.get("ts", ""))
    own = desk.state.ephemerals_of(user.id, room.id)
    message = own.get(ts) if place.get("is_ephemeral") else room.messages.get(ts, own.get(ts))
    if message is None:
        raise PageRefusal("message_not_found", "The message is gone.")
    return message


def _view(desk: Desk, user: User, place: JsonObject) -> View:
    view = desk.state.views.get(str(place.get("view_id", "")))
    if view is None or desk.state.owners[view["id"]] != user.id:
        raise PageRefusal("not_found", "The view is no longer open.")
    return view


def _object(body: JsonObject, key: str) -> JsonObject:
    value = body.get(key)
    if not isinstance(value, dict):
        raise PageRefusal("invalid_arguments", f"`{key}` must be an object.")
    return value


def _values(body: JsonObject) -> Any:
    state = body.get("state") or {}
    return state.get("values", state) if isinstance(state, dict) else {}

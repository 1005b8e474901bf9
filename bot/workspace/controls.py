"""The control door: switches for faults, and what an admin of the workspace may do."""

from collections.abc import Callable
from typing import TypeAlias

from pydantic import ValidationError

from bot.workspace import rooms
from bot.workspace.desk import Desk
from bot.workspace.faults import FAULTS, Fault, Strikes, Switch, known
from bot.workspace.refusal import PageRefusal
from bot.workspace.state import Room
from bot.workspace.wire import JsonObject

Control: TypeAlias = Callable[[Desk, JsonObject], JsonObject]


def faults_on(desk: Desk) -> JsonObject:
    """Every fault there is, and the switches that are on."""
    return {"known": known(), "on": desk.faults.shown()}


def switch_on(desk: Desk, body: JsonObject) -> JsonObject:
    """Switch a fault on, or, where it is one of connections, let it happen at once.

    Raises:
        PageRefusal: The switch cannot be read.
    """
    try:
        switch = Switch.model_validate(body)
    except ValidationError as wrong:
        places = sorted({".".join(str(part) for part in e["loc"]) for e in wrong.errors()})
        raise PageRefusal("invalid_arguments", f"Wrong: {', '.join(places)}.") from wrong
    if FAULTS[switch.fault].strikes is Strikes.AT_ONCE:
        return {"connections": _at_once(desk, switch.fault)}
    shown = desk.faults.switch_on(switch)
    if desk.faults.is_gone():
        desk.courier.cut()
    return {"switch": shown}


def _at_once(desk: Desk, fault: Fault) -> int:
    desk.record("fault", fault=fault, method="socket", channel="")
    return desk.courier.refresh() if fault is Fault.REFRESH else desk.courier.cut()


def archive_channel(desk: Desk, body: JsonObject) -> JsonObject:
    """A channel is archived."""
    rooms.archive(desk, _room(desk, body), _actor(desk, body), is_archived=True)
    return {}


def unarchive_channel(desk: Desk, body: JsonObject) -> JsonObject:
    """A channel is opened again."""
    rooms.archive(desk, _room(desk, body), _actor(desk, body), is_archived=False)
    return {}


def kick_bot(desk: Desk, body: JsonObject) -> JsonObject:
    """The bot is removed from a channel."""
    rooms.kick_bot(desk, _room(desk, body), _actor(desk, body))
    return {}


def invite_bot(desk: Desk, body: JsonObject) -> JsonObject:
    """The bot is invited to a channel."""
    rooms.invite_bot(desk, _room(desk, body), _actor(desk, body))
    return {}


CONTROLS: dict[str, Control] = {
    "archive_channel": archive_channel,
    "unarchive_channel": unarchive_channel,
    "kick_bot": kick_bot,
    "invite_bot": invite_bot,
}


def _room(desk: Desk, body: JsonObject) -> Room:
    room = desk.state.rooms.get(str(body.get("channel", "")))
    if room is None or room.kind == "im":
        raise PageRefusal("channel_not_found", "There is no such channel.")
    return room


def _actor(desk: Desk, body: JsonObject) -> str:
    """Who does it: the person that is named, or else the first of the seed."""
    user = str(body.get("user") or desk.seed.users[0].id)
    if user not in desk.state.users:
        raise PageRefusal("user_not_found", "There is no such person.")
    return user

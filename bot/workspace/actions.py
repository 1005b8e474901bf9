"""Clicks and choices: the element that was used, and what it says to the bot."""

from typing import Any

from bot.workspace import payloads
from bot.workspace.blocks import elements_of, every
from bot.workspace.desk import Desk
from bot.workspace.inputs import SLOTS, value_of, values_of
from bot.workspace.interactions import begin
from bot.workspace.offered import with_offered
from bot.workspace.parts import options_of
from bot.workspace.refusal import PageRefusal
from bot.workspace.seed import User
from bot.workspace.state import Message, Room, View
from bot.workspace.wire import JsonObject


def act_on_message(
    desk: Desk, user: User, room: Room, message: Message, *, used: JsonObject, given: Any
) -> str:
    """Send a click on a message and return the interaction's id."""
    blocks = with_offered(desk, message["ts"], _pressed(room, message, used))
    action = _action(desk, blocks, used)
    values = values_of(blocks, _with_used(used, action, given))
    _check_interactive(desk)
    payload = payloads.message_action(desk, user, room, message, values=values, action=action)
    return begin(desk, user, payload)


def act_on_view(desk: Desk, user: User, view: View, *, used: JsonObject, given: Any) -> str:
    """Send a click on a modal or the App Home and return the interaction's id."""
    blocks = with_offered(desk, view["id"], view["blocks"])
    action = _action(desk, blocks, used)
    values = values_of(blocks, _with_used(used, action, given))
    _check_interactive(desk)
    shown = {**view, "state": {"values": values}}
    return begin(desk, user, payloads.view_action(desk, user, shown, action=action))


def _pressed(room: Room, message: Message, used: JsonObject) -> list[JsonObject]:
    """The blocks the control is in: the message's own, or those of a version just replaced.

    A person may press a button in the moment in which the message changes under the finger; the
    app hears of that click and has to answer it.
    """
    versions = [message, *reversed(room.earlier.get(message["ts"], ()))]
    for version in versions:
        blocks = _all_blocks(version)
        if _find(blocks, used) is not None:
            return blocks
    return _all_blocks(message)


def _all_blocks(message: Message) -> list[JsonObject]:
    attached = (a.get("blocks") or [] for a in message.get("attachments") or [])
    return [*(message.get("blocks") or []), *(block for blocks in attached for block in blocks)]


def _check_interactive(desk: Desk) -> None:
    if not desk.manifest.interactive:
        reason = "This app is not configured to handle interactive responses."
        raise PageRefusal("not_interactive", reason)


def _with_used(used: JsonObject, action: JsonObject, given: Any) -> JsonObject:
    """The given values, with what was just chosen."""
    values = {block: dict(actions) for block, actions in (given or {}).items()}
    if action["type"] in SLOTS:
        chosen = {key: used[key] for key in (SLOTS[action["type"]].key,) if key in used}
        if chosen:
            values.setdefault(action["block_id"], {})[action["action_id"]] = chosen
    return values


def _action(desk: Desk, blocks: list[JsonObject], used: JsonObject) -> JsonObject:
    """The entry of `actions` for the element that was used."""
    block, element = _found(blocks, used)
    action: JsonObject = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        **_said(element, used),
    }
    for key in ("text", "style", "icon", "placeholder"):
        if element.get(key) is not None:
            action.setdefault(key, element[key])
    return {**action, "action_ts": desk.next_ts()}


def _find(blocks: list[JsonObject], used: JsonObject) -> tuple[JsonObject, JsonObject] | None:
    for block in every(blocks):
        if used.get("block_id") in (None, block["block_id"]):
            for element in elements_of(block):
                if element["action_id"] == used.get("action_id"):
                    return block, element
    return None


def _found(blocks: list[JsonObject], used: JsonObject) -> tuple[JsonObject, JsonObject]:
    found = _find(blocks, used)
    if found is not None:
        return found
    name = f"{used.get('block_id')}/{used.get('action_id')}"
    raise PageRefusal("unknown_action", f"There is no such control here: {name}")


def _said(element: JsonObject, used: JsonObject) -> JsonObject:
    """What the element says: never more than the app itself put into it."""
    kind = element["type"]
    if kind in SLOTS:
        return value_of(element, used)
    if kind == "overflow":
        chosen = (used.get("selected_option") or {}).get("value")
        for option in options_of(element):
            if option["value"] == chosen:
                return {"selected_option": option}
        raise PageRefusal("unknown_option", f"There is no such option: {chosen}")
    if kind == "feedback_buttons":
        for button in (element["positive_button"], element["negative_button"]):
            if button["value"] == used.get("value"):
                return {"text": button["text"], "value": button["value"]}
        raise PageRefusal("unknown_option", f"There is no such button: {used.get('value')}")
    return {"value": element["value"]} if "value" in element else {}

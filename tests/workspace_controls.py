"""Finds the controls of blocks as the page would, and says what the page sends for them."""

import json
from typing import Any

_KEYS = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}


def find_action(
    blocks: list[dict[str, Any]],
    action_id: str,
    value: str | None = None,
    block_id: str | None = None,
) -> dict[str, Any]:
    """What the page sends when a control is used; fails when the control is not there."""
    for block in _flat(blocks):
        if block_id in (None, block.get("block_id")):
            for element in _elements(block):
                if element.get("action_id") == action_id and _fits(element, value):
                    used = {"type": element["type"], "action_id": action_id}
                    said = {} if value is None else _said(element, value)
                    return {**used, "block_id": block["block_id"], **said}
    raise AssertionError(f"no control {action_id!r} ({value!r}) in {json.dumps(blocks)}")


def filled(blocks: list[dict[str, Any]], values: dict[str, Any]) -> dict[str, Any]:
    """`state.values` for these inputs; fails when a name belongs to none of them."""
    left = dict(values)
    state: dict[str, Any] = {}
    for block in _flat(blocks):
        for element in _elements(block):
            for name in (element.get("action_id"), block.get("block_id")):
                if name in left:
                    said = _said(element, left.pop(name))
                    state.setdefault(block["block_id"], {})[element["action_id"]] = said
                    break
    assert not left, f"no input for {sorted(left)} in {json.dumps(blocks)}"
    return state


def _flat(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    inner = (block.get("child_blocks") or block.get("elements") or [] for block in blocks)
    nested = [b for parts in inner for b in parts if b["type"] in ("card", *_BLOCKS)]
    return [*blocks, *nested]


_BLOCKS = ("section", "actions", "input", "context")


def _elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    found = [block.get("accessory"), block.get("element"), *(block.get("actions") or [])]
    if block["type"] in ("actions", "context_actions"):
        found += block["elements"]
    return [element for element in found if element]


def _fits(element: dict[str, Any], value: str | None) -> bool:
    return element["type"] != "button" or value in (None, element.get("value"))


def _said(element: dict[str, Any], value: Any) -> dict[str, Any]:
    key = _KEYS.get(element["type"], "value")
    if key == "selected_option":
        return {key: {"value": value}}
    if key == "selected_options":
        return {key: [{"value": one} for one in value]}
    return {key: value}

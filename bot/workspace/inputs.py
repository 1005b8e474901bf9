"""What people put into inputs: the values of a surface, completed and checked as Slack does."""

import re
from dataclasses import dataclass
from typing import Any

from bot.workspace.blocks import elements_of, every
from bot.workspace.parts import options_of
from bot.workspace.refusal import PageRefusal
from bot.workspace.wire import JsonObject


@dataclass(frozen=True)
class Slot:
    """Where an element keeps its value, and where the app says what it is at first."""

    key: str
    initial: str
    empty: Any = None


SLOTS: dict[str, Slot] = {
    "plain_text_input": Slot("value", "initial_value"),
    "email_text_input": Slot("value", "initial_value"),
    "url_text_input": Slot("value", "initial_value"),
    "number_input": Slot("value", "initial_value"),
    "rich_text_input": Slot("rich_text_value", "initial_value"),
    "file_input": Slot("files", "initial_files", ()),
    "static_select": Slot("selected_option", "initial_option"),
    "external_select": Slot("selected_option", "initial_option"),
    "radio_buttons": Slot("selected_option", "initial_option"),
    "multi_static_select": Slot("selected_options", "initial_options", ()),
    "multi_external_select": Slot("selected_options", "initial_options", ()),
    "checkboxes": Slot("selected_options", "initial_options", ()),
    "users_select": Slot("selected_user", "initial_user"),
    "multi_users_select": Slot("selected_users", "initial_users", ()),
    "channels_select": Slot("selected_channel", "initial_channel"),
    "multi_channels_select": Slot("selected_channels", "initial_channels", ()),
    "conversations_select": Slot("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Slot("selected_conversations", "initial_conversations", ()),
    "datepicker": Slot("selected_date", "initial_date"),
    "timepicker": Slot("selected_time", "initial_time"),
    "datetimepicker": Slot("selected_date_time", "initial_date_time"),
}

_FORMS = {
    "email_text_input": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "Enter a valid email address."),
    "url_text_input": (r"https?://\S+", "Enter a valid URL."),
    "number_input": (r"-?\d+(\.\d+)?", "Enter a number."),
}


def values_of(blocks: list[JsonObject], given: Any) -> JsonObject:
    """The `state.values` of a surface: what the person put in, and the rest as it was at first.

    Args:
        blocks: The surface's blocks, with their ids.
        given: `{block_id: {action_id: {…}}}` from the page; may leave elements out.

    Raises:
        PageRefusal: A value belongs to no element, or is none of its options.
    """
    left = {(b, a): value for b, actions in (given or {}).items() for a, value in actions.items()}
    values: JsonObject = {}
    for block in every(blocks):
        for element in elements_of(block):
            if element["type"] in SLOTS:
                key = (block["block_id"], element["action_id"])
                value = value_of(element, left.pop(key, {}))
                values.setdefault(key[0], {})[key[1]] = {"type": element["type"], **value}
    if left:
        raise PageRefusal("unknown_input", f"There is no such input here: {min(left)}")
    return values


def value_of(element: JsonObject, given: JsonObject) -> JsonObject:
    """The value of one element, options in the app's own words.

    Raises:
        PageRefusal: What was chosen is none of its options.
    """
    slot = SLOTS[element["type"]]
    value = given[slot.key] if slot.key in given else element.get(slot.initial, slot.empty)
    if slot.empty is not None:
        value = list(value or ())
    if value and ("options" in element or "option_groups" in element):
        value = (
            [_option(element, v) for v in value] if slot.empty == () else _option(element, value)
        )
    return {slot.key: value}


def _option(element: JsonObject, chosen: JsonObject) -> JsonObject:
    for option in options_of(element):
        if option["value"] == chosen.get("value"):
            return option
    raise PageRefusal("unknown_option", f"There is no such option: {chosen.get('value')}")


def complaints(blocks: list[JsonObject], values: JsonObject) -> dict[str, str]:
    """What Slack itself says under the inputs before it sends a form, by `block_id`."""
    found = {}
    for block in every(blocks):
        if block["type"] == "input":
            element = block["element"]
            value = values[block["block_id"]][element["action_id"]][SLOTS[element["type"]].key]
            complaint = _complaint(element, value, is_optional=bool(block.get("optional")))
            if complaint:
                found[block["block_id"]] = complaint
    return found


def _complaint(element: JsonObject, value: Any, *, is_optional: bool) -> str | None:
    if value in (None, "", []):
        return None if is_optional else "Please complete this required field."
    pattern, complaint = _FORMS.get(element["type"], ("", ""))
    if pattern and not re.fullmatch(pattern, value):
        return complaint
    if element["type"] == "plain_text_input":
        return _length_complaint(element, value)
    if element["type"] == "number_input":
        return _number_complaint(element, value)
    most = element.get("max_selected_items")
    if most is not None and len(value) > most:
        return f"Choose at most {most}."
    return None


def _length_complaint(element: JsonObject, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Enter at least {least} characters."
    if len(value) > most:
        return f"Enter at most {most} characters."
    return None


def _number_complaint(element: JsonObject, value: str) -> str | None:
    if "." in value and not element["is_decimal_allowed"]:
        return "Enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Enter a number of at least {least}."
    if most is not None and float(value) > float(most):
        return f"Enter a number of at most {most}."
    return None

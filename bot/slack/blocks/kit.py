"""Block Kit in small pieces, with Slack's limits."""

import json
from collections.abc import Sequence

from bot.slack.blocks.text import cut
from bot.slack.viewmodels import Block, Button, Confirm, Control, Menu, Option, Select, Spoken

HEADER_MOST = 150
SECTION_MOST = 3000
FIELD_MOST = 2000
FIELDS_MOST = 10
LABEL_MOST = 75
TITLE_MOST = 24
PLACEHOLDER_MOST = 150
OVERFLOW_MOST = 5
BLOCKS_MOST = 50
MESSAGE_MOST = 11_000
"""Characters of a message's blocks; Slack refuses from about 13,200 on (bolt-js issue 2509)."""
BOLD = {"bold": True}


def header(text: str) -> Block:
    """A headline."""
    return {"type": "header", "text": plain_text(cut(text, HEADER_MOST))}


def section(text: str) -> Block:
    """A paragraph of mrkdwn."""
    return {"type": "section", "text": _mrkdwn(cut(text, SECTION_MOST))}


def section_with(text: str, button: Button) -> Block:
    """A paragraph with a button at its end."""
    return {**section(text), "accessory": element(button)}


def fields(pairs: Sequence[tuple[str, str]]) -> Block:
    """Labels with their values, two columns."""
    shown = [_mrkdwn(cut(f"*{label}*\n{value}", FIELD_MOST)) for label, value in pairs]
    return {"type": "section", "fields": shown[:FIELDS_MOST]}


def context(*texts: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [_mrkdwn(cut(text, SECTION_MOST)) for text in texts]}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def quotation(*lines: Spoken) -> Block:
    """Somebody's own words, set apart; Slack reads nothing in them."""
    parts: list[Block] = []
    for number, line in enumerate(lines):
        start = "\n" if number else ""
        if line.speaker:
            parts.append({"type": "text", "text": f"{start}{line.speaker}: ", "style": BOLD})
            start = ""
        parts.append({"type": "text", "text": f"{start}{line.text}"})
    return {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": parts}]}


def actions(controls: Sequence[Control], block_id: str) -> Block:
    """A row of buttons, selects and menus."""
    return {
        "type": "actions",
        "block_id": block_id,
        "elements": [element(one) for one in controls],
    }


def element(control: Control) -> Block:
    """A button, a select or a menu."""
    if isinstance(control, Button):
        return _button(control)
    return _select(control) if isinstance(control, Select) else _menu(control)


def _button(button: Button) -> Block:
    built: Block = {
        "type": "button",
        "action_id": button.action.value,
        "text": plain_text(cut(button.label, LABEL_MOST)),
    }
    if button.value is not None:
        built["value"] = button.value
    if button.url is not None:
        built["url"] = button.url
    if button.is_primary:
        built["style"] = "primary"
    if button.confirm is not None:
        built["confirm"] = _confirm(button.confirm)
    return built


def _select(select: Select) -> Block:
    return {
        "type": "static_select",
        "action_id": select.action.value,
        "placeholder": plain_text(cut(select.placeholder, PLACEHOLDER_MOST)),
        "option_groups": [
            {
                "label": plain_text(cut(label, LABEL_MOST)),
                "options": [option(one) for one in options],
            }
            for label, options in select.groups
        ],
    }


def _menu(menu: Menu) -> Block:
    options = [option(one) for one in menu.options]
    if len(options) <= OVERFLOW_MOST:
        return {"type": "overflow", "action_id": menu.action.value, "options": options}
    return {
        "type": "static_select",
        "action_id": menu.action.value,
        "placeholder": plain_text(cut(menu.placeholder, PLACEHOLDER_MOST)),
        "options": options,
    }


def option(one: Option) -> Block:
    """A line of a select."""
    return {"text": plain_text(cut(one.label, LABEL_MOST)), "value": one.value}


def _confirm(confirm: Confirm) -> Block:
    return {
        "title": plain_text(confirm.title),
        "text": plain_text(confirm.text),
        "confirm": plain_text(confirm.confirm),
        "deny": plain_text(confirm.deny),
    }


def title(text: str) -> Block:
    """The title of a modal, or one of its two buttons."""
    return plain_text(cut(text, TITLE_MOST))


def fits(blocks: Sequence[Block]) -> bool:
    """Whether Slack takes a message of these blocks."""
    return len(blocks) <= BLOCKS_MOST and size(blocks) <= MESSAGE_MOST


def size(blocks: Sequence[Block]) -> int:
    """Bytes of a message's blocks as JSON: never less than its characters."""
    return len(json.dumps(blocks, separators=(",", ":"), ensure_ascii=False).encode())


def plain_text(text: str) -> Block:
    """Words as they are."""
    return {"type": "plain_text", "text": text, "emoji": True}


def _mrkdwn(text: str) -> Block:
    """Verbatim: Slack makes no links and mentions of its own out of the words."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}

"""Block Kit in small pieces, with Slack's limits; everything lead-given is made harmless here."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from bot.slack.ids import INPUT
from bot.slack.viewmodels import (
    Block,
    Button,
    ChoiceInput,
    Confirm,
    DateInput,
    Input,
    Option,
    Select,
    Spoken,
    TextInput,
    UserInput,
)

HEADER_MOST = 150
SECTION_MOST = 3000
FIELD_MOST = 2000
FIELDS_MOST = 10
LABEL_MOST = 75
TITLE_MOST = 24
PLACEHOLDER_MOST = 150
OPTIONS_MOST = 100
MESSAGE_MOST = 11_000
"""Characters of a message's blocks; Slack refuses from about 13,200 on (bolt-js issue 2509)."""
ZERO_WIDTH = "\u200b"
HARMLESS = str.maketrans({"`": "'", "*": "∗", "~": "∼"})
LOUD = re.compile(r"@(here|channel|everyone)", re.IGNORECASE)
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DIALLED = re.compile(r"\+?[0-9]{3,20}")
MAILED = re.compile(r"[^\s|<>@]+@[^\s|<>@]+")
USER = re.compile(r"[UW][A-Z0-9]+")


def cut(text: str, most: int) -> str:
    """The text in at most so many characters, shortened visibly."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def plain(text: str, most: int = 80) -> str:
    """Somebody's words on one line, for plain text."""
    visible = INVISIBLE.sub(" ", text)
    return cut(LOUD.sub(rf"@{ZERO_WIDTH}\1", " ".join(visible.split())), most)


def spoken(text: str, most: int = 500) -> str:
    """Somebody's words with their line breaks, for plain text."""
    visible = INVISIBLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    calm = LOUD.sub(rf"@{ZERO_WIDTH}\1", re.sub(r"\n{3,}", "\n\n", visible).strip())
    return cut(calm, most)


def escape(text: str) -> str:
    """Keeps & < > from being read as mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def safe(text: str, most: int = 80) -> str:
    """Somebody's words inside mrkdwn: one line, no mentions, no links, no formatting."""
    return escape(plain(text, most).translate(HARMLESS))


def mention(slack_user_id: str) -> str:
    """A mention; anything that is no user id is shown as words."""
    return f"<@{slack_user_id}>" if USER.fullmatch(slack_user_id) else safe(slack_user_id)


def moment(at: datetime, pattern: str, fallback: str) -> str:
    """A moment in the reader's own zone; Slack fills `{time}`, `{date_short_pretty}`, `{ago}`."""
    return f"<!date^{int(at.timestamp())}^{pattern}|{escape(fallback)}>"


def link(url: str, label: str) -> str:
    """A link; `label` is shown as words."""
    return f"<{quote(url, safe=':/?&=#%+,;@~')}|{safe(label, 150)}>"


def phone(number: str, shown: str) -> str:
    """A number to tap; anything that cannot be dialled is shown as words."""
    if not DIALLED.fullmatch(number):
        return safe(shown)
    return f"<tel:{number}|{safe(shown)}>"


def mail(address: str) -> str:
    """An address to tap; anything that is no address is shown as words."""
    if len(address) > LABEL_MOST * 2 or not MAILED.fullmatch(address):
        return safe(address)
    return f"<mailto:{quote(address, safe='@+.')}|{safe(address, 150)}>"


def header(text: str) -> Block:
    """A headline."""
    return {"type": "header", "text": _plain(cut(text, HEADER_MOST))}


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


def columns(texts: Sequence[str]) -> Block:
    """Paragraphs side by side."""
    return {"type": "section", "fields": [_mrkdwn(cut(text, FIELD_MOST)) for text in texts]}


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


BOLD = {"bold": True}


def actions(controls: Sequence[Button | Select], block_id: str) -> Block:
    """A row of buttons and selects."""
    return {
        "type": "actions",
        "block_id": block_id,
        "elements": [element(one) for one in controls],
    }


def element(control: Button | Select) -> Block:
    """A button or a select."""
    return _button(control) if isinstance(control, Button) else _select(control)


def _button(button: Button) -> Block:
    built: Block = {
        "type": "button",
        "action_id": button.action.value,
        "text": _plain(cut(button.label, LABEL_MOST)),
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
        "placeholder": _plain(cut(select.placeholder, PLACEHOLDER_MOST)),
        "option_groups": [
            {"label": _plain(cut(label, LABEL_MOST)), "options": [option(one) for one in options]}
            for label, options in select.groups
        ],
    }


def option(one: Option) -> Block:
    """A line of a select."""
    return {"text": _plain(cut(one.label, LABEL_MOST)), "value": one.value}


def field(wanted: Input) -> Block:
    """An input of a modal; its block's id says which it is."""
    built: Block = {
        "type": "input",
        "block_id": wanted.block,
        "label": _plain(wanted.label),
        "element": {"action_id": INPUT, **_input(wanted)},
    }
    if wanted.hint:
        built["hint"] = _plain(wanted.hint)
    if isinstance(wanted, TextInput | ChoiceInput) and wanted.is_optional:
        built["optional"] = True
    return built


def _input(wanted: Input) -> Block:
    if isinstance(wanted, DateInput):
        return {"type": "datepicker", "initial_date": wanted.initial}
    if isinstance(wanted, UserInput):
        return {"type": "users_select"}
    if isinstance(wanted, ChoiceInput):
        return _choice(wanted)
    if wanted.is_email:
        return {"type": "email_text_input"}
    if wanted.is_number:
        return {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}
    typed: Block = {"type": "plain_text_input", "max_length": wanted.max_length}
    if wanted.is_long:
        typed["multiline"] = True
    if wanted.initial:
        typed["initial_value"] = cut(wanted.initial, wanted.max_length)
    return typed


def _choice(wanted: ChoiceInput) -> Block:
    options = [option(one) for one in wanted.options[:OPTIONS_MOST]]
    chosen = next((one for one in options if one["value"] == wanted.initial), None)
    initial = {} if chosen is None else {"initial_option": chosen}
    return {"type": "static_select", "options": options, **initial}


def _confirm(confirm: Confirm) -> Block:
    return {
        "title": _plain(confirm.title),
        "text": _plain(confirm.text),
        "confirm": _plain(confirm.confirm),
        "deny": _plain(confirm.deny),
    }


def title(text: str) -> Block:
    """The title of a modal, or one of its two buttons."""
    return _plain(cut(text, TITLE_MOST))


def size(blocks: Sequence[Block]) -> int:
    """Characters of a message's blocks as JSON, every letter beyond ASCII counted as escaped."""
    return len(json.dumps(blocks, separators=(",", ":")))


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def _mrkdwn(text: str) -> Block:
    """Verbatim: Slack makes no links and mentions of its own out of the words."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}

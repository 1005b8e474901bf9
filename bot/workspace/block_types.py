"""Layout blocks: which there are, what they hold, and on which surfaces they may stand."""

from typing import Any

from bot.workspace.data_blocks import DATA_KINDS, TABLE, block
from bot.workspace.elements import BUTTON, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION
from bot.workspace.grammar import (
    Check,
    Surface,
    Walk,
    boolean,
    by_type,
    exactly_one,
    listing,
    needs_one,
    one_of,
    string,
    url,
    whole,
)
from bot.workspace.parts import (
    IMAGE,
    RICH_TEXT,
    SLACK_FILE,
    mrkdwn,
    plain,
    text,
)


def _input_rule(walk: Walk, value: dict[str, Any], at: str) -> None:
    if value["element"]["type"] == "file_input" and value.get("dispatch_action"):
        walk.say("file_input cannot dispatch actions", f"{at}/dispatch_action")


def _collapsing(walk: Walk, value: dict[str, Any], at: str) -> None:
    needs_one("title", "rich_text_title")(walk, value, at)
    if value.get("default_collapsed") and not value.get("is_collapsible"):
        walk.say("default_collapsed needs is_collapsible", at)


_CARD = block(
    "card",
    {},
    {
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "actions": listing(BUTTON, 1, 2),
    },
    needs_one("hero_image", "title", "actions", "body"),
)


_SIMPLE: dict[str, Check] = {
    "actions": block("actions", {"elements": listing(IN_ACTIONS, 1, 25)}),
    "context": block(
        "context",
        {
            "elements": listing(
                by_type({"image": IMAGE, "plain_text": plain(), "mrkdwn": mrkdwn()}, {}), 1, 10
            )
        },
    ),
    "divider": block("divider", {}),
    "header": block("header", {"text": plain(150)}, {"level": whole(1, 4)}),
    "image": block(
        "image",
        {"alt_text": string(2000)},
        {"image_url": url(), "slack_file": SLACK_FILE, "title": plain(2000)},
        exactly_one("image_url", "slack_file"),
    ),
    "input": block(
        "input",
        {"label": plain(2000), "element": IN_INPUT},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        _input_rule,
    ),
    "rich_text": RICH_TEXT,
    "table": TABLE,
    "section": block(
        "section",
        {},
        {
            "text": text(3000),
            "fields": listing(text(2000), 1, 10),
            "accessory": IN_SECTION,
            "expand": boolean,
        },
        needs_one("text", "fields"),
    ),
    "video": block(
        "video",
        {
            "alt_text": string(),
            "title": plain(199),
            "thumbnail_url": url(),
            "video_url": string(3000, pattern=r"https://\S+"),
        },
        {
            "author_name": string(49),
            "description": plain(199),
            "provider_icon_url": url(),
            "provider_name": string(),
            "title_url": string(3000, pattern=r"https://\S+"),
        },
    ),
}

KINDS: dict[str, Check] = {
    **_SIMPLE,
    **DATA_KINDS,
    "alert": block(
        "alert",
        {"text": text()},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "card": _CARD,
    "carousel": block("carousel", {"elements": listing(by_type({"card": _CARD}, {}), 1, 10)}),
    "context_actions": block("context_actions", {"elements": listing(IN_CONTEXT_ACTIONS, 1, 5)}),
    "markdown": block("markdown", {"text": string(12_000)}),
}

_MESSAGE: frozenset[Surface] = frozenset({"message"})
SURFACES: dict[str, frozenset[Surface]] = {
    "alert": frozenset({"modal"}),
    "card": frozenset({"message", "home"}),
    "carousel": frozenset({"message", "home"}),
    "container": frozenset({"message", "home"}),
    "context_actions": _MESSAGE,
    "data_visualization": _MESSAGE,
    "file": frozenset(),
    "markdown": _MESSAGE,
    "plan": _MESSAGE,
    "table": _MESSAGE,
    "task_card": _MESSAGE,
}
KINDS["container"] = block(
    "container",
    {"child_blocks": listing(by_type(_SIMPLE, SURFACES), 1, 10)},
    {
        "title": plain(150),
        "rich_text_title": RICH_TEXT,
        "subtitle": text(150),
        "icon": IMAGE,
        "width": one_of("narrow", "standard", "wide", "full"),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    _collapsing,
)
BLOCK = by_type(KINDS, SURFACES)

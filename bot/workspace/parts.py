"""Composition objects: texts, options, confirmations, images, rich text."""

from typing import Any

from bot.workspace.grammar import (
    Check,
    Walk,
    boolean,
    by_type,
    exactly_one,
    listing,
    one_of,
    shape,
    string,
    url,
    whole,
)


def plain(most: int = 3000, *, least: int = 1) -> Check:
    """A `plain_text` object of so many characters."""
    return shape(
        {"type": one_of("plain_text"), "text": string(most, least=least)}, {"emoji": boolean}
    )


def mrkdwn(most: int = 3000) -> Check:
    """A `mrkdwn` object of so many characters."""
    return shape({"type": one_of("mrkdwn"), "text": string(most)}, {"verbatim": boolean})


def text(most: int = 3000) -> Check:
    """A text object of either kind."""
    return by_type({"plain_text": plain(most), "mrkdwn": mrkdwn(most)}, {})


def option(*, label: Check, with_url: bool = False) -> Check:
    """An option of a menu or a group of boxes."""
    extra = {"url": url()} if with_url else {}
    return shape({"text": label, "value": string(150)}, {"description": label, **extra})


OPTION = option(label=plain(75))
CHOICE = option(label=text(75))
OVERFLOW_OPTION = option(label=plain(75), with_url=True)
OPTION_GROUP = shape({"label": plain(75), "options": listing(OPTION, 1, 100)})
PLACEHOLDER = plain(150)
ACTION_ID = string(255)
BLOCK_ID = string(255)
STYLE = one_of("primary", "danger")

CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)
DISPATCH = shape(
    {
        "trigger_actions_on": listing(
            one_of("on_enter_pressed", "on_character_entered"), least=1, most=2
        )
    }
)
CONVERSATION_FILTER = shape(
    {},
    {
        "include": listing(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
SLACK_FILE = shape({}, {"id": string(), "url": url()}, exactly_one("id", "url"))
IMAGE = shape(
    {"type": one_of("image"), "alt_text": string(2000)},
    {"image_url": url(), "slack_file": SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)

_RICH_STYLE = shape(
    {},
    dict.fromkeys(
        (
            "bold",
            "italic",
            "strike",
            "underline",
            "code",
            "highlight",
            "client_highlight",
            "unlink",
        ),
        boolean,
    ),
)


def _leaf(
    kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None
) -> Check:
    more = {"style": _RICH_STYLE, **(optional or {})}
    return shape({"type": one_of(kind), **required}, more)


_LEAVES = by_type(
    {
        "text": _leaf("text", {"text": string()}),
        "link": _leaf("link", {"url": url()}, {"text": string(), "unsafe": boolean}),
        "user": _leaf("user", {"user_id": string()}),
        "usergroup": _leaf("usergroup", {"usergroup_id": string()}),
        "channel": _leaf("channel", {"channel_id": string()}),
        "team": _leaf("team", {"team_id": string()}),
        "emoji": _leaf(
            "emoji", {"name": string()}, {"skin_tone": whole(1, 6), "unicode": string()}
        ),
        "broadcast": _leaf("broadcast", {"range": one_of("here", "channel", "everyone")}),
        "color": _leaf("color", {"value": string(pattern="#?[0-9a-fA-F]{6}")}),
        "date": _leaf(
            "date",
            {"timestamp": whole(0, 2**53), "format": string()},
            {"url": url(), "fallback": string()},
        ),
    },
    {},
)
_BORDER = one_of(0, 1)
_SECTION = shape({"type": one_of("rich_text_section"), "elements": listing(_LEAVES, 0)})
_RICH_PARTS = by_type(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": shape(
            {
                "type": one_of("rich_text_list"),
                "style": one_of("bullet", "ordered"),
                "elements": listing(_SECTION, 1),
            },
            {"indent": whole(0, 8), "offset": whole(0, 10**6), "border": _BORDER},
        ),
        "rich_text_preformatted": shape(
            {"type": one_of("rich_text_preformatted"), "elements": listing(_LEAVES, 0)},
            {"border": _BORDER, "language": string()},
        ),
        "rich_text_quote": shape(
            {"type": one_of("rich_text_quote"), "elements": listing(_LEAVES, 0)},
            {"border": _BORDER},
        ),
    },
    {},
)
RICH_TEXT = shape(
    {"type": one_of("rich_text"), "elements": listing(_RICH_PARTS, 0)}, {"block_id": BLOCK_ID}
)


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """All options of a menu, those in groups too."""
    grouped = (group["options"] for group in element.get("option_groups") or ())
    return [*(element.get("options") or ()), *(o for options in grouped for o in options)]


def initial_is_offered(walk: Walk, element: dict[str, Any], at: str) -> None:
    """What is chosen from the start must be one of the options."""
    offered = options_of(element)
    chosen = [element.get("initial_option"), *(element.get("initial_options") or ())]
    for one in chosen:
        if one is not None and one not in offered:
            walk.say("initial option must match one of the options", at)

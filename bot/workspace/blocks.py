"""The strict block checker: each block by its table, then what holds for all of them together."""

from collections.abc import Iterator
from typing import Any

from bot.workspace.block_types import BLOCK
from bot.workspace.grammar import Surface, Walk, listing
from bot.workspace.wire import JsonObject, compact, short_id

_MOST = {"message": 50, "modal": 100, "home": 100}
_MARKDOWN_CHARACTERS = 12_000
_MOST_CHARTS = 2
_MESSAGE_CHARACTERS = 13_200
"""Undocumented; `msg_blocks_too_long` was seen from here on (bolt-js issue 2509)."""
_WITHOUT_ACTION = {"image", "plain_text", "mrkdwn"}


def problems_of(blocks: Any, surface: Surface, at: str = "/blocks") -> list[str]:
    """What is wrong with these blocks on this surface; nothing when the list is empty.

    Args:
        blocks: The array as it came.
        surface: Where it is to stand.
        at: The JSON pointer of the array.
    """
    walk = Walk(surface)
    listing(BLOCK, 0, _MOST[surface])(walk, blocks, at)
    if not walk.problems:
        _check_together(walk, blocks, at)
    return walk.problems


def too_long(blocks: list[JsonObject]) -> bool:
    """Tell whether a message's blocks are refused for their mere size."""
    return len(compact(blocks)) > _MESSAGE_CHARACTERS


def every(blocks: list[JsonObject]) -> Iterator[JsonObject]:
    """All blocks, those inside containers and carousels too."""
    for block in blocks:
        yield block
        yield from every(block.get("child_blocks") or [])
        if block["type"] == "carousel":
            yield from block["elements"]


def elements_of(block: JsonObject) -> list[JsonObject]:
    """The interactive elements that stand in one block."""
    found = [block.get("accessory"), block.get("element")]
    found += block.get("actions") or []
    if block["type"] in ("actions", "context_actions"):
        found += block["elements"]
    return [e for e in found if e is not None and e["type"] not in _WITHOUT_ACTION]


def with_ids(blocks: list[JsonObject]) -> list[JsonObject]:
    """Give every block and element an id where the app gave none, as Slack does; in place."""
    for block in every(blocks):
        if not block.get("block_id"):
            block["block_id"] = short_id()
        for element in elements_of(block):
            if not element.get("action_id"):
                element["action_id"] = short_id()
    return blocks


def _check_together(walk: Walk, blocks: list[JsonObject], at: str) -> None:
    whole = list(every(blocks))
    _check_ids(walk, whole, at)
    kinds = [block["type"] for block in whole]
    if kinds.count("table") + kinds.count("data_table") > 1:
        walk.say("only one table allowed", at)
    if kinds.count("data_visualization") > _MOST_CHARTS:
        walk.say(f"no more than {_MOST_CHARTS} data_visualization blocks allowed", at)
    if kinds.count("plan") > 1:
        walk.say("only one plan allowed", at)
    markdown = sum(len(block["text"]) for block in whole if block["type"] == "markdown")
    if markdown > _MARKDOWN_CHARACTERS:
        walk.say(f"markdown must be less than {_MARKDOWN_CHARACTERS + 1} characters in all", at)
    focused = [e for block in whole for e in elements_of(block) if e.get("focus_on_load")]
    if len(focused) > 1:
        walk.say("only one element may have focus_on_load", at)
    _check_answering(walk, whole, at)


def _check_ids(walk: Walk, whole: list[JsonObject], at: str) -> None:
    seen: set[str] = set()
    for block in whole:
        block_id = block.get("block_id")
        if block_id is not None and block_id in seen:
            walk.say(f"`block_id` already exists: {block_id}", at)
        if block_id is not None:
            seen.add(block_id)
        actions: set[str] = set()
        for element in elements_of(block):
            action_id = element.get("action_id")
            if action_id is not None and action_id in actions:
                walk.say(f"`action_id` already exists: {action_id}", at)
            if action_id is not None:
                actions.add(action_id)


def _check_answering(walk: Walk, whole: list[JsonObject], at: str) -> None:
    """`response_url_enabled` works in inputs of modals only."""
    for block in whole:
        for element in elements_of(block):
            fits = walk.surface == "modal" and block["type"] == "input"
            if element.get("response_url_enabled") and not fits:
                walk.say("response_url_enabled is for inputs of modals", at)

"""What a message of the app may hold, however it arrives."""

from typing import Any

from bot.workspace.blocks import problems_of, too_long, with_ids
from bot.workspace.metadata import checked_metadata
from bot.workspace.refusal import Refusal
from bot.workspace.wire import JsonObject

_LONGEST_TEXT = 40_000
_LONGEST_MARKDOWN = 12_000
_MOST_ATTACHMENTS = 100


def content_of(arguments: JsonObject) -> JsonObject:
    """Take text, blocks, attachments and metadata out of a call; only what was given.

    Raises:
        Refusal: Something is of the wrong form.
    """
    content: JsonObject = {}
    if "markdown_text" in arguments:
        return _from_markdown(arguments)
    if "text" in arguments:
        # Slack cuts longer texts off instead of refusing them.
        content["text"] = arguments["text"][:_LONGEST_TEXT]
    if "blocks" in arguments:
        content["blocks"] = checked_blocks(arguments["blocks"])
    if "attachments" in arguments:
        content["attachments"] = _checked_attachments(arguments["attachments"])
    if "metadata" in arguments:
        content["metadata"] = checked_metadata(arguments["metadata"])
    return content


def has_substance(content: JsonObject) -> bool:
    """Tell whether there is anything to show."""
    return any(content.get(key) for key in ("text", "blocks", "attachments"))


def checked_blocks(blocks: Any) -> list[JsonObject]:
    """Check the blocks of a message and give them their ids.

    Raises:
        Refusal: `invalid_blocks_format`, `invalid_blocks` or `msg_blocks_too_long`.
    """
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Refusal("invalid_blocks_format")
    problems = problems_of(blocks, "message")
    if problems:
        raise Refusal("invalid_blocks", problems)
    if too_long(blocks):
        raise Refusal("msg_blocks_too_long")
    return with_ids(blocks)


def _from_markdown(arguments: JsonObject) -> JsonObject:
    if "text" in arguments or "blocks" in arguments:
        raise Refusal("markdown_text_conflict")
    markdown = arguments["markdown_text"]
    if len(markdown) > _LONGEST_MARKDOWN:
        raise Refusal("msg_too_long")
    blocks = [{"type": "markdown", "text": markdown}]
    rest = {key: value for key, value in arguments.items() if key in ("attachments", "metadata")}
    return {"text": markdown, "blocks": checked_blocks(blocks), **content_of(rest)}


def _checked_attachments(attachments: Any) -> list[JsonObject]:
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise Refusal("invalid_attachments")
    if len(attachments) > _MOST_ATTACHMENTS:
        raise Refusal("too_many_attachments")
    for i, attachment in enumerate(attachments):
        if "blocks" in attachment:
            problems = problems_of(attachment["blocks"], "message", f"/attachments/{i}/blocks")
            if problems:
                raise Refusal("invalid_attachments", problems)
            with_ids(attachment["blocks"])
    return attachments

"""Message metadata: its form and size."""

from typing import Any

from bot.workspace.refusal import Refusal
from bot.workspace.wire import JsonObject, compact

_MOST_BYTES = 12_000
"""Slack names no number for `metadata_too_large`; this is on the safe side."""
_LONGEST_TYPE = 255


def checked_metadata(metadata: Any) -> JsonObject:
    """Check the metadata of a message; an empty object takes it away.

    Raises:
        Refusal: It has the wrong form or is too large.
    """
    if not isinstance(metadata, dict):
        raise Refusal("invalid_metadata_format")
    if not metadata or "entities" in metadata:
        return metadata
    if set(metadata) != {"event_type", "event_payload"}:
        raise Refusal("invalid_metadata_format")
    event_type, payload = metadata["event_type"], metadata["event_payload"]
    if not isinstance(event_type, str) or not 1 <= len(event_type) <= _LONGEST_TYPE:
        raise Refusal("invalid_metadata_format")
    if not isinstance(payload, dict):
        raise Refusal("invalid_metadata_format")
    if not all(_fits(value) for value in payload.values()):
        raise Refusal("invalid_metadata_schema")
    if len(compact(metadata).encode()) > _MOST_BYTES:
        raise Refusal("metadata_too_large")
    return metadata


def _fits(value: Any, depth: int = 0) -> bool:
    """Texts, numbers, booleans; objects of these; arrays of either (Slack's type definition)."""
    if isinstance(value, str | int | float | bool):
        return True
    if isinstance(value, list):
        return all(_fits(part, depth) and not isinstance(part, list) for part in value)
    if isinstance(value, dict) and depth == 0:
        return all(_fits(part, 1) for part in value.values())
    return False

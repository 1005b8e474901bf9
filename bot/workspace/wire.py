"""JSON as it travels, and ids that look like Slack's."""

import json
import secrets
import string
from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]

_LETTERS = string.ascii_uppercase + string.digits


def compact(value: Any) -> str:
    """Serialise without blanks, as Slack measures and sends it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def new_id(prefix: str, length: int = 9) -> str:
    """Make an id such as `V0A1B2C3D4`."""
    return f"{prefix}0{''.join(secrets.choice(_LETTERS) for _ in range(length))}"


def short_id() -> str:
    """Make the five characters that Slack gives to a block or action without an id."""
    return secrets.token_urlsafe(4)[:5]

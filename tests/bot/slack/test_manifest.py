"""The manifest: valid, complete, and no wider than what the app does."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.gateways.slack import CALLED
from bot.slack.ids import COMMAND

ROOT = Path(__file__).parents[3]
SCOPE_OF = {
    "assistant.threads.setStatus": {"assistant:write"},
    "assistant.threads.setSuggestedPrompts": {"assistant:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "conversations.info": {"channels:read", "groups:read", "im:read"},
    "conversations.open": {"im:write"},
    "users.info": {"users:read"},
}
"""What Slack's reference asks for; methods that are not named need no scope."""
SCOPE_OF_EVENT = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "message.im": {"im:history"},
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.proof
def test_slacks_schema_takes_it(manifest: dict[str, Any], shared: Path) -> None:
    schema = json.loads((shared / "slack/manifest.schema.2.0.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    assert [error.message for error in validator.iter_errors(manifest)] == []
    broken = {**manifest, "features": {**manifest["features"], "surprise": {}}}
    assert list(validator.iter_errors(broken))


def test_it_is_an_agent_over_socket_mode(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "agent_view" in manifest["features"]
    assert "assistant_view" not in manifest["features"]
    assert len(manifest["features"]["agent_view"]["suggested_prompts"]) <= 4


def test_it_asks_for_just_the_scopes_that_are_used(manifest: dict[str, Any]) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed = {scope for method in CALLED for scope in SCOPE_OF.get(method, set())}
    needed |= {scope for event in events for scope in SCOPE_OF_EVENT[event]}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed | {"commands"}


def test_its_command_is_the_one_that_is_heard(manifest: dict[str, Any]) -> None:
    assert [one["command"] for one in manifest["features"]["slash_commands"]] == [COMMAND]


def test_the_slack_cli_starts_what_the_operator_starts() -> None:
    hooks = json.loads((ROOT / ".slack/hooks.json").read_text(encoding="utf-8"))["hooks"]
    assert hooks["start"].endswith(".venv/bin/staffel serve --migrate")
    assert "get-hooks" in hooks

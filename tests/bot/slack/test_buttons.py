"""No dead buttons: what is drawn is heard, and what is heard is drawn."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App, BoltRequest, BoltResponse

from bot.settings import Settings
from bot.slack.app import build_app
from bot.slack.ids import COMMAND, ActionId, CallbackId, MoreId, ShortcutId
from bot.slack.listeners.more import HANDLERS
from bot.slack.metadata import MoreChoice
from store.session import Store
from tests.bot.slack.produced import everything
from tests.world import World

ROOT = Path(__file__).parents[3]


@pytest.fixture
def app(sqlite_store: Store) -> App:
    settings = Settings(slack_bot_token="xoxb-x", slack_api_url="http://127.0.0.1:9/api/")
    return build_app(World(sqlite_store).deps, settings)


def _drawn(payload: Any, key: str) -> Iterator[str]:
    """Values of a key, without inputs: those are read when their modal is sent."""
    if isinstance(payload, list):
        for item in payload:
            yield from _drawn(item, key)
    elif isinstance(payload, dict) and payload.get("type") != "input":
        if isinstance(payload.get(key), str):
            yield payload[key]
        for item in payload.values():
            yield from _drawn(item, key)


def _drawn_everywhere(key: str) -> set[str]:
    return {one for made in everything().values() for one in _drawn(made.payload, key)}


def _place(app: App, body: dict[str, Any]) -> int:
    """Which listener would answer, by the order of registration."""
    request = BoltRequest(body=json.dumps(body), mode="socket_mode")
    for place, listener in enumerate(app._listeners):
        if listener.matches(req=request, resp=BoltResponse(status=200)):
            return place
    raise AssertionError(f"nobody listens to {body}")


def _action(action_id: str) -> dict[str, Any]:
    action = {"type": "button", "action_id": action_id, "block_id": "b", "action_ts": "1.2"}
    return {"type": "block_actions", "user": {"id": "U1"}, "actions": [action]}


def _view(callback_id: str) -> dict[str, Any]:
    return {
        "type": "view_submission",
        "user": {"id": "U1"},
        "view": {"type": "modal", "callback_id": callback_id},
    }


def test_every_drawn_action_is_an_action_id_and_back() -> None:
    assert _drawn_everywhere("action_id") == set(ActionId)


def test_every_option_of_the_menu_is_drawn_and_answered() -> None:
    drawn = {
        MoreChoice.model_validate_json(value).more
        for value in _drawn_everywhere("value")
        if '"more"' in value
    }
    assert drawn == set(MoreId) == set(HANDLERS)


def test_every_modal_that_can_be_sent_is_a_callback_id_and_back() -> None:
    assert _drawn_everywhere("callback_id") == set(CallbackId)


def test_every_action_has_a_listener_of_its_own(app: App) -> None:
    places = [_place(app, _action(action)) for action in ActionId]
    unknown = _place(app, _action("an_action_of_an_older_version"))
    assert len(set(places)) == len(places)
    assert unknown not in places


def test_every_modal_has_a_listener_of_its_own(app: App) -> None:
    places = [_place(app, _view(callback)) for callback in CallbackId]
    unknown = _place(app, _view("a_modal_of_an_older_version"))
    assert len(set(places)) == len(places)
    assert unknown not in places


def test_the_manifests_commands_and_events_have_listeners(app: App) -> None:
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    unknown = _place(app, {"command": "/older", "user_id": "U1"})
    for command in manifest["features"]["slash_commands"]:
        assert _place(app, {"command": command["command"], "user_id": "U1"}) != unknown
    assert _place(app, {"command": COMMAND, "user_id": "U1"}) != unknown
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        kind = event.partition(".")[0]
        body = {"type": "event_callback", "event": {"type": kind, "user": "U1"}, "event_id": "E"}
        assert _place(app, body) >= 0


def test_the_manifests_shortcuts_have_listeners_of_their_own(app: App) -> None:
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    declared = {(one["type"], one["callback_id"]) for one in manifest["features"]["shortcuts"]}
    assert declared == {("message", one.value) for one in ShortcutId}
    unknown = _place(app, _shortcut("older"))
    assert unknown not in {_place(app, _shortcut(one)) for one in ShortcutId}


def _shortcut(callback_id: str) -> dict[str, Any]:
    return {"type": "message_action", "callback_id": callback_id, "user": {"id": "U1"}}


def test_whatever_else_arrives_is_answered_too(app: App) -> None:
    for body in (
        {"type": "shortcut", "callback_id": "older", "user": {"id": "U1"}},
        {"type": "message_action", "callback_id": "older", "user": {"id": "U1"}},
        {
            "type": "view_closed",
            "view": {"type": "modal", "callback_id": "older"},
            "user": {"id": "U1"},
        },
        {"type": "block_suggestion", "action_id": "older", "user": {"id": "U1"}, "block_id": "b"},
    ):
        assert _place(app, body) >= 0

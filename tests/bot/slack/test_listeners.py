"""What Bolt does with a delivery: acknowledged, kept once, and answered."""

import json
from typing import Any

import pytest
from slack_bolt import App, BoltRequest, BoltResponse
from sqlalchemy import func, select, text

from bot.settings import Settings
from bot.slack.app import build_app
from bot.slack.listeners import inbox, payload
from store.models import Delivery
from store.session import Store
from tests.world import World

NOBODY = "http://127.0.0.1:9/"


@pytest.fixture
def world(sqlite_store: Store) -> World:
    return World(sqlite_store)


@pytest.fixture
def app(world: World) -> App:
    return an_app(world)


def an_app(world: World) -> App:
    settings = Settings(slack_bot_token="xoxb-x", slack_api_url=f"{NOBODY}api/")
    built = build_app(world.deps, settings)
    # Bolt would call auth.test first; here nobody answers it.
    built._middleware_list = [
        one for one in built._middleware_list if "Authorization" not in type(one).__name__
    ]
    return built


def click(number: int, **changes: Any) -> dict[str, Any]:
    action = {
        "type": "button",
        "action_id": "of_an_older_version",
        "block_id": "b",
        "action_ts": f"1774342800.{number:06d}",
        "value": "personal words",
    }
    return {
        "type": "block_actions",
        "user": {"id": "U0NOBODY"},
        "actions": [action],
        "trigger_id": "t",
        "view": {"id": "V1", "type": "home"},
        **changes,
    }


def test_a_refusal_right_after_the_acknowledgement_does_not_undo_it(app: App) -> None:
    for number in range(40):
        answer = app.dispatch(BoltRequest(body=json.dumps(click(number)), mode="socket_mode"))
        assert answer.status == 200


def test_a_delivery_is_kept_once_with_ids_only(app: App, world: World) -> None:
    for _ in range(2):
        answer = app.dispatch(BoltRequest(body=json.dumps(click(1)), mode="socket_mode"))
        assert answer.status == 200
    app.listener_runner.listener_executor.shutdown(wait=True)
    with world.store.read() as session:
        assert session.scalar(select(func.count(Delivery.id))) == 1
        kept = session.scalars(select(Delivery)).one()
    assert json.loads(kept.body) == {"user": "U0NOBODY", "what": "of_an_older_version"}
    assert kept.door == "slack:click"


def test_a_repeat_is_not_done_again_while_the_first_is_under_way(world: World, app: App) -> None:
    reached = reaches(app)
    for _ in range(3):
        app.dispatch(BoltRequest(body=json.dumps(click(1)), mode="socket_mode"))
    assert reached == ["U0NOBODY"]


def test_what_a_dead_process_left_is_done_once_when_it_comes_again(world: World, app: App) -> None:
    reaches(app)
    app.dispatch(BoltRequest(body=json.dumps(click(1)), mode="socket_mode"))
    world.clock.forward(minutes=1)
    reached = reaches(after_a_restart := an_app(world))
    for _ in range(3):
        after_a_restart.dispatch(BoltRequest(body=json.dumps(click(1)), mode="socket_mode"))
    assert reached == ["U0NOBODY"]


def test_what_is_not_kept_does_not_count_as_arrived(world: World, app: App) -> None:
    with world.store.begin() as session:
        session.execute(text("ALTER TABLE delivery RENAME TO gone"))
    answer = app.dispatch(BoltRequest(body=json.dumps(click(1)), mode="socket_mode"))
    assert answer.status == 503


def reaches(app: App) -> list[str]:
    """Who gets past the inbox; their listener is never asked, and the row stays unfinished."""
    reached: list[str] = []

    @app.middleware
    def die(body: dict[str, Any]) -> BoltResponse:
        reached.append(body["user"]["id"])
        return BoltResponse(status=200, body="")

    return reached


@pytest.mark.parametrize(
    ("body", "door"),
    [
        ({"type": "event_callback", "event_id": "Ev1", "event": {"type": "message"}}, "event"),
        ({"command": "/staffel", "trigger_id": "1.2", "user_id": "U1", "text": "x"}, "command"),
        ({"type": "shortcut", "trigger_id": "1.2", "user": {"id": "U1"}}, "shortcut"),
        ({"type": "view_submission", "trigger_id": "1", "view": {"id": "V", "hash": "h"}}, "view"),
    ],
)
def test_every_kind_of_delivery_has_its_id(body: dict[str, Any], door: str) -> None:
    seen = inbox.identify(body)
    assert seen is not None
    assert seen[0] == f"slack:{door}"
    assert set(seen[2]) <= {"what", "user", "channel", "message", "thread"}


def test_a_form_sent_again_after_a_refusal_is_another_delivery() -> None:
    view = {"id": "V1", "hash": "h", "callback_id": "reject_lead"}
    first = inbox.identify({"type": "view_submission", "trigger_id": "1.1", "view": view})
    again = inbox.identify({"type": "view_submission", "trigger_id": "1.2", "view": view})
    assert first is not None
    assert again is not None
    assert first[1] != again[1]


def test_a_very_long_id_is_shortened() -> None:
    seen = inbox.identify({"type": "event_callback", "event_id": "E" * 500, "event": {}})
    assert seen is not None
    assert len(seen[1]) <= inbox.ID_MOST


def test_nothing_depends_on_what_is_merely_closed_or_what_bots_write() -> None:
    assert inbox.identify({"type": "view_closed"}) is None
    written = {"type": "message", "bot_id": "B1"}
    assert inbox.identify({"type": "event_callback", "event_id": "E", "event": written}) is None


def test_values_of_a_form_are_read_by_block() -> None:
    state = {
        "note": {"value": {"value": "  "}},
        "wake_on": {"value": {"selected_date": "2026-05-04"}},
        "give_to": {"value": {"selected_option": {"value": "3"}}},
        "person_user": {"value": {"selected_user": "U1"}},
    }
    found = payload.values({"view": {"state": {"values": state}}})
    assert found.text("note") is None
    assert found.text("missing") is None
    assert found.day("wake_on") == "2026-05-04"
    assert found.option("give_to") == "3"
    assert found.user("person_user") == "U1"

"""An unmodified Bolt app over Socket Mode: the whole way of a card, and of a command."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from tests.bot.workspace.conftest import (
    actions,
    button,
    home,
    input_block,
    modal,
    section,
    text_input,
)
from tests.workspace_server import APP_TOKEN, RunningWorkspace

LENA, TOM, TEAM = "U0LENA", "U0TOM", "C0TEAM"


def form(private_metadata: str) -> dict[str, Any]:
    reason = input_block(text_input("words"), block_id="reason")
    return modal(reason, callback_id="reject", private_metadata=private_metadata)


def listen(app: App) -> None:
    """What a small sales bot does."""

    @app.action("reject")
    def ask(ack: Any, body: Any, client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form(body["message"]["ts"]))

    @app.view("reject")
    def take(ack: Any, view: Any, client: Any) -> None:
        words = view["state"]["values"]["reason"]["words"]["value"]
        if len(words) < 3:
            ack(response_action="errors", errors={"reason": "Say more."})
            return
        ack()
        ts = view["private_metadata"]
        client.chat_update(channel=TEAM, ts=ts, text=f"Rejected: {words}", blocks=[])

    @app.command("/staffel")
    def answer(ack: Any, command: Any, respond: Any) -> None:
        ack(text=f"heard {command['text']}")
        respond(text="and more", response_type="in_channel")


def hear(app: App) -> None:
    """What it does of its own accord."""

    @app.event("app_mention")
    def greet(event: Any, say: Any, set_status: Any) -> None:
        set_status("thinks")
        say(text=f"Hello <@{event['user']}>", thread_ts=event["ts"])

    @app.event("app_home_opened")
    def draw(event: Any, client: Any) -> None:
        client.views_publish(user_id=event["user"], view=home(section("Coverage")))

    @app.event("message")
    def listen_only() -> None:
        pass

    @app.shortcut("new_lead")
    def enter(ack: Any, shortcut: Any, client: Any) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=form("none"))


@pytest.fixture
def bolt(workspace: RunningWorkspace) -> Iterator[RunningWorkspace]:
    """The workspace with the small bot connected."""
    logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)
    with ThreadPoolExecutor(10) as executor:
        app = App(client=workspace.client(), listener_executor=executor)
        listen(app)
        hear(app)
        handler = SocketModeHandler(app, APP_TOKEN)
        handler.connect()
        workspace.wait_connected()
        yield workspace
        handler.close()


def lead(workspace: RunningWorkspace) -> str:
    blocks = [section("Hot lead"), actions(button("reject", value="7"))]
    answer = workspace.client().chat_postMessage(channel=TEAM, text="Hot lead", blocks=blocks)
    return str(answer["ts"])


def test_from_the_button_over_the_form_and_its_error_to_the_changed_card(
    bolt: RunningWorkspace,
) -> None:
    ts = lead(bolt)
    assert bolt.outcome(bolt.click(LENA, TEAM, ts, "reject"))["failed"] is None
    view = bolt.wait_for(lambda: bolt.modal(LENA))
    assert bolt.outcome(bolt.submit(LENA, values={"words": "no"}))["failed"] is None
    assert bolt.modal(LENA) == view
    assert bolt.outcome(bolt.submit(LENA, values={"words": "no budget"}))["failed"] is None
    assert bolt.modal(LENA) is None
    card = bolt.wait_for(
        lambda: (m := bolt.message(TOM, TEAM, ts))["text"].startswith("Rejected") and m
    )
    assert card["text"] == "Rejected: no budget"
    assert "blocks" not in card
    assert card["edited"]["user"] == "U0STAFFEL"


def test_a_command_is_answered_to_one_and_to_all(bolt: RunningWorkspace) -> None:
    bolt.command(LENA, TEAM, "/staffel coverage now")
    shown = bolt.wait_for(lambda: len(found := bolt.messages(LENA, TEAM)) == 2 and found)
    texts = {message["text"]: message.get("is_ephemeral", False) for message in shown}
    assert texts == {"heard coverage now": True, "and more": False}
    assert [message["text"] for message in bolt.messages(TOM, TEAM)] == ["and more"]


def test_a_mention_is_answered_in_its_thread(bolt: RunningWorkspace) -> None:
    ts = bolt.say(LENA, TEAM, "@Staffel hello")
    reply = bolt.wait_for(
        lambda: next(
            (m for m in bolt.messages(TOM, TEAM) if m.get("thread_ts") == ts != m["ts"]), None
        )
    )
    assert reply["text"] == "Hello <@U0LENA>"
    assert bolt.state(LENA)["statuses"] == {}


def test_the_home_is_drawn_when_it_is_opened(bolt: RunningWorkspace) -> None:
    bolt.open_home(LENA)
    view = bolt.wait_for(lambda: bolt.home(LENA))
    assert view["blocks"][0]["text"]["text"] == "Coverage"


def test_a_global_shortcut_opens_a_form(bolt: RunningWorkspace) -> None:
    assert bolt.outcome(bolt.shortcut(LENA, "new_lead"))["failed"] is None
    assert bolt.wait_for(lambda: bolt.modal(LENA))["private_metadata"] == "none"


def test_a_refresh_loses_nothing(bolt: RunningWorkspace) -> None:
    assert bolt.disconnect() == 1
    ts = lead(bolt)
    bolt.wait_for(lambda: bolt.outcome(bolt.click(LENA, TEAM, ts, "reject"))["failed"] is None)
    assert bolt.wait_for(lambda: bolt.modal(LENA))

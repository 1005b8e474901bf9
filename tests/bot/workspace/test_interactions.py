"""Interactions on their way: their form, their acknowledgement, and what the person hears."""

from collections.abc import Iterator

import pytest

from bot.workspace.instant import Timing
from tests.bot.workspace.conftest import Page, RawBot, card, modal, opened
from tests.workspace_server import RunningWorkspace

LENA, TEAM = "U0LENA", "C0TEAM"


@pytest.fixture
def quick() -> Iterator[RunningWorkspace]:
    """A workspace that waits 0.2 s for an acknowledgement."""
    with RunningWorkspace(timing=Timing(ack=0.2)) as running:
        yield running


def test_a_click_is_as_slack_sends_it(workspace: RunningWorkspace, raw_bot: RawBot) -> None:
    ts = card(workspace.client())
    interaction = workspace.click(LENA, TEAM, ts, "go")
    envelope = raw_bot.next("interactive")
    raw_bot.ack(envelope)
    assert envelope["accepts_response_payload"] is True
    payload = envelope["payload"]
    assert (payload["type"], payload["api_app_id"]) == ("block_actions", "A0STAFFEL")
    assert payload["team"] == {"id": "T0STAFFEL", "domain": "staffel-demo"}
    person = {"id": LENA, "username": "lena", "name": "lena", "team_id": "T0STAFFEL"}
    assert payload["user"] == person
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": TEAM,
        "is_ephemeral": False,
    }
    assert payload["channel"] == {"id": TEAM, "name": "privategroup"}
    assert payload["message"]["ts"] == ts
    assert payload["state"] == {"values": {}}
    assert payload["response_url"].startswith(workspace.url)
    action = payload["actions"][0]
    assert float(action.pop("action_ts"))
    assert action == {
        "type": "button",
        "action_id": "go",
        "block_id": "buttons",
        "value": "lead-1",
        "text": {"type": "plain_text", "text": "Go"},
    }
    entry = workspace.outcome(interaction)
    assert entry["kind"] == "block_actions"
    assert entry["failed"] is None
    assert entry["sent_at"] <= entry["acked_at"] <= entry["at"]


def test_the_page_hears_that_it_was_acknowledged(
    workspace: RunningWorkspace, raw_bot: RawBot
) -> None:
    page = Page(workspace, LENA)
    assert page.next("bot")["connected"] == 1
    interaction = workspace.click(LENA, TEAM, card(workspace.client()), "go")
    raw_bot.ack(raw_bot.next("interactive"))
    assert page.next("acked")["interaction"] == interaction
    page.close()


def test_without_an_answer_in_time_the_person_hears_why(quick: RunningWorkspace) -> None:
    bot, page = RawBot(quick), Page(quick, LENA)
    interaction = quick.click(LENA, TEAM, card(quick.client()), "go")
    envelope = bot.next("interactive")
    failed = page.next("failed")
    assert failed["interaction"] == interaction
    assert failed["code"] == "operation_timeout"
    assert failed["reason"] == "Staffel did not answer within 0.2 seconds."
    bot.ack(envelope)
    entry = quick.outcome(interaction)
    assert (entry["acked_at"], entry["failed"]) == (None, "operation_timeout")
    assert entry["sent_at"] is not None
    bot.close()
    page.close()


def test_without_a_connection_it_fails_at_once(workspace: RunningWorkspace) -> None:
    page = Page(workspace, LENA)
    interaction = workspace.click(LENA, TEAM, card(workspace.client()), "go")
    failed = page.next("failed")
    assert failed["code"] == "dispatch_failed"
    assert failed["reason"] == "Staffel is not connected."
    assert workspace.outcome(interaction)["sent_at"] is None
    page.close()


def test_a_late_answer_to_a_form_changes_nothing(quick: RunningWorkspace) -> None:
    bot = RawBot(quick)
    view = opened(quick, bot, modal())
    interaction = quick.submit(LENA)
    envelope = bot.next("interactive")
    assert quick.outcome(interaction)["failed"] == "operation_timeout"
    bot.ack(envelope, {"response_action": "clear"})
    quick.say(LENA, TEAM, "and on it goes")
    assert quick.modal(LENA) == view
    bot.close()


def test_nonsense_on_the_wire_is_passed_over(workspace: RunningWorkspace, raw_bot: RawBot) -> None:
    for nonsense in ("", "x", "[]", "{}", '{"envelope_id": "none"}'):
        raw_bot.socket.send(nonsense)
    interaction = workspace.click(LENA, TEAM, card(workspace.client()), "go")
    raw_bot.ack(raw_bot.next("interactive"))
    assert workspace.outcome(interaction)["failed"] is None

"""External selects: the app is asked for what fits, and nothing else can be sent."""

from typing import Any

import pytest

from tests.bot.workspace.conftest import (
    Page,
    RawBot,
    input_block,
    modal,
    opened,
    options,
    plain,
    refusal,
)
from tests.workspace_server import PageError, RunningWorkspace

LENA = "U0LENA"
SEARCH = {"type": "external_select", "action_id": "value", "min_query_length": 0}


def asked(workspace: RunningWorkspace, typed: str = "", **used: str) -> str:
    view = workspace.modal(LENA)
    assert view is not None
    body = {
        "user": LENA,
        "container": {"type": "view", "view_id": view["id"]},
        "action": {"block_id": "other", "action_id": "value", **used},
        "value": typed,
    }
    return str(workspace.page("suggest", body)["interaction"])


def searching(workspace: RunningWorkspace, bot: RawBot, **more: Any) -> dict[str, Any]:
    return opened(workspace, bot, modal(input_block({**SEARCH, **more}, block_id="other")))


def test_a_search_is_as_slack_sends_it(workspace: RunningWorkspace, raw_bot: RawBot) -> None:
    view = searching(workspace, raw_bot)
    page = Page(workspace, LENA)
    interaction = asked(workspace, "acme")
    envelope = raw_bot.next("interactive")
    assert envelope["accepts_response_payload"] is True
    payload = envelope["payload"]
    assert {name: payload[name] for name in ("type", "block_id", "action_id", "value")} == {
        "type": "block_suggestion",
        "block_id": "other",
        "action_id": "value",
        "value": "acme",
    }
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert payload["view"]["private_metadata"] == view["private_metadata"]
    assert not {"trigger_id", "response_url"} & payload.keys()
    raw_bot.ack(envelope, {"options": options("a", "b")})
    push = page.next("options")
    assert push["interaction"] == interaction
    assert push["answer"] == {"options": options("a", "b")}
    assert workspace.outcome(interaction)["kind"] == "block_suggestion"
    page.close()


def test_only_what_was_offered_can_be_sent(workspace: RunningWorkspace, raw_bot: RawBot) -> None:
    searching(workspace, raw_bot, initial_option=options("first")[0])
    with pytest.raises(PageError) as caught:
        workspace.submit(LENA, values={"other": "a"})
    assert caught.value.code == "unknown_option"
    interaction = asked(workspace)
    group = {"label": plain("Group"), "options": options("a")}
    raw_bot.ack(raw_bot.next("interactive"), {"option_groups": [group]})
    workspace.wait_for(lambda: workspace.offered(interaction))
    workspace.submit(LENA, values={"other": "a"})
    envelope = raw_bot.next("interactive")
    filled = envelope["payload"]["view"]["state"]["values"]["other"]["value"]
    assert filled == {"type": "external_select", "selected_option": options("a")[0]}
    assert "options" not in envelope["payload"]["view"]["blocks"][0]["element"]
    raw_bot.ack(envelope, {"response_action": "errors", "errors": {"other": "No."}})
    workspace.submit(LENA)
    envelope = raw_bot.next("interactive")
    chosen = envelope["payload"]["view"]["state"]["values"]["other"]["value"]["selected_option"]
    assert chosen["value"] == "first", "what stood there at first needs no search"
    raw_bot.ack(envelope)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"options": options("a"), "option_groups": []},
        {"options": [{"text": plain("a")}]},
        {"options": options(*map(str, range(101)))},
        {"options": options("a"), "more": True},
    ],
)
def test_an_answer_that_slack_refuses_is_refused(
    workspace: RunningWorkspace, raw_bot: RawBot, answer: dict[str, Any]
) -> None:
    searching(workspace, raw_bot)
    page = Page(workspace, LENA)
    asked(workspace)
    raw_bot.ack(raw_bot.next("interactive"), answer)
    assert page.next("failed")["code"] == "invalid_response"
    page.close()


def test_too_little_typed_and_no_such_select(workspace: RunningWorkspace, raw_bot: RawBot) -> None:
    usual = {name: value for name, value in SEARCH.items() if name != "min_query_length"}
    view = opened(workspace, raw_bot, modal(input_block(usual, block_id="other")))
    place = {"container": {"type": "view", "view_id": view["id"]}}
    used = {"block_id": "other", "action_id": "value"}
    assert refusal(workspace, "suggest", **place, action=used, value="ac") == "too_short"
    wrong = {**used, "block_id": "none"}
    assert refusal(workspace, "suggest", **place, action=wrong, value="acme") == "unknown_action"

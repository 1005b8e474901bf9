"""`response_url`: five uses in thirty minutes."""

from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from tests.bot.workspace.conftest import Clock, RawBot, actions, button, card, section
from tests.workspace_server import RunningWorkspace

LENA, TOM, TEAM = "U0LENA", "U0TOM", "C0TEAM"


def clicked(workspace: RunningWorkspace, bot: RawBot, ts: str) -> str:
    """The `response_url` of a click."""
    workspace.click(LENA, TEAM, ts, "go")
    envelope = bot.next("interactive")
    bot.ack(envelope)
    return str(envelope["payload"]["response_url"])


def whispered(client: WebClient) -> str:
    blocks = [section("psst"), actions(button())]
    answer = client.chat_postEphemeral(channel=TEAM, user=LENA, text="psst", blocks=blocks)
    return str(answer["message_ts"])


def post(url: str, **body: Any) -> httpx.Response:
    return httpx.post(url, json=body, trust_env=False)


def test_by_default_only_the_person_sees_the_answer(
    workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
) -> None:
    url = clicked(workspace, raw_bot, card(client))
    answer = WebhookClient(url).send(text="only you")
    assert (answer.status_code, answer.body) == (200, "ok")
    assert workspace.messages(LENA, TEAM)[-1]["text"] == "only you"
    assert len(workspace.messages(TOM, TEAM)) == 1


def test_in_the_channel_and_in_a_thread(
    workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
) -> None:
    ts = card(client)
    url = clicked(workspace, raw_bot, ts)
    post(url, text="all", response_type="in_channel")
    post(url, text="thread", response_type="in_channel", thread_ts=ts)
    shown = workspace.messages(TOM, TEAM)
    assert [message["text"] for message in shown] == ["card", "all", "thread"]
    assert shown[2]["thread_ts"] == ts


def test_the_message_is_replaced_or_taken_away(
    workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
) -> None:
    ts = card(client)
    url = clicked(workspace, raw_bot, ts)
    post(url, text="new", replace_original=True)
    message = workspace.message(TOM, TEAM, ts)
    assert message["text"] == "new"
    assert "blocks" not in message
    post(url, delete_original=True)
    assert workspace.messages(TOM, TEAM) == []
    assert client.conversations_history(channel=TEAM)["messages"] == []


def test_so_is_an_ephemeral(
    workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
) -> None:
    ts = whispered(client)
    url = clicked(workspace, raw_bot, ts)
    post(url, text="done", replace_original=True)
    message = workspace.message(LENA, TEAM, ts)
    assert (message["text"], message["is_ephemeral"]) == ("done", True)
    assert "blocks" not in message
    post(url, delete_original=True)
    assert workspace.messages(LENA, TEAM) == []


def test_a_deleted_reply_no_longer_counts(
    workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
) -> None:
    root = card(client)
    reply = card(client, thread_ts=root)
    post(clicked(workspace, raw_bot, reply), delete_original=True)
    assert workspace.message(LENA, TEAM, root)["reply_count"] == 0
    replies = client.conversations_replies(channel=TEAM, ts=root)["messages"]
    assert [message["ts"] for message in replies] == [root]


def test_it_works_five_times(
    workspace: RunningWorkspace, raw_bot: RawBot, client: WebClient
) -> None:
    url = clicked(workspace, raw_bot, card(client))
    assert [post(url, text="x").status_code for _ in range(6)] == [200] * 5 + [404]
    assert post(url, text="x").json()["error"] == "used_url"


def test_it_works_for_half_an_hour(client: WebClient) -> None:
    clock = Clock()
    with RunningWorkspace(clock=clock) as workspace:
        bot = RawBot(workspace)
        url = clicked(workspace, bot, card(workspace.client()))
        clock.at += 1800
        assert post(url, text="x").status_code == 200
        clock.at += 1
        assert post(url, text="x").json()["error"] == "expired_url"
        bot.close()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "no_text"),
        ({"text": "x", "blocks": [{"type": "banner"}]}, "invalid_blocks"),
        ({"text": "x", "colour": "red"}, "invalid_payload"),
        ({"text": "x", "response_type": "loud"}, "invalid_payload"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
    ],
)
def test_refused_content(
    workspace: RunningWorkspace,
    raw_bot: RawBot,
    client: WebClient,
    body: dict[str, Any],
    error: str,
) -> None:
    answer = post(clicked(workspace, raw_bot, card(client)), **body)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_other_addresses_and_bodies(workspace: RunningWorkspace) -> None:
    url = f"{workspace.url}/response/none"
    assert post(url, text="x").json()["error"] == "expired_url"
    assert httpx.post(url, content=b"x", trust_env=False).text == "invalid_payload"

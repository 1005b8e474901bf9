"""`chat.*`: what stands afterwards, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient

from tests.bot.workspace.conftest import DIVIDER, call, card, header_of, section
from tests.workspace_server import MANIFEST, SEED, RunningWorkspace

Refused = Callable[..., dict[str, Any]]
LENA, TEAM = "U0LENA", "C0TEAM"


class TestPostMessage:
    def test_the_message_is_as_slack_shows_it(self, client: WebClient) -> None:
        answer = client.chat_postMessage(
            channel=TEAM, text="Moin", blocks=[DIVIDER], unfurl_links=False, client_msg_id="x"
        )
        message = answer["message"]
        assert answer["channel"] == TEAM
        assert message["ts"] == answer["ts"]
        assert (message["user"], message["bot_id"]) == ("U0STAFFEL", "B0STAFFEL")
        assert (message["app_id"], message["team"]) == ("A0STAFFEL", "T0STAFFEL")
        assert len(message["blocks"][0]["block_id"]) == 5

    @pytest.mark.parametrize("channel", ["leads-dach", "#leads-dach", TEAM])
    def test_channels_have_names(self, client: WebClient, channel: str) -> None:
        assert client.chat_postMessage(channel=channel, text="x")["channel"] == TEAM

    def test_a_person_means_the_direct_message(self, client: WebClient) -> None:
        channel = client.chat_postMessage(channel=LENA, text="x")["channel"]
        assert client.conversations_open(users=[LENA])["channel"]["id"] == channel

    def test_timestamps_are_unique_and_grow(self, client: WebClient) -> None:
        stamps = [client.chat_postMessage(channel=TEAM, text="x")["ts"] for _ in range(50)]
        assert stamps == sorted(set(stamps))

    def test_forms_carry_blocks_as_text(self, workspace: RunningWorkspace) -> None:
        form = {"channel": TEAM, "text": "x", "blocks": '[{"type": "divider"}]'}
        answer = call(workspace, "chat.postMessage", data=form)
        assert answer["message"]["blocks"][0]["type"] == "divider"

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ({"channel": "C0NONE", "text": "x"}, "channel_not_found"),
            ({"channel": "C0BOARD", "text": "x"}, "channel_not_found"),
            ({"channel": "C0OPEN", "text": "x"}, "not_in_channel"),
            ({"channel": TEAM}, "no_text"),
            ({"channel": TEAM, "text": "", "blocks": []}, "no_text"),
            ({"channel": TEAM, "text": "x", "blocks": "no json"}, "invalid_blocks_format"),
            (
                {"channel": TEAM, "text": "x", "blocks": {"type": "divider"}},
                "invalid_blocks_format",
            ),
            ({"channel": TEAM, "text": "x", "blocks": [{"type": "banner"}]}, "invalid_blocks"),
            (
                {"channel": TEAM, "text": "x", "blocks": [section("x" * 3000)] * 5},
                "msg_blocks_too_long",
            ),
            ({"channel": TEAM, "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
            ({"channel": TEAM, "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
            ({"channel": TEAM, "markdown_text": "y" * 12_001}, "msg_too_long"),
            ({"channel": TEAM, "attachments": "x"}, "invalid_attachments"),
            ({"channel": TEAM, "attachments": [{}] * 101}, "too_many_attachments"),
            (
                {"channel": TEAM, "attachments": [{"blocks": [{"type": "banner"}]}]},
                "invalid_attachments",
            ),
            ({"channel": TEAM, "text": "x", "metadata": "x"}, "invalid_metadata_format"),
            (
                {"channel": TEAM, "text": "x", "metadata": {"event_type": "lead"}},
                "invalid_metadata_format",
            ),
            (
                {
                    "channel": TEAM,
                    "text": "x",
                    "metadata": {"event_type": "lead", "event_payload": {"a": {"b": {"c": 1}}}},
                },
                "invalid_metadata_schema",
            ),
            (
                {
                    "channel": TEAM,
                    "text": "x",
                    "metadata": {"event_type": "lead", "event_payload": {"a": "x" * 12_000}},
                },
                "metadata_too_large",
            ),
        ],
    )
    def test_what_slack_refuses(
        self, workspace: RunningWorkspace, arguments: dict[str, Any], error: str
    ) -> None:
        assert call(workspace, "chat.postMessage", json=arguments)["error"] == error
        assert not [e for e in workspace.journal() if e["type"] == "message"]

    def test_refused_blocks_are_named(self, client: WebClient, refused: Refused) -> None:
        answer = refused(
            client.chat_postMessage, channel=TEAM, text="x", blocks=[header_of("x" * 151)]
        )
        words = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
        assert answer["errors"] == [words]
        assert answer["response_metadata"]["messages"] == [f"[ERROR] {words}"]

    def test_markdown_text_becomes_a_markdown_block(self, client: WebClient) -> None:
        message = client.chat_postMessage(channel=TEAM, markdown_text="**x**")["message"]
        assert (message["text"], message["blocks"][0]["type"]) == ("**x**", "markdown")

    def test_long_texts_are_cut(self, client: WebClient) -> None:
        message = client.chat_postMessage(channel=TEAM, text="x" * 41_000)["message"]
        assert len(message["text"]) == 40_000

    def test_replies_stand_in_the_thread(self, client: WebClient, refused: Refused) -> None:
        root = card(client)
        reply = client.chat_postMessage(channel=TEAM, text="x", thread_ts=root)["message"]
        assert (reply["thread_ts"], reply["parent_user_id"]) == (root, "U0STAFFEL")
        loud = client.chat_postMessage(
            channel=TEAM, text="y", thread_ts=root, reply_broadcast=True
        )["ts"]
        history = client.conversations_history(channel=TEAM)["messages"]
        assert [message["ts"] for message in history] == [loud, root]
        assert (history[1]["reply_count"], history[1]["latest_reply"]) == (2, loud)
        answer = refused(client.chat_postMessage, channel=TEAM, text="z", thread_ts=reply["ts"])
        assert answer["error"] == "cannot_reply_to_message"

    def test_archived_channels_are_closed(self, refused: Refused) -> None:
        channels = [{**SEED["channels"][0], "is_archived": True}]
        with RunningWorkspace(seed={**SEED, "channels": channels}) as workspace:
            answer = refused(workspace.client().chat_postMessage, channel=TEAM, text="x")
            assert answer["error"] == "is_archived"

    def test_direct_messages_can_be_switched_off(self, refused: Refused) -> None:
        features = {**MANIFEST["features"], "app_home": {"messages_tab_enabled": False}}
        with RunningWorkspace(manifest={**MANIFEST, "features": features}) as workspace:
            answer = refused(workspace.client().chat_postMessage, channel=LENA, text="x")
            assert answer["error"] == "messages_tab_disabled"


class TestUpdate:
    def test_what_is_not_given_stays(self, client: WebClient) -> None:
        ts = card(client)
        changed = client.chat_update(channel=TEAM, ts=ts, text="new")
        assert changed["text"] == "new"
        message = changed["message"]
        assert message["edited"]["user"] == "U0STAFFEL"
        assert [block["type"] for block in message["blocks"]] == ["section", "actions"]
        emptied = client.chat_update(channel=TEAM, ts=ts, text="bare", blocks=[])["message"]
        assert "blocks" not in emptied

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ({"ts": "1.000001", "text": "x"}, "message_not_found"),
            ({"channel": "C0BOARD", "text": "x"}, "channel_not_found"),
            ({}, "no_text"),
            ({"text": "", "blocks": []}, "no_text"),
            ({"blocks": [{"type": "alert", "text": {}}]}, "invalid_blocks"),
        ],
    )
    def test_what_slack_refuses(
        self, client: WebClient, refused: Refused, arguments: dict[str, Any], error: str
    ) -> None:
        place = {"channel": TEAM, "ts": card(client)}
        answer = refused(client.api_call, api_method="chat.update", json=place | arguments)
        assert answer["error"] == error

    def test_other_peoples_messages_stay(
        self, workspace: RunningWorkspace, client: WebClient, refused: Refused
    ) -> None:
        ts = workspace.say(LENA, TEAM, "mine")
        answer = refused(client.chat_update, channel=TEAM, ts=ts, text="yours")
        assert answer["error"] == "cant_update_message"


class TestEphemeral:
    def test_only_the_person_sees_it(self, workspace: RunningWorkspace, client: WebClient) -> None:
        answer = client.chat_postEphemeral(channel=TEAM, user=LENA, text="psst")
        message = workspace.message(LENA, TEAM, answer["message_ts"])
        assert message["is_ephemeral"] is True
        assert workspace.messages("U0TOM", TEAM) == []
        assert client.conversations_history(channel=TEAM)["messages"] == []

    def test_it_cannot_be_changed_later(self, client: WebClient, refused: Refused) -> None:
        ts = client.chat_postEphemeral(channel=TEAM, user=LENA, text="psst")["message_ts"]
        answer = refused(client.chat_update, channel=TEAM, ts=ts, text="x")
        assert answer["error"] == "message_not_found"

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ({"user": "U0MARA", "text": "x"}, "user_not_in_channel"),
            ({"user": LENA}, "no_text"),
            ({"user": LENA, "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ],
    )
    def test_what_slack_refuses(
        self, client: WebClient, refused: Refused, arguments: dict[str, Any], error: str
    ) -> None:
        answer = refused(
            client.api_call, api_method="chat.postEphemeral", json={"channel": TEAM, **arguments}
        )
        assert answer["error"] == error


def test_permalinks_lead_to_the_page(
    workspace: RunningWorkspace, client: WebClient, refused: Refused
) -> None:
    root = card(client)
    reply = client.chat_postMessage(channel=TEAM, text="x", thread_ts=root)["ts"]
    link = client.chat_getPermalink(channel=TEAM, message_ts=root)["permalink"]
    assert link == f"{workspace.url}/archives/{TEAM}/p{root.replace('.', '')}"
    deep = client.chat_getPermalink(channel=TEAM, message_ts=reply)["permalink"]
    assert deep.endswith(f"?thread_ts={root}&cid={TEAM}")
    answer = refused(client.chat_getPermalink, channel=TEAM, message_ts="1.000001")
    assert answer["error"] == "message_not_found"

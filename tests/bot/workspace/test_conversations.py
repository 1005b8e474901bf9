"""Rooms as the bot reads them: pages, windows, threads, metadata."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk import WebClient

from bot.workspace.instant import micros, stamp
from tests.workspace_server import RunningWorkspace

Refused = Callable[..., dict[str, Any]]
TEAM = "C0TEAM"


def filled(client: WebClient, n: int) -> list[str]:
    return [client.chat_postMessage(channel=TEAM, text=str(i))["ts"] for i in range(n)]


def read_all(method: Callable[..., Any], **arguments: Any) -> list[str]:
    """Follow the cursors to the end."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        answer = method(channel=TEAM, cursor=cursor, **arguments)
        found += [message["ts"] for message in answer["messages"]]
        cursor = answer.get("response_metadata", {}).get("next_cursor")
        assert bool(cursor) == answer["has_more"]
        if not cursor:
            return found


@given(st.integers(min_value=0, max_value=10**16))
def test_timestamps_and_microseconds_are_the_same(at: int) -> None:
    assert micros(stamp(at)) == at


@pytest.mark.parametrize("wrong", ["", "x", "1.x", "-1", "1.2.3"])
def test_other_texts_are_no_timestamps(wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong or "^$"):
        micros(wrong)


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_history_comes_newest_first_in_pages(client: WebClient, limit: int) -> None:
    stamps = filled(client, 7)
    assert read_all(client.conversations_history, limit=limit) == stamps[::-1]


def test_history_within_a_window(client: WebClient) -> None:
    stamps = filled(client, 5)
    window = {"oldest": stamps[1], "latest": stamps[3]}
    assert read_all(client.conversations_history, **window) == [stamps[2]]
    inclusive = read_all(client.conversations_history, **window, inclusive=True, limit=1)
    assert inclusive == stamps[3:0:-1]
    one = client.conversations_history(
        channel=TEAM, latest=stamps[2], inclusive=True, limit=1, oldest=stamps[2]
    )
    assert [message["ts"] for message in one["messages"]] == [stamps[2]]


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_replies_come_oldest_first_with_their_parent(client: WebClient, limit: int) -> None:
    root = filled(client, 1)[0]
    replies = [
        client.chat_postMessage(channel=TEAM, text="r", thread_ts=root)["ts"] for _ in range(3)
    ]
    assert read_all(client.conversations_replies, ts=root, limit=limit) == [root, *replies]
    assert read_all(client.conversations_replies, ts=replies[1], limit=limit) == [root, *replies]
    assert read_all(client.conversations_history) == [root]


def test_a_message_without_replies_is_its_own_thread(client: WebClient) -> None:
    root = filled(client, 1)[0]
    assert read_all(client.conversations_replies, ts=root) == [root]


def test_metadata_is_shown_only_when_asked_for(client: WebClient) -> None:
    metadata = {"event_type": "lead", "event_payload": {"key": "k", "tags": ["a"]}}
    root = client.chat_postMessage(channel=TEAM, text="x", metadata=metadata)["ts"]
    for read in (
        lambda **more: client.conversations_history(channel=TEAM, **more),
        lambda **more: client.conversations_replies(channel=TEAM, ts=root, **more),
    ):
        assert "metadata" not in read()["messages"][0]
        assert read(include_all_metadata=True)["messages"][0]["metadata"] == metadata
    client.chat_update(channel=TEAM, ts=root, text="y")
    kept = client.conversations_history(channel=TEAM, include_all_metadata=True)
    assert kept["messages"][0]["metadata"] == metadata
    client.chat_update(channel=TEAM, ts=root, text="z", metadata={})
    gone = client.conversations_history(channel=TEAM, include_all_metadata=True)
    assert "metadata" not in gone["messages"][0]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NONE"}, "channel_not_found"),
        ({"channel": "C0BOARD"}, "channel_not_found"),
        ({"channel": "C0OPEN"}, "not_in_channel"),
        ({"channel": TEAM, "oldest": "x"}, "invalid_ts_oldest"),
        ({"channel": TEAM, "latest": "x"}, "invalid_ts_latest"),
        ({"channel": TEAM, "cursor": "x"}, "invalid_cursor"),
        ({"channel": TEAM, "cursor": "eDoxMjM="}, "invalid_cursor"),
        ({"channel": TEAM, "limit": "many"}, "invalid_arguments"),
    ],
)
def test_refused_histories(
    client: WebClient, refused: Refused, arguments: dict[str, Any], error: str
) -> None:
    assert refused(client.conversations_history, **arguments)["error"] == error


def test_refused_replies(client: WebClient, refused: Refused) -> None:
    answer = refused(client.conversations_replies, channel=TEAM, ts="1.000001")
    assert answer["error"] == "thread_not_found"
    answer = refused(client.conversations_replies, channel=TEAM, ts="1.000001", limit=1001)
    assert answer["error"] == "invalid_arguments"


class TestOpen:
    def test_a_direct_message_is_opened_once(self, client: WebClient) -> None:
        first = client.conversations_open(users=["U0LENA"])
        again = client.conversations_open(users=["U0LENA"], return_im=True)
        assert first["channel"]["id"] == again["channel"]["id"]
        assert "already_open" not in first.data
        assert again["already_open"]
        assert (again["channel"]["is_im"], again["channel"]["user"]) == (True, "U0LENA")
        by_id = client.conversations_open(channel=first["channel"]["id"])
        assert by_id["channel"]["id"] == first["channel"]["id"]

    @pytest.mark.parametrize(
        ("arguments", "error"),
        [
            ({"users": "U0NONE"}, "user_not_found"),
            ({"users": "U0LENA,U0TOM"}, "invalid_user_combination"),
            ({"users": " , "}, "users_list_not_supplied"),
            ({"channel": TEAM}, "method_not_supported_for_channel_type"),
            ({"users": "U0TOM", "prevent_creation": True}, "channel_not_found"),
        ],
    )
    def test_refused(
        self, client: WebClient, refused: Refused, arguments: dict[str, Any], error: str
    ) -> None:
        assert refused(client.conversations_open, **arguments)["error"] == error


class TestInfo:
    def test_a_channel_says_what_it_is(self, client: WebClient) -> None:
        team = client.conversations_info(channel=TEAM, include_num_members=True)["channel"]
        assert (team["name"], team["is_private"], team["is_group"]) == ("leads-dach", True, True)
        assert (team["is_member"], team["num_members"]) == (True, 3)
        assert team["topic"]["value"] == "Hot leads"
        assert client.conversations_info(channel="C0SHARED")["channel"]["is_ext_shared"]
        assert not client.conversations_info(channel="C0OPEN")["channel"]["is_member"]

    def test_a_direct_message_names_its_person(
        self, workspace: RunningWorkspace, client: WebClient
    ) -> None:
        im = client.conversations_info(channel=workspace.open_im("U0LENA"))["channel"]
        assert (im["is_im"], im["user"]) == (True, "U0LENA")

    def test_a_private_channel_of_others_does_not_exist(
        self, client: WebClient, refused: Refused
    ) -> None:
        answer = refused(client.conversations_info, channel="C0BOARD")
        assert answer["error"] == "channel_not_found"

"""Faults by switch: what was stored, what the caller saw, and which request was hit."""

import http.client
from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed

from bot.workspace.faults import FAULTS, Fault, Faults, Strikes, Switch, Target, of
from bot.workspace.instant import Timing
from tests.bot.workspace.conftest import RawBot, card
from tests.workspace_server import MANIFEST, PageError, RunningWorkspace

LENA, TEAM, ALL, OPEN = "U0LENA", "C0TEAM", "C0ALL", "C0OPEN"
SOON = Timing(ack=0.3, retries=(0.0, 0.1), drain=0.1)
Refused = Callable[..., dict[str, Any]]


@pytest.fixture
def quick() -> Iterator[RunningWorkspace]:
    """A workspace that waits 0.3 s for an acknowledgement."""
    with RunningWorkspace(timing=SOON) as running:
        yield running


def texts(workspace: RunningWorkspace, channel: str = TEAM) -> list[str]:
    return [message["text"] for message in workspace.messages(LENA, channel)]


def failing(client: WebClient, text: str = "hello") -> Exception:
    """What a post ends with."""
    with pytest.raises((SlackApiError, OSError, HTTPException)) as caught:
        client.chat_postMessage(channel=TEAM, text=text)
    return caught.value


class TestCalls:
    @pytest.mark.parametrize(
        ("fault", "stored"),
        [("drop_before", []), ("drop_after", ["hello"])],
    )
    def test_a_dropped_connection_gives_no_answer(
        self, workspace: RunningWorkspace, client: WebClient, fault: str, stored: list[str]
    ) -> None:
        workspace.fault(fault, times=1)
        assert isinstance(failing(client), http.client.RemoteDisconnected)
        assert texts(workspace) == stored
        assert client.chat_postMessage(channel=TEAM, text="again")["ok"]

    @pytest.mark.parametrize(
        ("fault", "stored"),
        [("error_500", []), ("error_500_stored", ["hello"])],
    )
    def test_a_broken_server_has_stored_it_or_not(
        self, workspace: RunningWorkspace, client: WebClient, fault: str, stored: list[str]
    ) -> None:
        workspace.fault(fault, times=1)
        error = failing(client)
        assert isinstance(error, SlackApiError)
        assert error.response.status_code == 500
        assert texts(workspace) == stored

    def test_too_many_calls(self, workspace: RunningWorkspace, client: WebClient) -> None:
        workspace.fault("rate_limited", seconds=7, times=1)
        error = failing(client)
        assert isinstance(error, SlackApiError)
        assert error.response.status_code == 429
        assert error.response.headers["Retry-After"] == "7"
        assert error.response["error"] == "ratelimited"
        assert texts(workspace) == []

    def test_a_late_call_lands_after_the_caller_has_given_up(
        self, workspace: RunningWorkspace
    ) -> None:
        impatient = WebClient(
            token=workspace.client().token,
            base_url=workspace.api_url,
            timeout=1,
            retry_handlers=[],
        )
        workspace.fault("late", seconds=1.5, times=1)
        assert isinstance(failing(impatient), TimeoutError)
        assert texts(workspace) == []
        workspace.wait_for(lambda: texts(workspace) == ["hello"])

    def test_a_late_answer_was_stored_at_once(self, workspace: RunningWorkspace) -> None:
        impatient = WebClient(
            token=workspace.client().token,
            base_url=workspace.api_url,
            timeout=1,
            retry_handlers=[],
        )
        workspace.fault("late_answer", seconds=30, times=1)
        assert isinstance(failing(impatient), TimeoutError)
        assert texts(workspace) == ["hello"]

    def test_the_history_alone_is_unavailable(
        self, workspace: RunningWorkspace, client: WebClient, refused: Refused
    ) -> None:
        ts = card(client)
        workspace.fault("history_unavailable")
        for method, more in (
            (client.conversations_history, {}),
            (client.conversations_replies, {"ts": ts}),
        ):
            assert refused(method, channel=TEAM, **more)["error"] == "service_unavailable"
        assert client.chat_postMessage(channel=TEAM, text="goes")["ok"]
        assert workspace.clear_faults() == 1
        assert client.conversations_history(channel=TEAM)["ok"]

    def test_a_revoked_token_opens_nothing(
        self, workspace: RunningWorkspace, client: WebClient, raw_bot: RawBot, refused: Refused
    ) -> None:
        workspace.fault("token_revoked")
        for method in (client.auth_test, client.conversations_history):
            assert refused(method, channel=TEAM)["error"] == "token_revoked"
        with pytest.raises(ConnectionClosed):
            raw_bot.receive()
        with pytest.raises(SlackApiError, match="token_revoked"):
            RawBot(workspace)

    def test_slack_is_down_and_back(self, workspace: RunningWorkspace, client: WebClient) -> None:
        bot = RawBot(workspace)
        workspace.wait_connected(1)
        workspace.fault("down")
        with pytest.raises(ConnectionClosed):
            bot.receive()
        assert isinstance(failing(client), http.client.RemoteDisconnected)
        with pytest.raises(http.client.RemoteDisconnected):
            RawBot(workspace)
        workspace.wait_connected(0)
        workspace.say(LENA, TEAM, "while it was down")
        workspace.clear_faults()
        bot = RawBot(workspace)
        event = bot.next("events_api")["payload"]["event"]
        assert event["text"] == "while it was down"
        bot.close()

    def test_a_response_url_is_down_too(
        self, workspace: RunningWorkspace, client: WebClient, raw_bot: RawBot
    ) -> None:
        workspace.click(LENA, TEAM, card(client), "go")
        url = raw_bot.next("interactive")["payload"]["response_url"]
        workspace.fault("down")
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.post(url, json={"text": "x"}, trust_env=False)
        workspace.clear_faults()
        assert httpx.post(url, json={"text": "x"}, trust_env=False).status_code == 200


class TestSwitches:
    def test_only_this_method_and_channel_and_so_many_times(
        self, workspace: RunningWorkspace, client: WebClient
    ) -> None:
        workspace.fault("error_500", method="chat.update", channel=TEAM, times=2)
        assert client.chat_postMessage(channel=TEAM, text="x")["ok"]
        elsewhere = client.chat_postMessage(channel=ALL, text="x")["ts"]
        here = card(client)
        assert client.chat_update(channel=ALL, ts=elsewhere, text="y")["ok"]
        for _ in range(2):
            with pytest.raises(SlackApiError):
                client.chat_update(channel=TEAM, ts=here, text="y")
        assert client.chat_update(channel=TEAM, ts=here, text="y")["ok"]
        hits = workspace.hits("error_500")
        assert [(hit["method"], hit["channel"], hit["ts"]) for hit in hits] == [
            ("chat.update", TEAM, here)
        ] * 2
        assert workspace.clear_faults() == 0

    def test_one_of_them_can_be_switched_off(
        self, workspace: RunningWorkspace, client: WebClient
    ) -> None:
        kept = workspace.fault("error_500", channel=ALL)["switch"]
        gone = workspace.fault("error_500", channel=TEAM)["switch"]
        url = f"{workspace.url}/control/faults"
        assert httpx.delete(f"{url}/{gone['id']}", trust_env=False).json()["cleared"] == 1
        assert client.chat_postMessage(channel=TEAM, text="x")["ok"]
        on = httpx.get(url, trust_env=False).json()["on"]
        assert [(one["id"], one["hits"]) for one in on] == [(kept["id"], 0)]

    def test_every_fault_is_told(self, workspace: RunningWorkspace) -> None:
        told = httpx.get(f"{workspace.url}/control/faults", trust_env=False).json()
        assert {one["fault"] for one in told["known"]} == set(Fault)
        assert told["on"] == []

    @pytest.mark.parametrize(
        "switch",
        [
            {"fault": "earthquake"},
            {"fault": "late", "seconds": "soon"},
            {"fault": "late", "chance": 0},
            {"fault": "late", "times": 0},
            {"fault": "late", "colour": "red"},
        ],
    )
    def test_what_cannot_be_read_is_refused(
        self, workspace: RunningWorkspace, switch: dict[str, Any]
    ) -> None:
        with pytest.raises(PageError, match="invalid_arguments"):
            workspace.control("faults", switch)

    def test_chance_repeats_with_its_seed(self) -> None:
        def thrown(seed: int) -> list[bool]:
            faults = Faults(lambda *_, **__: None, lambda _: None)
            faults.switch_on(Switch(fault=Fault.LATE, chance=0.3, seed=seed))
            target = Target(method="chat.update")
            return [faults.strike(Fault.LATE, target=target) is not None for _ in range(1_000)]

        assert thrown(7) == thrown(7) != thrown(8)
        assert 240 < sum(thrown(7)) < 360

    def test_a_slack_that_is_gone_comes_before_all_else(self) -> None:
        faults = Faults(lambda *_, **__: None, lambda _: None)
        faults.switch_on(Switch(fault=Fault.LATE))
        faults.switch_on(Switch(fault=Fault.DOWN, times=1))
        target = Target(method="chat.update")
        struck = [faults.strike(*of(Strikes.CALL), target=target) for _ in range(2)]
        assert [one and one.fault for one in struck] == [Fault.DOWN, Fault.LATE]
        assert not faults.is_gone()

    def test_every_fault_is_in_the_table(self) -> None:
        assert set(FAULTS) == set(Fault)


class TestDeliveries:
    def test_an_event_comes_again_although_it_was_acknowledged(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        workspace.fault("redelivery", times=1)
        workspace.say(LENA, TEAM, "one")
        first = raw_bot.next("events_api")
        raw_bot.ack(first)
        again = raw_bot.next("events_api")
        raw_bot.ack(again)
        assert again["payload"] == first["payload"]
        assert again["envelope_id"] != first["envelope_id"]
        assert [e["retry_attempt"] for e in (first, again)] == [0, 1]
        assert again["retry_reason"] == "timeout"
        hit = workspace.hits("redelivery")
        assert [one["event_id"] for one in hit] == [first["payload"]["event_id"]]
        workspace.say(LENA, TEAM, "two")
        assert raw_bot.next("events_api")["payload"]["event"]["text"] == "two"

    def test_a_click_comes_again_and_is_settled_once(
        self, workspace: RunningWorkspace, client: WebClient, raw_bot: RawBot
    ) -> None:
        workspace.fault("redelivery", method="interactive", times=1)
        interaction = workspace.click(LENA, TEAM, card(client), "go")
        first = raw_bot.next("interactive")
        raw_bot.ack(first)
        again = raw_bot.next("interactive")
        raw_bot.ack(again)
        assert again["payload"] == first["payload"]
        ended = [e for e in workspace.journal() if e["type"] == "interaction"]
        assert [(e["id"], e["failed"]) for e in ended] == [(interaction, None)]

    def test_two_events_change_places(self, workspace: RunningWorkspace, raw_bot: RawBot) -> None:
        workspace.fault("reorder", times=1, seconds=5)
        for text in ("one", "two", "three"):
            workspace.say(LENA, TEAM, text)
        told = []
        for _ in range(3):
            envelope = raw_bot.next("events_api")
            raw_bot.ack(envelope)
            told.append(envelope["payload"]["event"]["text"])
        assert told[0] == "two"
        assert sorted(told) == ["one", "three", "two"]

    def test_what_nothing_overtakes_comes_all_the_same(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        workspace.fault("reorder", times=1, seconds=0.2)
        workspace.say(LENA, TEAM, "alone")
        assert raw_bot.next("events_api")["payload"]["event"]["text"] == "alone"

    def test_an_acknowledgement_that_is_held_up_counts_for_nothing(
        self, quick: RunningWorkspace
    ) -> None:
        bot = RawBot(quick)
        quick.fault("late_ack", times=1)
        quick.say(LENA, TEAM, "hello")
        attempts = []
        for _ in range(2):
            envelope = bot.next("events_api")
            bot.ack(envelope)
            attempts.append(envelope["retry_attempt"])
        assert attempts == [0, 1]
        quick.fault("late_ack", method="interactive", times=1)
        interaction = quick.click(LENA, TEAM, card(quick.client()), "go")
        bot.ack(bot.next("interactive"))
        assert quick.outcome(interaction)["failed"] == "operation_timeout"
        bot.close()

    def test_connections_are_cut_without_a_word(self, workspace: RunningWorkspace) -> None:
        bots = [RawBot(workspace) for _ in range(2)]
        workspace.wait_connected(2)
        assert workspace.fault("disconnect")["connections"] == 2
        for bot in bots:
            with pytest.raises(ConnectionClosed) as caught:
                bot.receive()
            assert caught.value.rcvd is None
        workspace.wait_connected(0)
        assert [hit["fault"] for hit in workspace.hits()] == ["disconnect"]

    def test_two_connections_overlap_during_a_refresh(self, quick: RunningWorkspace) -> None:
        old = RawBot(quick)
        assert quick.fault("refresh")["connections"] == 1
        assert old.receive()["reason"] == "refresh_requested"
        new = RawBot(quick)
        quick.say(LENA, TEAM, "hello")
        new.ack(new.next("events_api"))
        with pytest.raises(ConnectionClosed):
            old.receive()
        new.close()


SUBSCRIBED = [
    *MANIFEST["settings"]["event_subscriptions"]["bot_events"],
    "channel_archive",
    "channel_left",
    "group_left",
    "member_joined_channel",
]


class TestChannels:
    def test_an_archived_channel_takes_nothing_until_it_is_opened_again(
        self, workspace: RunningWorkspace, client: WebClient, refused: Refused
    ) -> None:
        ts = card(client)
        workspace.archive_channel(TEAM)
        error = refused(client.chat_postMessage, channel=TEAM, text="x")["error"]
        assert error == "is_archived"
        error = refused(client.chat_update, channel=TEAM, ts=ts, text="x")["error"]
        assert error == "is_inactive"
        assert client.conversations_info(channel=TEAM)["channel"]["is_archived"]
        assert client.conversations_history(channel=TEAM)["messages"][0]["ts"] == ts
        with pytest.raises(PageError, match="is_archived"):
            workspace.say(LENA, TEAM, "x")
        workspace.unarchive_channel(TEAM)
        assert client.chat_update(channel=TEAM, ts=ts, text="x")["ok"]

    @pytest.mark.parametrize(("channel", "code"), [(TEAM, "channel_not_found"), (ALL, None)])
    def test_a_bot_that_was_removed(
        self,
        workspace: RunningWorkspace,
        client: WebClient,
        refused: Refused,
        channel: str,
        code: str | None,
    ) -> None:
        workspace.kick_bot(channel)
        for method, more in (
            (client.chat_postMessage, {"text": "x"}),
            (client.conversations_history, {}),
        ):
            error = refused(method, channel=channel, **more)["error"]
            assert error == (code or "not_in_channel")
        workspace.invite_bot(channel)
        assert client.chat_postMessage(channel=channel, text="x")["ok"]

    def test_the_app_hears_of_it_where_it_asked_for_that(self) -> None:
        settings = {**MANIFEST["settings"], "event_subscriptions": {"bot_events": SUBSCRIBED}}
        with RunningWorkspace(manifest={**MANIFEST, "settings": settings}) as workspace:
            bot = RawBot(workspace)
            workspace.archive_channel(ALL)
            workspace.kick_bot(TEAM)
            workspace.invite_bot(OPEN)
            told = []
            for _ in range(3):
                envelope = bot.next("events_api")
                bot.ack(envelope)
                event = envelope["payload"]["event"]
                told.append((event["type"], event["channel"]))
            bot.close()
        assert told == [
            ("channel_archive", ALL),
            ("group_left", TEAM),
            ("member_joined_channel", OPEN),
        ]

    def test_without_a_subscription_nothing_is_told(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        workspace.archive_channel(ALL)
        workspace.kick_bot(TEAM)
        with pytest.raises(TimeoutError):
            raw_bot.receive(0.1)

    def test_only_channels_can_be_archived(self, workspace: RunningWorkspace) -> None:
        for channel in ("C0NONE", workspace.open_im(LENA)):
            with pytest.raises(PageError, match="channel_not_found"):
                workspace.archive_channel(channel)

    def test_it_outlives_a_restart(self, tmp_path: Any) -> None:
        with RunningWorkspace(data=tmp_path) as workspace:
            workspace.archive_channel(ALL)
            workspace.kick_bot(TEAM)
        with RunningWorkspace(data=tmp_path) as workspace:
            rooms = {room["id"]: room for room in workspace.state(LENA)["channels"]}
            assert rooms[ALL]["is_archived"]
            assert "U0STAFFEL" not in rooms[TEAM]["members"]


def test_many_calls_under_chance_are_stored_as_often_as_they_say(
    workspace: RunningWorkspace, client: WebClient
) -> None:
    """The journal's hits and the answers add up: nothing is dropped that is not said."""
    workspace.fault("drop_after", chance=0.3, seed=1)
    workspace.fault("error_500", chance=0.3, seed=2)
    ok = 0
    for number in range(60):
        try:
            client.chat_postMessage(channel=TEAM, text=str(number))
            ok += 1
        except (SlackApiError, OSError):
            pass
    dropped, broken = len(workspace.hits("drop_after")), len(workspace.hits("error_500"))
    assert ok + dropped + broken == 60
    assert len(texts(workspace)) == ok + dropped
    assert min(dropped, broken) > 5

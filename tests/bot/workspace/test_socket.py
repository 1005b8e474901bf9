"""Socket Mode: connections, envelopes, acknowledgements, redelivery, refresh."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from bot.workspace.instant import Timing
from tests.bot.workspace.conftest import Clock, RawBot, card
from tests.workspace_server import APP_TOKEN, MANIFEST, RunningWorkspace

LENA, TEAM = "U0LENA", "C0TEAM"
SOON = Timing(ack=0.2, retries=(0.0, 0.1), drain=0.1)


@pytest.fixture
def quick() -> Iterator[RunningWorkspace]:
    """A workspace that waits 0.2 s for an acknowledgement."""
    with RunningWorkspace(timing=SOON) as running:
        yield running


def events_of(bot: RawBot, kind: str) -> dict[str, Any]:
    while (envelope := bot.next("events_api"))["payload"]["event"]["type"] != kind:
        bot.ack(envelope)
    return envelope


class TestConnections:
    def test_hello_counts_the_connections(self, workspace: RunningWorkspace) -> None:
        bots = [RawBot(workspace) for _ in range(2)]
        assert [bot.hello["num_connections"] for bot in bots] == [1, 2]
        assert bots[0].hello["connection_info"] == {"app_id": "A0STAFFEL"}
        workspace.wait_connected(2)
        for bot in bots:
            bot.close()
        workspace.wait_connected(0)

    def test_a_ticket_works_once_and_for_half_a_minute(self) -> None:
        clock = Clock()
        with RunningWorkspace(clock=clock) as workspace:
            open_url = workspace.client().apps_connections_open
            url = open_url(app_token=APP_TOKEN)["url"]
            with connect(url, proxy=None):
                pass
            late = open_url(app_token=APP_TOKEN)["url"]
            clock.at += 31
            for refused in (url, late):
                with pytest.raises(InvalidStatus, match="403"), connect(refused, proxy=None):
                    pass

    def test_an_eleventh_connection_is_sent_away(self, workspace: RunningWorkspace) -> None:
        bots = [RawBot(workspace) for _ in range(11)]
        assert bots[10].hello == {"type": "disconnect", "reason": "too_many_websockets"}
        with pytest.raises(ConnectionClosed):
            bots[10].receive()
        for bot in bots:
            bot.close()

    def test_an_envelope_goes_to_one_of_them(self, workspace: RunningWorkspace) -> None:
        bots = [RawBot(workspace) for _ in range(2)]
        for _ in range(2):
            workspace.say(LENA, TEAM, "hello")
        ids = {bot.next("events_api")["payload"]["event_id"] for bot in bots}
        assert len(ids) == 2
        for bot in bots:
            with pytest.raises(TimeoutError):
                bot.receive(0.1)
            bot.close()

    def test_a_refresh_is_announced_and_the_old_one_drained(self, quick: RunningWorkspace) -> None:
        old = RawBot(quick)
        assert quick.disconnect() == 1
        assert old.receive()["reason"] == "refresh_requested"
        new = RawBot(quick)
        quick.say(LENA, TEAM, "hello")
        new.ack(new.next("events_api"))
        with pytest.raises(ConnectionClosed):
            old.receive()
        quick.wait_connected(1)
        new.close()


class TestEvents:
    def test_an_event_is_as_slack_sends_it(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        ts = workspace.say(LENA, TEAM, "hello")
        envelope = raw_bot.next("events_api")
        raw_bot.ack(envelope)
        assert envelope["accepts_response_payload"] is False
        assert envelope["retry_attempt"] == 0
        body = envelope["payload"]
        assert (body["type"], body["team_id"]) == ("event_callback", "T0STAFFEL")
        assert body["api_app_id"] == "A0STAFFEL"
        assert body["authorizations"][0]["user_id"] == "U0STAFFEL"
        assert body["event_id"].startswith("Ev")
        event = body["event"]
        assert (event["type"], event["channel_type"]) == ("message", "group")
        assert (event["user"], event["text"], event["ts"]) == (LENA, "hello", ts)
        assert (event["channel"], event["event_ts"], event["team"]) == (TEAM, ts, "T0STAFFEL")

    @pytest.mark.parametrize(
        ("channel", "kind"), [(TEAM, "group"), ("C0ALL", "channel"), (None, "im")]
    )
    def test_rooms_have_their_kind(
        self, workspace: RunningWorkspace, raw_bot: RawBot, channel: str | None, kind: str
    ) -> None:
        workspace.say(LENA, channel or workspace.open_im(LENA), "hello")
        assert events_of(raw_bot, "message")["payload"]["event"]["channel_type"] == kind

    def test_being_mentioned_is_an_event_of_its_own(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        workspace.say(LENA, TEAM, "@staffel hello")
        first = raw_bot.next("events_api")
        raw_bot.ack(first)
        assert first["payload"]["event"]["type"] == "message"
        event = events_of(raw_bot, "app_mention")["payload"]["event"]
        assert event["text"] == "<@U0STAFFEL> hello"

    def test_in_a_direct_message_nobody_needs_mentioning(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        workspace.say(LENA, workspace.open_im(LENA), "@staffel hello")
        workspace.say(LENA, TEAM, "last")
        kinds = []
        while (envelope := raw_bot.next("events_api"))["payload"]["event"].get("text") != "last":
            raw_bot.ack(envelope)
            kinds.append(envelope["payload"]["event"]["type"])
        assert kinds == ["app_home_opened", "message"]

    def test_changes_are_events(self, workspace: RunningWorkspace, raw_bot: RawBot) -> None:
        client = workspace.client()
        ts = card(client)
        raw_bot.ack(raw_bot.next("events_api"))
        client.chat_update(channel=TEAM, ts=ts, text="new")
        event = raw_bot.next("events_api")["payload"]["event"]
        assert event["subtype"] == "message_changed"
        assert (event["message"]["text"], event["previous_message"]["text"]) == ("new", "card")

    def test_home_and_messages_are_opened(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        channel = workspace.open_im(LENA)
        workspace.open_home(LENA)
        for tab in ("messages", "home"):
            envelope = events_of(raw_bot, "app_home_opened")
            raw_bot.ack(envelope)
            event = envelope["payload"]["event"]
            assert (event["tab"], event["user"], event["channel"]) == (tab, LENA, channel)

    def test_a_shared_channel_says_so(self, workspace: RunningWorkspace, raw_bot: RawBot) -> None:
        workspace.say("U0OUTSIDE", "C0SHARED", "hello")
        body = raw_bot.next("events_api")["payload"]
        assert body["is_ext_shared_channel"] is True
        assert body["event"]["team"] == "T0OTHER"

    def test_rooms_without_the_bot_are_silent(
        self, workspace: RunningWorkspace, raw_bot: RawBot
    ) -> None:
        workspace.say("U0MARA", "C0BOARD", "@staffel secret")
        workspace.say("U0MARA", "C0OPEN", "@staffel elsewhere")
        with pytest.raises(TimeoutError):
            raw_bot.receive(0.1)

    @pytest.mark.parametrize(
        "part",
        [
            {"settings": {"event_subscriptions": {"bot_events": ["app_mention"]}}},
            {"oauth_config": {"scopes": {"bot": ["chat:write"]}}},
        ],
    )
    def test_only_what_the_manifest_asks_for(self, part: dict[str, Any]) -> None:
        with RunningWorkspace(manifest=MANIFEST | part) as workspace:
            bot = RawBot(workspace)
            workspace.say(LENA, TEAM, "hello")
            with pytest.raises(TimeoutError):
                bot.receive(0.1)
            bot.close()

    def test_events_wait_for_a_connection(self, workspace: RunningWorkspace) -> None:
        for text in ("one", "two"):
            workspace.say(LENA, TEAM, text)
        bot = RawBot(workspace)
        texts = [bot.next("events_api")["payload"]["event"]["text"] for _ in range(2)]
        assert texts == ["one", "two"]
        bot.close()

    def test_what_nobody_acknowledged_comes_again_and_then_no_more(
        self, quick: RunningWorkspace
    ) -> None:
        bot = RawBot(quick)
        quick.say(LENA, TEAM, "hello")
        seen = [bot.receive() for _ in range(3)]
        assert [e["retry_attempt"] for e in seen] == [0, 1, 2]
        assert [e["retry_reason"] for e in seen] == ["", "timeout", "timeout"]
        assert len({e["payload"]["event_id"] for e in seen}) == 1
        assert len({e["envelope_id"] for e in seen}) == 3
        settled = quick.wait_for(
            lambda: [e for e in quick.journal() if e["type"] == "event_settled"]
        )
        assert (settled[0]["attempts"], settled[0]["acked_at"]) == (3, None)
        bot.close()

    def test_what_a_lost_connection_held_goes_to_the_next(self, quick: RunningWorkspace) -> None:
        first = RawBot(quick)
        quick.say(LENA, TEAM, "hello")
        event_id = first.receive()["payload"]["event_id"]
        first.close()
        second = RawBot(quick)
        again = second.receive()
        assert (again["payload"]["event_id"], again["retry_attempt"]) == (event_id, 1)
        second.ack(again)
        with pytest.raises(TimeoutError):
            second.receive(0.3)
        second.close()


def test_foreign_pages_and_names_are_refused(workspace: RunningWorkspace) -> None:
    url = f"{workspace.url}/_page/boot"
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        assert httpx.get(url, headers=headers, trust_env=False).status_code == 403
    own = {"Origin": workspace.url}
    assert httpx.get(url, headers=own, trust_env=False).status_code == 200
    socket = workspace.url.replace("http", "ws", 1) + f"/_page/events?user={LENA}"
    evil = Origin("https://evil.example")
    with pytest.raises(InvalidStatus, match="403"), connect(socket, proxy=None, origin=evil):
        pass

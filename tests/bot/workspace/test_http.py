"""Signed HTTP delivery, seen by a server that takes it as Slack's documentation says."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.workspace.instant import Timing
from tests.bot.workspace.conftest import RawBot, card
from tests.workspace_server import SEED, RunningWorkspace, patiently

LENA, TEAM = "U0LENA", "C0TEAM"
SOON = Timing(ack=0.5, retries=(0.0, 0.1))
SECRET = SEED["app"]["signing_secret"]


@dataclass
class Seen:
    """One request."""

    headers: dict[str, str]
    body: bytes

    @property
    def is_signed(self) -> bool:
        return SignatureVerifier(SECRET).is_valid_request(self.body, self.headers)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class Listener:
    """A request URL: what came, and what is answered next (status, headers, body)."""

    seen: list[Seen] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    silent: threading.Event = field(default_factory=threading.Event)
    """Set: nothing is answered until it is cleared or a second is over."""

    def __enter__(self) -> Self:
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.answer(*listener.take(Seen(dict(self.headers), body)))

            def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/slack/events?from=slack"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, seen: Seen) -> tuple[int, dict[str, str], bytes]:
        if b"url_verification" in seen.body:
            return 200, {}, seen.json["challenge"].encode()
        self.seen.append(seen)
        if self.silent.is_set():
            threading.Event().wait(1)
        return self.answers.pop(0) if self.answers else (200, {}, b"")

    def wait(self, count: int) -> list[Seen]:
        return patiently(lambda: len(self.seen) >= count and self.seen[:count])


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as running:
        yield running


@pytest.fixture
def workspace(listener: Listener) -> Iterator[RunningWorkspace]:
    with RunningWorkspace(timing=SOON, request_url=listener.url) as running:
        running.wait_connected()
        yield running


def settled(workspace: RunningWorkspace) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        ended = [one for one in workspace.journal() if one["type"] == "event_settled"]
        return ended[-1] if ended else None

    return workspace.wait_for(found)


class TestForms:
    def test_events_are_signed_json(self, workspace: RunningWorkspace, listener: Listener) -> None:
        workspace.say(LENA, TEAM, "Grüße")
        seen = listener.wait(1)[0]
        assert seen.is_signed
        assert seen.headers["Content-Type"] == "application/json"
        assert "X-Slack-Retry-Num" not in seen.headers
        assert seen.json["event"]["text"] == "Grüße"
        assert settled(workspace)["attempts"] == 1

    def test_clicks_are_a_form_with_a_payload(
        self, workspace: RunningWorkspace, listener: Listener
    ) -> None:
        ts = card(workspace.client())
        listener.wait(1)
        assert workspace.outcome(workspace.click(LENA, TEAM, ts, "go"))["failed"] is None
        seen = listener.seen[-1]
        assert seen.is_signed
        assert seen.headers["Content-Type"] == "application/x-www-form-urlencoded"
        assert set(seen.form) == {"payload"}
        payload = json.loads(seen.form["payload"])
        assert payload["actions"][0]["value"] == "lead-1"

    @pytest.mark.parametrize("body", [b"heard it", b'{"text": "heard it"}'])
    def test_commands_are_flat_and_answered_in_place(
        self, workspace: RunningWorkspace, listener: Listener, body: bytes
    ) -> None:
        listener.answers.append((200, {}, body))
        workspace.outcome(workspace.command(LENA, TEAM, "/staffel who & what"))
        seen = listener.seen[-1]
        assert seen.is_signed
        assert (seen.form["command"], seen.form["text"]) == ("/staffel", "who & what")
        told = workspace.wait_for(lambda: workspace.messages(LENA, TEAM))
        assert [message["text"] for message in told] == ["heard it"]


class TestRetries:
    def test_an_event_comes_three_times_with_its_number_and_reason(
        self, workspace: RunningWorkspace, listener: Listener
    ) -> None:
        listener.answers += [(500, {}, b""), (503, {}, b"")]
        workspace.say(LENA, TEAM, "hello")
        first, second, third = listener.wait(3)
        assert first.body == second.body == third.body
        assert all(one.is_signed for one in (first, second, third))
        assert len({one.headers["X-Slack-Signature"] for one in listener.seen}) == 3
        assert [one.headers.get("X-Slack-Retry-Num") for one in listener.seen] == [None, "1", "2"]
        assert second.headers["X-Slack-Retry-Reason"] == "http_error"
        assert settled(workspace)["attempts"] == 3

    def test_after_the_last_retry_no_more(
        self, workspace: RunningWorkspace, listener: Listener
    ) -> None:
        listener.answers += [(500, {}, b"")] * 9
        workspace.say(LENA, TEAM, "hello")
        ended = settled(workspace)
        assert (ended["attempts"], ended["acked_at"]) == (3, None)
        assert len(listener.seen) == 3

    def test_the_bot_may_ask_for_no_retry(
        self, workspace: RunningWorkspace, listener: Listener
    ) -> None:
        listener.answers.append((500, {"X-Slack-No-Retry": "1"}, b""))
        workspace.say(LENA, TEAM, "hello")
        ended = settled(workspace)
        assert (ended["attempts"], ended["acked_at"]) == (1, None)

    def test_silence_counts_as_no_answer(
        self, workspace: RunningWorkspace, listener: Listener
    ) -> None:
        listener.silent.set()
        workspace.say(LENA, TEAM, "hello")
        assert listener.wait(2)[1].headers["X-Slack-Retry-Reason"] == "http_timeout"
        clicked = workspace.command(LENA, TEAM, "/staffel x")
        assert workspace.outcome(clicked)["failed"] == "operation_timeout"

    def test_nobody_at_the_address(self, workspace: RunningWorkspace, listener: Listener) -> None:
        listener.__exit__()
        clicked = workspace.command(LENA, TEAM, "/staffel x")
        assert workspace.outcome(clicked)["failed"] == "dispatch_failed"


class TestAddress:
    def test_it_must_answer_the_challenge_first(self) -> None:
        with RunningWorkspace(timing=SOON, request_url="http://127.0.0.1:9/") as workspace:
            workspace.say(LENA, TEAM, "waits")
            assert workspace.state(LENA)["connected"] == 0
            clicked = workspace.command(LENA, TEAM, "/staffel x")
            assert workspace.outcome(clicked)["failed"] == "dispatch_failed"
            with Listener() as listener:
                workspace.deliver_to(listener.url)
                assert listener.wait(1)[0].json["event"]["text"] == "waits"

    def test_it_can_be_changed_while_running(self, listener: Listener) -> None:
        with RunningWorkspace(timing=SOON) as workspace:
            bot = RawBot(workspace)
            workspace.deliver_to(listener.url)
            workspace.wait_connected()
            workspace.say(LENA, TEAM, "by HTTP")
            assert listener.wait(1)[0].json["event"]["text"] == "by HTTP"
            bot.close()
            workspace.deliver_to(None)
            bot = RawBot(workspace)
            workspace.say(LENA, TEAM, "by socket")
            assert bot.next("events_api")["payload"]["event"]["text"] == "by socket"
            bot.close()

    def test_while_slack_is_down_nothing_comes(
        self, workspace: RunningWorkspace, listener: Listener
    ) -> None:
        workspace.fault("down")
        workspace.say(LENA, TEAM, "later")
        assert workspace.state(LENA)["connected"] == 0
        workspace.clear_faults()
        assert listener.wait(1)[0].json["event"]["text"] == "later"


class TestSpoiled:
    @pytest.mark.parametrize("fault", ["clock_skew", "bad_signature"])
    def test_one_request_is_spoiled_and_the_next_is_not(
        self, workspace: RunningWorkspace, listener: Listener, fault: str
    ) -> None:
        workspace.fault(fault, times=1)
        listener.answers.append((401, {}, b""))
        workspace.say(LENA, TEAM, "hello")
        assert [one.is_signed for one in listener.wait(2)] == [False, True]

    def test_a_timestamp_that_is_a_word(
        self, workspace: RunningWorkspace, listener: Listener
    ) -> None:
        workspace.fault("malformed_timestamp", times=1)
        workspace.say(LENA, TEAM, "hello")
        assert listener.wait(1)[0].headers["X-Slack-Request-Timestamp"] == "yesterday"

    def test_the_very_same_request_again(
        self, workspace: RunningWorkspace, listener: Listener
    ) -> None:
        workspace.fault("replay", times=1)
        workspace.say(LENA, TEAM, "hello")
        first, again = listener.wait(2)
        assert (first.body, first.headers) == (again.body, again.headers)

    def test_a_repeat_has_a_signature_of_its_own(
        self, workspace: RunningWorkspace, listener: Listener
    ) -> None:
        workspace.fault("redelivery", times=1)
        workspace.say(LENA, TEAM, "hello")
        first, again = listener.wait(2)
        assert first.body == again.body
        assert first.headers["X-Slack-Signature"] != again.headers["X-Slack-Signature"]
        assert again.headers["X-Slack-Retry-Num"] == "1"
        assert again.is_signed

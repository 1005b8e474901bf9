"""A workspace for each test, and a bot that speaks bare Socket Mode."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.sync.client import ClientConnection, connect

from tests.workspace_server import APP_TOKEN, BOT_TOKEN, PageError, RunningWorkspace

DIVIDER = {"type": "divider"}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "text", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "go", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain("Go"), **more}


def actions(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}


def input_block(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def text_input(action_id: str = "words", **more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", "action_id": action_id, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [section()]
    view = {"type": "modal", "title": plain("Title"), "blocks": shown}
    return {**view, "submit": plain("Send"), **more}


def home(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks) or [section()], **more}


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


class RawBot:
    """One bare Socket Mode connection: what comes in is asked for, what goes out is explicit."""

    def __init__(self, workspace: RunningWorkspace) -> None:
        url = workspace.client().apps_connections_open(app_token=APP_TOKEN)["url"]
        self._held = ExitStack()
        self.socket: ClientConnection = self._held.enter_context(connect(url, proxy=None))
        self.hello = self.receive()

    def receive(self, timeout: float = 5.0) -> dict[str, Any]:
        """The next frame."""
        return json.loads(self.socket.recv(timeout))

    def next(self, kind: str) -> dict[str, Any]:
        """The next envelope of this kind; others are acknowledged on the way."""
        while (envelope := self.receive())["type"] != kind:
            self.ack(envelope)
        return envelope

    def ack(self, envelope: dict[str, Any], payload: dict[str, Any] | None = None) -> None:
        """Acknowledge an envelope, perhaps with an answer."""
        answer = {"envelope_id": envelope["envelope_id"]}
        self.socket.send(json.dumps(answer | ({} if payload is None else {"payload": payload})))

    def close(self) -> None:
        """Close the connection."""
        self._held.close()


class Page:
    """A person's open page: the pushes of `/_page/events`."""

    def __init__(self, workspace: RunningWorkspace, user: str) -> None:
        url = workspace.url.replace("http", "ws", 1) + f"/_page/events?user={user}"
        self._held = ExitStack()
        self.socket = self._held.enter_context(connect(url, proxy=None))

    def close(self) -> None:
        """Close the page."""
        self._held.close()

    def next(self, kind: str) -> dict[str, Any]:
        """The next push of this kind."""
        while (push := json.loads(self.socket.recv(5)))["type"] != kind:
            pass
        return push


@pytest.fixture
def workspace() -> Iterator[RunningWorkspace]:
    with RunningWorkspace() as running:
        yield running


@pytest.fixture
def client(workspace: RunningWorkspace) -> WebClient:
    return workspace.client()


@pytest.fixture
def raw_bot(workspace: RunningWorkspace) -> Iterator[RawBot]:
    bot = RawBot(workspace)
    yield bot
    bot.close()


@pytest.fixture
def refused() -> Callable[..., dict[str, Any]]:
    """Calls and returns the answer, which must be a refusal."""

    def call(method: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
        with pytest.raises(SlackApiError) as caught:
            method(**arguments)
        answer = caught.value.response.data
        assert isinstance(answer, dict)
        assert answer["ok"] is False
        return answer

    return call


def card(client: WebClient, **more: Any) -> str:
    """Post a message with one button `go` to C0TEAM; returns its `ts`."""
    blocks = [section("card"), actions(button(value="lead-1"), block_id="buttons")]
    return str(client.chat_postMessage(channel="C0TEAM", text="card", blocks=blocks, **more)["ts"])


def opened(workspace: RunningWorkspace, bot: RawBot, view: dict[str, Any]) -> dict[str, Any]:
    """Lena clicks a card and the bot opens this view for her; returns it as Slack answers."""
    client = workspace.client()
    workspace.click("U0LENA", "C0TEAM", card(client), "go")
    envelope = bot.next("interactive")
    bot.ack(envelope)
    trigger_id = envelope["payload"]["trigger_id"]
    return client.views_open(trigger_id=trigger_id, view=view)["view"]


def header_of(text: str) -> dict[str, Any]:
    return {"type": "header", "text": plain(text)}


def refusal(workspace: RunningWorkspace, door: str, **body: Any) -> str:
    with pytest.raises(PageError) as caught:
        workspace.page(door, {"user": "U0LENA", **body})
    return caught.value.code


def options(*values: str) -> list[dict[str, Any]]:
    return [{"text": plain(value.upper()), "value": value} for value in values]


def call(workspace: RunningWorkspace, method: str, **request: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {BOT_TOKEN}"} | request.pop("headers", {})
    url = workspace.api_url + method
    return httpx.post(url, headers=headers, trust_env=False, **request).json()

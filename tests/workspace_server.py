"""A running local workspace for tests: the server in a thread, and a person's hands on its page.

    with RunningWorkspace() as workspace:
        workspace.client().chat_postMessage(channel="C0TEAM", text="Moin")
        workspace.say("U0LENA", "C0TEAM", "@Staffel hallo")
        interaction = workspace.click("U0LENA", "C0TEAM", ts, "accept")
        workspace.wait_for(lambda: workspace.modal("U0LENA"))

The bot under test connects as it would to Slack: `workspace.client()` or
`WebClient(token, base_url=workspace.api_url)`, `SocketModeHandler` with `APP_TOKEN`.
"""

import copy
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx
from slack_sdk import WebClient

from bot.workspace.instant import Clock, Timing, now
from bot.workspace.running import Server
from bot.workspace.seed import read_manifest, read_seed
from bot.workspace.server import Options
from tests.workspace_controls import filled, find_action
from tests.workspace_seed import APP_TOKEN, BOT_TOKEN, MANIFEST, SEED

_PING = 0.1
"""Frequent pings let Bolt's connections end at once instead of after 3 s of silence."""
__all__ = ["APP_TOKEN", "BOT_TOKEN", "MANIFEST", "SEED", "PageError", "RunningWorkspace"]

T = TypeVar("T")


class PageError(AssertionError):
    """The page's door refused what a person tried to do; `code` says why."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(f"{body['error']}: {body['message']}")
        self.code: str = body["error"]
        self.body = body


def patiently(predicate: Callable[[], T | None], timeout: float = 10.0) -> T:
    """Ask again and again until the answer is true, and return it; fail after `timeout` s."""
    end = time.monotonic() + timeout
    pause = threading.Event()
    while not (answer := predicate()):
        assert time.monotonic() < end, f"not within {timeout:g} s: {predicate}"
        pause.wait(0.01)
    return answer


class RunningWorkspace:
    """The workspace server on a free port, with the calls that a person's page makes.

    Args:
        seed: A seed as in docs/workspace.md; `SEED` when left out.
        manifest: An app manifest; `MANIFEST` when left out.
        data: A folder for the journal, to stop and start again on the same data.
        limits: Whether rate tiers hold.
        timing: Slack's spans; shorten `ack` to test what happens without an answer.
        clock: Seconds since the epoch; pass a standing clock to let time jump.
        request_url: Deliver there by signed HTTP; None: Socket Mode. `deliver_to` says it later.
    """

    def __init__(
        self,
        seed: dict[str, Any] | None = None,
        manifest: dict[str, Any] | None = None,
        *,
        data: Path | None = None,
        limits: bool = False,
        timing: Timing | None = None,
        clock: Clock = now,
        request_url: str | None = None,
    ) -> None:
        self.seed = copy.deepcopy(SEED if seed is None else seed)
        options = Options(
            seed=read_seed(self.seed),
            manifest=read_manifest(MANIFEST if manifest is None else manifest),
            data=data,
            limits=limits,
            timing=replace(timing or Timing(), ping=_PING),
            clock=clock,
            request_url=request_url,
        )
        listening = threading.Event()
        self._server = Server(options, 0, ready=lambda _: listening.set())
        self._thread = threading.Thread(target=self._server.serve_here, daemon=True)
        self._thread.start()
        assert listening.wait(10), "the workspace did not start"
        self.url = self._server.url
        self.api_url = f"{self.url}/api/"
        self._http = httpx.Client(base_url=self.url, trust_env=False, timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the server; open Socket Mode connections are closed."""
        self._http.close()
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive(), "the workspace did not stop"

    def client(self, token: str | None = None) -> WebClient:
        """A Web API client with the bot's token and no retries, as the product uses it."""
        chosen = self.seed["app"]["bot_token"] if token is None else token
        return WebClient(token=chosen, base_url=self.api_url, retry_handlers=[])

    # What the page reads.

    def state(self, user: str) -> dict[str, Any]:
        """Everything that this person may see: `channels`, `ims`, `home`, `modals`, …"""
        answer = self._http.get("/_page/state", params={"user": user}).json()
        if answer.get("ok") is False:
            raise PageError(answer)
        return dict(answer)

    def messages(self, user: str, channel: str) -> list[dict[str, Any]]:
        """The messages of a room as this person sees them, replies and ephemerals too."""
        state = self.state(user)
        for room in [*state["channels"], *state["ims"]]:
            if room["id"] == channel:
                return list(room["messages"])
        raise AssertionError(f"{user} does not see {channel}")

    def message(self, user: str, channel: str, ts: str) -> dict[str, Any]:
        """One message as this person sees it."""
        for message in self.messages(user, channel):
            if message["ts"] == ts:
                return message
        raise AssertionError(f"{user} sees no message {ts} in {channel}")

    def modal(self, user: str) -> dict[str, Any] | None:
        """The modal that lies on top for this person; None when none is open."""
        stack = self.state(user)["modals"]
        return stack[-1] if stack else None

    def home(self, user: str) -> dict[str, Any] | None:
        """This person's published App Home."""
        view = self.state(user)["home"]
        return None if view is None else dict(view)

    def journal(self, after: int = 0) -> list[dict[str, Any]]:
        """Every stored fact in order, after entry number `after`."""
        answer = self._http.get("/_page/journal", params={"after": after}).json()
        return list(answer["entries"])

    def outcome(self, interaction: str, timeout: float = 10.0) -> dict[str, Any]:
        """Wait for the end of an interaction: its journal entry with `acked_at` and `failed`."""

        def ended() -> dict[str, Any] | None:
            for entry in self.journal():
                if entry["type"] == "interaction" and entry["id"] == interaction:
                    return entry
            return None

        return self.wait_for(ended, timeout)

    # What a person does.

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Write a message and return its `ts`."""
        body = {"user": user, "channel": channel, "text": text, "thread_ts": thread_ts}
        return str(self.page("message", body)["ts"])

    def open_im(self, user: str) -> str:
        """Open the direct message with the bot and return its id."""
        return str(self.page("open_im", {"user": user})["channel"])

    def open_home(self, user: str) -> None:
        """Open the App Home; the bot publishes it when it hears of that."""
        self.page("home", {"user": user})

    def command(self, user: str, channel: str, text: str) -> str:
        """Send a slash command, e.g. `/staffel coverage`, and return the interaction's id."""
        body = {"user": user, "channel": channel, "text": text}
        return str(self.page("command", body)["interaction"])

    def shortcut(
        self, user: str, callback_id: str, *, channel: str | None = None, ts: str | None = None
    ) -> str:
        """Run a global shortcut, or one on a message, and return the interaction's id."""
        body = {"user": user, "callback_id": callback_id, "channel": channel, "ts": ts}
        return str(self.page("shortcut", body)["interaction"])

    def click(
        self,
        user: str,
        channel: str,
        ts: str,
        action_id: str,
        value: str | None = None,
        *,
        block_id: str | None = None,
    ) -> str:
        """Use a control of a message and return the interaction's id.

        The control is looked up in the message as this person sees it; the test fails when it is
        not there. `value` chooses an option of a menu, is typed into an input, or, for buttons
        that share an `action_id`, picks the button with this value.
        """
        message = self.message(user, channel, ts)
        action = find_action(message.get("blocks") or [], action_id, value, block_id)
        container = {
            "type": "message",
            "channel": channel,
            "ts": ts,
            "thread_ts": message.get("thread_ts"),
            "is_ephemeral": message.get("is_ephemeral", False),
        }
        return self._act(user, container, action)

    def click_view(
        self, user: str, action_id: str, value: str | None = None, *, block_id: str | None = None
    ) -> str:
        """Use a control of the open modal, or else of the App Home; as `click`."""
        view = self.modal(user) or self.home(user)
        assert view is not None, f"{user} has no view"
        action = find_action(view["blocks"], action_id, value, block_id)
        return self._act(user, {"type": "view", "view_id": view["id"]}, action)

    def submit(
        self, user: str, view_id: str | None = None, values: dict[str, Any] | None = None
    ) -> str:
        """Send the modal and return the interaction's id.

        Args:
            user: Who sends it.
            view_id: Which view; None takes the one on top.
            values: `{action_id: value}` or `{block_id: value}`: text for inputs, the option's
                value for menus, a list of them for several, an id or date for pickers. What is
                left out keeps its initial value.
        """
        view = self.modal(user) if view_id is None else self._view(user, view_id)
        assert view is not None, f"{user} has no modal"
        state = {"values": filled(view["blocks"], values or {})}
        body = {"user": user, "view_id": view["id"], "state": state}
        return str(self.page("submit", body)["interaction"])

    def suggest(self, user: str, block_id: str, typed: str = "") -> list[dict[str, Any]]:
        """Types into an external select of the modal on top; gives what the bot offers."""
        view = self.modal(user)
        assert view is not None, f"{user} has no modal"
        (element,) = (b["element"] for b in view["blocks"] if b.get("block_id") == block_id)
        interaction = self.page(
            "suggest",
            {
                "user": user,
                "container": {"type": "view", "view_id": view["id"]},
                "action": {"block_id": block_id, "action_id": element["action_id"]},
                "value": typed,
            },
        )["interaction"]
        return list(self.wait_for(lambda: self.offered(interaction))["options"])

    def offered(self, interaction: str) -> dict[str, Any] | None:
        """What the bot has answered to a search."""
        return next(
            (
                dict(one["answer"])
                for one in self.journal()
                if one["type"] == "options" and one["interaction"] == interaction
            ),
            None,
        )

    def close(self, user: str, view_id: str | None = None, *, everything: bool = False) -> None:
        """Close the modal on top (or this one and those above it), or the whole stack."""
        view = self.modal(user) if view_id is None else self._view(user, view_id)
        assert view is not None, f"{user} has no modal"
        self.page("close", {"user": user, "view_id": view["id"], "all": everything})

    def disconnect(self) -> int:
        """Have every Socket Mode connection replaced; returns how many were asked."""
        return int(self.page("disconnect", {})["asked"])

    # What goes wrong on purpose, see bot/workspace/faults.py.

    def fault(self, fault: str, **switch: Any) -> dict[str, Any]:
        """Switch a fault on: `method`, `channel`, `times`, `seconds`, `chance`, `seed`.

        `disconnect` and `refresh` happen at once.
        """
        return self.control("faults", {"fault": fault, **switch})

    def clear_faults(self) -> int:
        """Switch every fault off; returns how many were on."""
        return int(self._http.delete("/control/faults").json()["cleared"])

    def hits(self, *faults: str) -> list[dict[str, Any]]:
        """The journal's entries of requests that were hit by one of these faults, or by any."""
        entries = (entry for entry in self.journal() if entry["type"] == "fault")
        return [entry for entry in entries if not faults or entry["fault"] in faults]

    def archive_channel(self, channel: str) -> None:
        """Archive a channel."""
        self.control("archive_channel", {"channel": channel})

    def unarchive_channel(self, channel: str) -> None:
        """Open an archived channel again."""
        self.control("unarchive_channel", {"channel": channel})

    def kick_bot(self, channel: str) -> None:
        """Remove the bot from a channel."""
        self.control("kick_bot", {"channel": channel})

    def invite_bot(self, channel: str) -> None:
        """Invite the bot to a channel."""
        self.control("invite_bot", {"channel": channel})

    def deliver_to(self, request_url: str | None) -> None:
        """Deliver by signed HTTP from now on, or, with None, by Socket Mode again."""
        self.control("request_url", {"url": request_url})

    def control(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call `/control/{name}`.

        Raises:
            PageError: It was refused.
        """
        return self._posted(f"/control/{name}", body)

    def page(self, door: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call `/_page/{door}`.

        Raises:
            PageError: It was refused.
        """
        return self._posted(f"/_page/{door}", body)

    def _posted(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._http.post(path, json=body).json()
        if not answer["ok"]:
            raise PageError(answer)
        return dict(answer)

    def wait_for(self, predicate: Callable[[], T | None], timeout: float = 10.0) -> T:
        """Ask again and again until the answer is true, and return it; fail after `timeout` s."""
        return patiently(predicate, timeout)

    def wait_connected(self, connections: int = 1) -> None:
        """Wait until the bot is connected."""
        self.wait_for(lambda: self.state("U0LENA")["connected"] == connections)

    def _act(self, user: str, container: dict[str, Any], action: dict[str, Any]) -> str:
        body = {"user": user, "container": container, "action": action}
        return str(self.page("action", body)["interaction"])

    def _view(self, user: str, view_id: str) -> dict[str, Any] | None:
        state = self.state(user)
        views = [*state["modals"], *([state["home"]] if state["home"] else [])]
        return next((view for view in views if view["id"] == view_id), None)

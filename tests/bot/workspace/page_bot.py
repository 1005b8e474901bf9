"""A small Bolt app on the local workspace, and the browser in which a person meets it."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.workspace_server import APP_TOKEN, RunningWorkspace

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REASONS = {
    "no_fit": "Kein Fit",
    "no_need": "Kein Bedarf",
    "wrong_person": "Falsche Person",
    "timing": "Timing",
    "duplicate": "Duplikat",
}
LEAD = "Anja Reuter · Hellmann GmbH"


def chromium() -> str:
    """The path of a browser; skips, or in CI fails, when there is none."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    missing = "Chromium is missing: install it with `apt-get install chromium`"
    if os.environ.get("CI"):  # noqa: TID251 - a test reads how it was started
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def running_browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def options() -> list[dict[str, Any]]:
    return [{"text": plain(label), "value": value} for value, label in REASONS.items()]


def button(action_id: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def card(state: str) -> list[dict[str, Any]]:
    sure = {
        "title": plain("Sicher?"),
        "text": mrkdwn("Das *bleibt* so."),
        "confirm": plain("Ja, annehmen"),
        "deny": plain("Zurück"),
    }
    return [
        {"type": "header", "block_id": "head", "text": plain(LEAD)},
        {"type": "section", "block_id": "state", "text": mrkdwn(state)},
        {
            "type": "actions",
            "block_id": "do",
            "elements": [
                button("accept", "Annehmen", style="primary", value="7", confirm=sure),
                button("reject", "Ablehnen"),
                button("silent", "Stumm"),
                {
                    "type": "static_select",
                    "action_id": "code",
                    "placeholder": plain("Grund"),
                    "options": options(),
                },
            ],
        },
    ]


def form(channel: str, ts: str) -> dict[str, Any]:
    note = {"type": "plain_text_input", "action_id": "note", "placeholder": plain("Ein Satz")}
    reason = {"type": "static_select", "action_id": "reason", "options": options()}
    return {
        "type": "modal",
        "callback_id": "rejection",
        "title": plain("Lead ablehnen"),
        "submit": plain("Ablehnen"),
        "close": plain("Abbrechen"),
        "private_metadata": json.dumps({"channel": channel, "ts": ts}),
        "blocks": [
            {"type": "input", "block_id": "reason", "label": plain("Grund"), "element": reason},
            {"type": "input", "block_id": "note", "label": plain("Notiz"), "element": note},
            {
                "type": "actions",
                "block_id": "more",
                "elements": [button("refill", "Neu laden"), button("deeper", "Mehr")],
            },
        ],
    }


def deeper() -> dict[str, Any]:
    """More than fits on a screen, with the first button at its end."""
    long = "\n".join(["Noch eine Ebene", *("•  Zeile" for _ in range(60))])
    text = {"type": "section", "block_id": "deep", "text": mrkdwn(long)}
    end = {"type": "actions", "block_id": "end", "elements": [button("end", "Ende")]}
    return {"type": "modal", "title": plain("Ebene 2"), "blocks": [text, end]}


class PageBot:
    """The app: it posts cards, asks for reasons, and keeps every action it was told of."""

    def __init__(self, workspace: RunningWorkspace) -> None:
        self.actions: list[dict[str, Any]] = []
        self.submissions: list[dict[str, Any]] = []
        self.client: WebClient = workspace.client()
        self.app = App(client=self.client)
        self._listen()
        self._handler = SocketModeHandler(self.app, APP_TOKEN)
        self._handler.connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._handler.close()

    def post_card(self) -> str:
        answer = self.client.chat_postMessage(channel="C0TEAM", text=LEAD, blocks=card("*Offen*"))
        return str(answer["ts"])

    def _listen(self) -> None:
        app = self.app
        app.action({"type": "block_actions", "action_id": "accept"})(self._accept)
        app.action("reject")(self._reject)
        app.action("code")(self._code)
        app.action("refill")(self._refill)
        app.action("deeper")(self._deeper)
        app.action("notify")(self._keep)
        app.view("rejection")(self._rejected)
        app.command("/staffel")(self._command)
        app.shortcut("new_lead")(self._new_lead)
        app.shortcut("make_lead")(self._make_lead)
        app.event("app_home_opened")(self._home)
        app.event("app_mention")(self._mentioned)
        app.event("message")(self._written)

    def _keep(self, ack: Callable[..., Any], body: dict[str, Any]) -> None:
        self.actions.append(body)
        ack()

    def _accept(self, ack: Callable[..., Any], body: dict[str, Any]) -> None:
        self._keep(ack, body)
        name = body["user"]["id"]
        self.client.chat_update(
            channel="C0TEAM",
            ts=body["container"]["message_ts"],
            text=LEAD,
            blocks=card(f"Angenommen von <@{name}>"),
        )

    def _reject(self, ack: Callable[..., Any], body: dict[str, Any]) -> None:
        self._keep(ack, body)
        place = body["container"]
        view = form(place["channel_id"], place["message_ts"])
        self.client.views_open(trigger_id=body["trigger_id"], view=view)

    def _code(self, ack: Callable[..., Any], body: dict[str, Any]) -> None:
        self._keep(ack, body)
        chosen = body["actions"][0]["selected_option"]["value"]
        self.client.chat_postEphemeral(
            channel="C0TEAM", user=body["user"]["id"], text=f"Gewählt: {chosen}"
        )

    def _refill(self, ack: Callable[..., Any], body: dict[str, Any]) -> None:
        self._keep(ack, body)
        view = form("C0TEAM", "0")
        view["blocks"].insert(0, {"type": "section", "text": mrkdwn("Frisch geladen")})
        view["private_metadata"] = body["view"]["private_metadata"]
        self.client.views_update(view_id=body["view"]["id"], view=view)

    def _deeper(self, ack: Callable[..., Any], body: dict[str, Any]) -> None:
        self._keep(ack, body)
        self.client.views_push(trigger_id=body["trigger_id"], view=deeper())

    def _rejected(self, ack: Callable[..., Any], view: dict[str, Any], body: Any) -> None:
        self.submissions.append(body)
        values = view["state"]["values"]
        if len(values["note"]["note"]["value"]) < 5:
            ack(response_action="errors", errors={"note": "Bitte einen ganzen Satz."})
            return
        ack()
        place = json.loads(view["private_metadata"])
        chosen = values["reason"]["reason"]["selected_option"]["value"]
        self.client.chat_update(**place, text=LEAD, blocks=card(f"Abgelehnt: {chosen}"))

    def _command(self, ack: Callable[..., Any], command: dict[str, Any]) -> None:
        ack(text=f"Sie fragten: {command['text']}")

    def _new_lead(self, ack: Callable[..., Any], body: dict[str, Any]) -> None:
        ack()
        self.client.views_open(trigger_id=body["trigger_id"], view=form("C0TEAM", "0"))

    def _make_lead(self, ack: Callable[..., Any], body: dict[str, Any]) -> None:
        ack()
        self.client.chat_postMessage(
            channel=body["channel"]["id"],
            thread_ts=body["message"]["ts"],
            text="Wird ein Lead.",
        )

    def _home(self, event: dict[str, Any]) -> None:
        if event["tab"] == "home":
            self.client.views_publish(user_id=event["user"], view=home())
            return
        prompts = [{"title": "Abdeckung?", "message": "Wie ist die Abdeckung?"}]
        self.client.assistant_threads_setSuggestedPrompts(
            channel_id=event["channel"], prompts=prompts
        )

    def _mentioned(self, event: dict[str, Any]) -> None:
        self._answer(event)

    def _written(self, event: dict[str, Any]) -> None:
        if event.get("channel_type") == "im" and "bot_id" not in event:
            self._answer(event)

    def _answer(self, event: dict[str, Any]) -> None:
        channel, ts = event["channel"], event.get("thread_ts", event["ts"])
        self.client.assistant_threads_setStatus(
            channel_id=channel, thread_ts=ts, status="denkt nach …"
        )
        if "lange" not in event["text"]:
            self.client.chat_postMessage(channel=channel, thread_ts=ts, text="87 % (n = 46)")


def home() -> dict[str, Any]:
    notify = {"type": "checkboxes", "action_id": "notify", "options": options()[:2]}
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "block_id": "hello", "text": plain("Guten Tag")},
            {
                "type": "section",
                "block_id": "notify",
                "text": mrkdwn("*Benachrichtigen*"),
                "accessory": notify,
            },
        ],
    }


class Person:
    """One browser context: a person with the page open."""

    def __init__(self, browser: Browser, url: str, user: str, **context: Any) -> None:
        settings = {"viewport": {"width": 1440, "height": 900}, **context}
        self.context: BrowserContext = browser.new_context(**settings)
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto(f"{url}/?as={user}#C0TEAM")
        self.page.get_by_test_id("bot-status").wait_for()

    def close(self) -> None:
        self.context.close()
        assert self.problems == []

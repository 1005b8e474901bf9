"""Questions: in the direct message and by mention."""

import re

from slack_bolt import App, SetStatus
from slack_sdk.errors import SlackApiError

from agents.words import in_language
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.hands import lent
from bot.slack.listeners.payload import Body
from bot.workflows import ask

MENTION = re.compile(r"<@[UW][A-Z0-9]+(\|[^>]*)?>")
SAID_BY_PEOPLE = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that a person typed; edits, joins and the like are none."""


def register(app: App, desk: Desk) -> None:
    """Connects both events; each has this one listener only."""

    @app.event("message")
    def message(body: Body, set_status: SetStatus | None) -> None:
        event = body["event"]
        is_typed = event.get("subtype") in SAID_BY_PEOPLE and not event.get("bot_id")
        if is_typed and event.get("channel_type") == "im":
            question(desk, body, set_status)

    @app.event("app_mention")
    def mention(body: Body, set_status: SetStatus | None) -> None:
        if not body["event"].get("bot_id"):
            question(desk, body, set_status)


def question(desk: Desk, body: Body, set_status: SetStatus | None) -> None:
    """Takes a question in; the relay posts the answer into its thread."""
    event = body["event"]
    person = desk.gate.admit(body)
    if set_status is not None:
        _show_status(set_status, in_language(person.language).t("is looking it up …"))
    with lent():  # a model may think for a while
        ask.ask(
            desk.deps,
            person=person,
            text=MENTION.sub(" ", str(event.get("text") or "")).strip(),
            channel=str(event["channel"]),
            thread_ts=str(event.get("thread_ts") or event["ts"]),
            is_private=str(event["channel"]).startswith("D"),
            external_id=str(body["event_id"]),
        )


def _show_status(set_status: SetStatus, status: str) -> None:
    """A courtesy only: where Slack has no status line, the answer comes without one."""
    try:
        with lent():
            set_status(status)
    except SlackApiError:
        return

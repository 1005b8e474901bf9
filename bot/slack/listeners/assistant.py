"""Questions: in the direct message, by mention, and by slash command."""

import re

from slack_bolt import Ack, App, BoltContext, SetStatus
from slack_sdk.errors import SlackApiError

from agents.words import in_language
from bot.slack import present
from bot.slack.ids import COMMAND
from bot.slack.listeners import people
from bot.slack.listeners.desk import Desk, say_to_one
from bot.slack.listeners.hands import lent
from bot.slack.listeners.payload import Body
from bot.slack.listeners.site import site_of
from bot.workflows import ask

MENTION = re.compile(r"<@[UW][A-Z0-9]+(\|[^>]*)?>")
HELP = frozenset({"", "help", "hilfe", "?"})
PEOPLE = frozenset({"people", "team", "leute"})
SAID_BY_PEOPLE = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that a person typed; edits, joins and the like are none."""


def register(app: App, desk: Desk) -> None:
    """Connects both events and the command; each event has this one listener only."""

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

    @app.command(COMMAND)
    def command(ack: Ack, body: Body, context: BoltContext) -> None:
        ack()
        slash(desk, body, site=site_of(context))


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


def slash(desk: Desk, body: Body, *, site: str) -> None:
    """Help, the team, or a question that is answered in place, for the asker's eyes only."""
    person = desk.gate.admit(body)
    words = in_language(person.language)
    text, url = str(body.get("text") or "").strip(), str(body["response_url"])
    wanted = text.casefold()
    if wanted in HELP:
        say_to_one(url, present.help_text(words, person.role))
    elif wanted in PEOPLE:
        people.open_list(desk, person, trigger_id=str(body["trigger_id"]))
    else:
        with lent():
            found = ask.answer_now(desk.deps, person=person, text=text, is_private=True)
        message = present.answer(found, language=person.language, site=site)
        say_to_one(url, message.text, blocks=message.blocks)

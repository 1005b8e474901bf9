"""`/staffel test-lead`: a trial lead, into the asker's direct message."""

from agents import sentences
from agents.rules.acceptance import EVERYWHERE, SELLERS
from bot.slack.listeners.commands.base import Asked, Command
from bot.workflows import trial


def answer(asked: Asked) -> None:
    """Makes it; its card comes as that of any other lead."""
    desk, w = asked.desk, asked.words
    opened = desk.client.conversations_open(users=asked.person.slack_user_id)
    lasts = trial.make(desk.deps, person=asked.person, channel=str(opened["channel"]["id"]))
    asked.say(
        w.t(
            "A test lead is on its way into our direct message. Try everything: it counts in no "
            "rate, only you see it, and after {span} it is set aside by itself.",
            span=sentences.span(w, lasts),
        )
    )


COMMAND = Command(
    words=("test-lead", "testlead"),
    help=lambda w: w.t("sends you a test lead that counts in no rate"),
    answer=answer,
    roles=SELLERS | EVERYWHERE,
)

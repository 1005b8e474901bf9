"""The slash command: a table of words, each with its handler; anything else is a question.

To add one, write a small module with a `COMMAND` and name it in `COMMANDS` below. `help` lists it
by itself, for the roles that may use it.
"""

from slack_bolt import Ack, App, BoltContext

from bot.slack.ids import COMMAND
from bot.slack.listeners.commands import (
    away,
    defining,
    finding,
    helping,
    new,
    quality,
    question,
    team,
    trying,
    why,
)
from bot.slack.listeners.commands.base import Asked, Command
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.payload import Body
from bot.slack.listeners.site import site_of

COMMANDS: tuple[Command, ...] = (
    new.COMMAND,
    finding.COMMAND,
    trying.COMMAND,
    defining.COMMAND,
    why.COMMAND,
    away.AWAY,
    away.BACK,
    team.COMMAND,
    quality.COMMAND,
    helping.COMMAND,
)
"""In the order in which `help` lists them."""


def register(app: App, desk: Desk) -> None:
    """Connects the command."""

    @app.command(COMMAND)
    def command(ack: Ack, body: Body, context: BoltContext) -> None:
        ack()
        slash(desk, body, site=site_of(context))


def slash(desk: Desk, body: Body, *, site: str) -> None:
    """Answers what was typed, for the asker's eyes only."""
    typed = str(body.get("text") or "").strip()
    found, rest = find(typed)
    asked = Asked(
        desk=desk,
        person=desk.gate.admit(body),
        text=rest if found is not None else typed,
        body=body,
        site=site,
        table=COMMANDS,
    )
    if found is None:
        question.answer(asked)
    else:
        found.run(asked)


def find(typed: str) -> tuple[Command | None, str]:
    """The command that was typed with what follows it; None where it is a question.

    A word that takes nothing is a command only by itself: "team" is one, "Team West?" is not.
    """
    word, _, rest = typed.partition(" ")
    for one in COMMANDS:
        if word.casefold() in one.words and (one.takes or not rest.strip()):
            return one, rest.strip()
    return None, typed

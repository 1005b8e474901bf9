"""`/staffel people`: the team, for those who may change it."""

from bot.slack.listeners import people
from bot.slack.listeners.commands.base import Asked, Command
from bot.workflows.people import MAY_EDIT


def answer(asked: Asked) -> None:
    """Opens the list."""
    people.open_list(asked.desk, asked.person, trigger_id=str(asked.body["trigger_id"]))


COMMAND = Command(
    words=("people", "leute", "team"),
    help=lambda w: w.t("shows and changes the team"),
    answer=answer,
    roles=frozenset(MAY_EDIT),
)

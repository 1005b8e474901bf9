"""`/staffel new`: a form for a lead of one's own."""

from bot.slack.listeners import new_lead
from bot.slack.listeners.commands.base import Asked, Command
from bot.workflows.create import MAY_CREATE


def answer(asked: Asked) -> None:
    """Opens the form."""
    new_lead.open_form(asked.desk, asked.person, asked.body, typed={})


COMMAND = Command(
    words=("new", "neu"),
    help=lambda w: w.t("makes a lead, for instance after a call"),
    answer=answer,
    roles=MAY_CREATE,
)

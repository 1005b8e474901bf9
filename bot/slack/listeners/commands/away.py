"""`/staffel away` and `/staffel back`: being away, and being here again."""

from agents.rules.routing import OWNERS
from bot.slack import present
from bot.slack.listeners import absences
from bot.slack.listeners.commands.base import Asked, Command
from bot.workflows import absences as workflow


def away(asked: Asked) -> None:
    """Opens the form."""
    asked.open(absences.form(asked.desk, asked.person))


def back(asked: Asked) -> None:
    """Ends every absence of the asker."""
    workflow.back(asked.desk.deps, asked.person)
    asked.say(present.is_back(asked.person))


AWAY = Command(
    words=("away", "weg", "abwesend", "urlaub"),
    help=lambda w: w.t("enters when you are away, and who stands in"),
    answer=away,
    roles=OWNERS,
)
BACK = Command(
    words=("back", "zurück", "da"),
    help=lambda w: w.t("ends your absence"),
    answer=back,
    roles=OWNERS,
)

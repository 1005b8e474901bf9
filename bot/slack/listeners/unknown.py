"""Whatever no other listener knows is answered too: nothing that is clicked stays silent."""

import re

from slack_bolt import Ack, App

from agents.vocabulary import RefusalCode
from bot.errors import Refusal
from bot.slack.listeners.desk import Desk

ANYTHING = re.compile(".*", re.DOTALL)


def register(app: App, _: Desk) -> None:
    """Comes last: Bolt asks listeners in the order of their registration."""

    @app.action(ANYTHING)
    def button(ack: Ack) -> None:
        ack()
        raise Refusal(RefusalCode.STALE_CLICK, why="unknown")

    @app.command(ANYTHING)
    def command(ack: Ack) -> None:
        ack()
        raise Refusal(RefusalCode.STALE_CLICK, why="unknown")

    @app.shortcut(ANYTHING)
    def shortcut(ack: Ack) -> None:
        ack()
        raise Refusal(RefusalCode.STALE_CLICK, why="unknown")

    @app.view(ANYTHING)
    def modal() -> None:
        raise Refusal(RefusalCode.STALE_CLICK, why="unknown")

    @app.view_closed(ANYTHING)
    def closed(ack: Ack) -> None:
        ack()

    @app.options(ANYTHING)
    def options(ack: Ack) -> None:
        ack(options=[])

"""The card's menu "⋯": one line an option, each answered by the listener that knows about it."""

from collections.abc import Callable

from slack_bolt import Ack, App

from bot.slack.ids import ActionId, MoreId
from bot.slack.listeners import (
    advice,
    consents,
    correct,
    give,
    handover,
    payload,
    receipt,
    trades,
)
from bot.slack.listeners.desk import Desk, answer_url, redraw
from bot.slack.listeners.payload import Body
from bot.slack.metadata import MoreChoice

HANDLERS: dict[MoreId, Callable[[Desk, Body], None]] = {
    MoreId.GIVE: give.choose,
    MoreId.TAKE: give.take,
    MoreId.HAND_ON: handover.hand_on,
    MoreId.CORRECT: correct.choose,
    MoreId.RECEIPT: receipt.show,
    MoreId.ADVICE_DONE: advice.done,
    MoreId.CONSENT: consents.choose,
    MoreId.SWAP: trades.swap,
    MoreId.TAKE_BACK: trades.take_back,
    MoreId.SNOOZE: trades.snooze,
}
"""Who answers which option; `clicked(body)` gives the lead, as for a button."""


def register(app: App, desk: Desk) -> None:
    """Connects the menu."""

    @app.action(ActionId.MORE)
    def more(ack: Ack, body: Body) -> None:
        ack()
        choice = payload.read(MoreChoice, payload.value(body))
        HANDLERS[choice.more](desk, body)
        if payload.action(body).get("type") != "overflow":
            # A select forgets what was chosen only where it is drawn anew.
            key = str(payload.action(body).get("action_ts", ""))
            redraw(desk, choice, answer_url(body), key=key)

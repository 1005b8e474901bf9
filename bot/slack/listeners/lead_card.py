"""The card's buttons: why, and what was done; and the ping's take over."""

from collections.abc import Callable
from functools import partial

from slack_bolt import Ack, App

from agents.facts import LeadFacts
from agents.vocabulary import TouchKind
from bot.slack import present
from bot.slack.ids import ActionId
from bot.slack.listeners.desk import Desk, answer_url, clicked, outbox_waits, redraw
from bot.slack.listeners.payload import Body
from bot.workflows import handover, look, touch

TOUCHES = {
    ActionId.TOUCH_CALL: TouchKind.CALL,
    ActionId.TOUCH_NO_ANSWER: TouchKind.NO_ANSWER,
    ActionId.TOUCH_EMAIL: TouchKind.EMAIL,
    ActionId.TOUCH_MEETING: TouchKind.MEETING,
}


def register(app: App, desk: Desk) -> None:
    """Connects the buttons."""
    deps = desk.deps
    _act(app, desk, ActionId.TAKE_OVER, handover.take_over)
    _act(app, desk, ActionId.GIVE_COVER, handover.give)
    for action, kind in TOUCHES.items():
        _act(app, desk, action, partial(touch.log_touch, kind=kind))

    @app.action(ActionId.WHY)
    def why(ack: Ack, body: Body) -> None:
        ack()
        person = desk.gate.admit(body)
        facts = look.why(deps, clicked(body).lead_id, person=person)
        view = present.why_modal(facts, reader=person, policy=deps.policy, now=deps.clock())
        desk.client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.action(ActionId.OPEN_LINK)
    def opened(ack: Ack) -> None:
        ack()


def _act(app: App, desk: Desk, action: ActionId, act: Callable[..., LeadFacts]) -> None:
    """One button, one workflow, and the clicked message redrawn."""

    @app.action(action)
    def listener(ack: Ack, body: Body) -> None:
        ack()
        ref, url = clicked(body), answer_url(body)
        lead = act(
            desk.deps,
            ref.lead_id,
            person=desk.gate.admit(body),
            card_after=outbox_waits(ref, url),
        )
        redraw(desk, ref, url, lead=lead)

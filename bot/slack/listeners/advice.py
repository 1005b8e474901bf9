"""Recommended actions: done, of help or not; and the answers in an edge case."""

from slack_bolt import Ack, App

from agents.vocabulary import EdgeAnswer
from bot.slack import present
from bot.slack.ids import ActionId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, answer_url, clicked, outbox_waits, redraw
from bot.slack.listeners.payload import Body
from bot.slack.metadata import AdviceRef, EdgeRef
from bot.workflows import advise, look


def register(app: App, desk: Desk) -> None:
    """Connects the buttons."""
    for edge_answer, action in present.EDGE_BUTTONS.items():
        _edge(app, desk, action, edge_answer)
    _rating(app, desk, ActionId.ADVICE_HELPED, helped=True)
    _rating(app, desk, ActionId.ADVICE_NO_HELP, helped=False)


def _edge(app: App, desk: Desk, action: ActionId, edge_answer: EdgeAnswer) -> None:
    @app.action(action)
    def decide(ack: Ack, body: Body) -> None:
        ack()
        ref, url = payload.read(EdgeRef, payload.value(body)), answer_url(body)
        lead = advise.answer(
            desk.deps,
            ref.lead_id,
            person=desk.gate.admit(body),
            edge_case=ref.case,
            edge_answer=edge_answer,
            card_after=outbox_waits(ref, url),
        )
        redraw(desk, ref, url, lead=lead)


def _rating(app: App, desk: Desk, action: ActionId, *, helped: bool) -> None:
    @app.action(action)
    def rate(ack: Ack, body: Body) -> None:
        """The modal shows at once what was said; it is not asked again."""
        ack()
        ref = payload.read(AdviceRef, payload.value(body))
        person = desk.gate.admit(body)
        advise.rate(desk.deps, ref.lead_id, ref.advice_id, person=person, helped=helped)
        facts = look.why(desk.deps, ref.lead_id, person=person)
        view = present.why_modal(
            facts, reader=person, policy=desk.deps.policy, now=desk.deps.clock()
        )
        desk.client.views_update(view_id=body["view"]["id"], view=view)


def done(desk: Desk, body: Body) -> None:
    """From the card's menu: somebody did what no touch speaks of."""
    ref, url = clicked(body), answer_url(body)
    lead = advise.done(
        desk.deps,
        ref.lead_id,
        person=desk.gate.admit(body),
        card_after=outbox_waits(ref, url),
    )
    redraw(desk, ref, url, lead=lead)

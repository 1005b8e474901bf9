"""What a person allows: shown from the card's menu, with a form for what they refuse."""

from slack_bolt import Ack, App

from agents.vocabulary import RefusalCode
from bot.errors import Refusal
from bot.slack import present
from bot.slack.ids import BlockId, CallbackId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, answer_url, clicked, redraw
from bot.slack.listeners.payload import Body
from bot.slack.metadata import ConsentForm
from bot.workflows import consent, look

WANTED = {
    present.NoKind.MAIL: consent.NO_MAIL,
    present.NoKind.CALLS: consent.NO_CALLS,
    present.NoKind.MARKETING: consent.OBJECTION,
    present.NoKind.EVERYTHING: consent.ALL_OFF,
}


def register(app: App, desk: Desk) -> None:
    """Connects the modal; it is opened from the card's menu."""

    @app.view(CallbackId.CONSENT)
    def say_no(ack: Ack, body: Body) -> None:
        form = payload.metadata(ConsentForm, body)
        given = payload.values(body)
        chosen = given.option(BlockId.SAYS_NO)
        if chosen not in set(present.NoKind):
            raise Refusal(RefusalCode.FIELD_MISSING)
        lead = consent.refuse(
            desk.deps,
            form.lead_id,
            WANTED[present.NoKind(chosen)],
            source=consent.NOTED,
            person=desk.gate.admit(body),
            evidence=given.text(BlockId.NOTE),
        )
        if lead is None:
            raise Refusal(RefusalCode.LEAD_GONE)
        ack()
        redraw(desk, form, form.answer_url)


def choose(desk: Desk, body: Body) -> None:
    """Opens the modal."""
    ref = clicked(body)
    person = desk.gate.admit(body)
    view = present.consent_modal(
        look.card(desk.deps, ref.lead_id),
        ConsentForm(lead_id=ref.lead_id, answer_url=answer_url(body)),
        policy=desk.deps.policy,
        language=person.language,
        now=desk.deps.clock(),
    )
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)

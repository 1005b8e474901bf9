"""Handing a lead to a colleague of one's choice, or taking it as the company's owner."""

from slack_bolt import Ack, App

from bot.slack import present
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, answer_url, clicked, outbox_waits, redraw
from bot.slack.listeners.payload import Body
from bot.slack.metadata import GiveForm, LeadRef, PingRef
from bot.workflows import handover, look


def register(app: App, desk: Desk) -> None:
    """Connects the button and its modal."""
    deps = desk.deps

    @app.action(ActionId.GIVE_CHOOSE)
    def chosen(ack: Ack, body: Body) -> None:
        ack()
        choose(desk, body)

    @app.view(CallbackId.GIVE)
    def confirm(ack: Ack, body: Body) -> None:
        form = payload.metadata(GiveForm, body)
        chosen = payload.values(body).option(BlockId.GIVE_TO) or present.COVER
        source = _source(form)
        lead = handover.give(
            deps,
            form.lead_id,
            person=desk.gate.admit(body),
            to_person_id=int(chosen) if chosen.isdigit() else None,
            card_after=outbox_waits(source, form.answer_url),
        )
        ack()
        redraw(desk, source, form.answer_url, lead=lead)


def choose(desk: Desk, body: Body) -> None:
    """Asks to whom."""
    ref = clicked(body)
    person = desk.gate.admit(body)
    view = present.give_modal(
        look.card(desk.deps, ref.lead_id),
        _form(ref, answer_url(body)),
        colleagues=handover.may_get(desk.deps, ref.lead_id),
        language=person.language,
    )
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def take(desk: Desk, body: Body) -> None:
    """The company's owner takes the lead at once."""
    ref, url = clicked(body), answer_url(body)
    lead = handover.take_over(
        desk.deps,
        ref.lead_id,
        person=desk.gate.admit(body),
        for_account=True,
        card_after=outbox_waits(ref, url),
    )
    redraw(desk, ref, url, lead=lead)


def _form(ref: LeadRef, url: str | None) -> GiveForm:
    if isinstance(ref, PingRef):
        return GiveForm(
            lead_id=ref.lead_id, answer_url=url, step=ref.step, person_id=ref.person_id
        )
    return GiveForm(lead_id=ref.lead_id, answer_url=url)


def _source(form: GiveForm) -> LeadRef:
    """The message the modal was opened from."""
    if form.step is None:
        return form
    return PingRef(lead_id=form.lead_id, step=form.step, person_id=form.person_id)

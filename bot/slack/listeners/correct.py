"""Correcting what is known of a lead."""

from slack_bolt import Ack, App

from agents import sentences
from agents.decisions import FieldProblem
from agents.facts import values
from agents.rules import hand_made
from agents.vocabulary import LeadField
from agents.words import Words
from bot.slack import present
from bot.slack.ids import CallbackId, of_field
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, answer_url, clicked, outbox_waits, redraw
from bot.slack.listeners.payload import Body, Values
from bot.slack.metadata import CorrectForm
from bot.workflows import correct, look


def register(app: App, desk: Desk) -> None:
    """Connects the modal; it is opened from the card's menu."""

    @app.view(CallbackId.CORRECT)
    def save(ack: Ack, body: Body) -> None:
        form = payload.metadata(CorrectForm, body)
        person = desk.gate.admit(body)
        lead = look.card(desk.deps, form.lead_id).lead
        typed = changed_fields(payload.values(body), values.of_lead(lead))
        read, problems = hand_made.read(typed, country=lead.company.country)
        if problems:
            ack(response_action="errors", errors=at_fields(problems, desk.words_for(person)))
            return
        corrected = correct.correct(
            desk.deps,
            form.lead_id,
            person=person,
            values=read,
            card_after=outbox_waits(form, form.answer_url),
        )
        ack()
        redraw(desk, form, form.answer_url, lead=corrected)


def choose(desk: Desk, body: Body) -> None:
    """Opens the modal."""
    ref = clicked(body)
    person = desk.gate.admit(body)
    card = look.card(desk.deps, ref.lead_id)
    view = present.correct_modal(
        card,
        CorrectForm(lead_id=ref.lead_id, answer_url=answer_url(body)),
        known=values.of_lead(card.lead),
        language=person.language,
    )
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def changed_fields(given: Values, known: values.Values) -> dict[LeadField, str]:
    """What was typed over; a field that was left as it is may be older than its check."""
    typed = {field: given.text(of_field(field)) or "" for field in known}
    before = {field: "" if value is None else str(value) for field, value in known.items()}
    return {field: text for field, text in typed.items() if text != before[field]}


def at_fields(problems: tuple[FieldProblem, ...], w: Words) -> dict[str, str]:
    """What is wrong, said at the field it is about."""
    return {of_field(one.name): sentences.field_problem(w, one) for one in problems}

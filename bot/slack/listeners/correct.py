"""Correcting what is known of a lead."""

from collections.abc import Mapping

from slack_bolt import Ack, App

from agents import sentences
from agents.decisions import FieldProblem
from agents.facts import LeadFacts, PersonFacts, values
from agents.rules import hand_made
from agents.vocabulary import LeadField
from agents.words import Words
from bot.slack import present
from bot.slack.ids import ActionId, CallbackId, of_field
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, answer_url, clicked, outbox_waits, redraw
from bot.slack.listeners.payload import Body, Values
from bot.slack.metadata import AcceptForm, CorrectForm
from bot.slack.viewmodels import Block
from bot.workflows import correct, look


def register(app: App, desk: Desk) -> None:
    """Connects the modal; it is opened from the card's menu, a find, or over another modal."""

    @app.action(ActionId.CORRECT)
    def from_elsewhere(ack: Ack, body: Body) -> None:
        ack()
        ref, person = clicked(body), desk.gate.admit(body)
        below = (body.get("view") or {}).get("id")
        form = CorrectForm(lead_id=ref.lead_id)
        if below is not None:
            asked = payload.metadata(AcceptForm, body)
            url = asked.answer_url if asked.step is None else None
            form = CorrectForm(lead_id=ref.lead_id, answer_url=url, accept=asked, view_id=below)
        is_over = below is not None
        show = desk.client.views_push if is_over else desk.client.views_open
        show(trigger_id=body["trigger_id"], view=_form(desk, form, person))

    @app.view(CallbackId.CORRECT)
    def save(ack: Ack, body: Body) -> None:
        form = payload.metadata(CorrectForm, body)
        person = desk.gate.admit(body)
        lead = look.card(desk.deps, form.lead_id).lead
        typed = changed_fields(
            payload.values(body), present.as_typed(values.of_lead(lead), person.language)
        )
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
        _redraw_below(desk, form, corrected, person)


def choose(desk: Desk, body: Body) -> None:
    """Opens the modal."""
    form = CorrectForm(lead_id=clicked(body).lead_id, answer_url=answer_url(body))
    view = _form(desk, form, desk.gate.admit(body))
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def _form(desk: Desk, form: CorrectForm, person: PersonFacts) -> Block:
    card = look.card(desk.deps, form.lead_id)
    return present.correct_modal(
        card, form, known=values.of_lead(card.lead), language=person.language
    )


def _redraw_below(desk: Desk, form: CorrectForm, lead: LeadFacts, person: PersonFacts) -> None:
    """The modal from which it was asked says what is known now; what was typed there stays."""
    if form.accept is None or form.view_id is None:
        return
    view = present.accept_modal(
        look.card_of(desk.deps, lead),
        form.accept,
        policy=desk.deps.policy,
        language=person.language,
        now=desk.deps.clock(),
    )
    desk.client.views_update(view_id=form.view_id, view=view)


def changed_fields(given: Values, shown: Mapping[LeadField, str | None]) -> dict[LeadField, str]:
    """What was typed over; a field that was left as it is may be older than its check."""
    typed = {field: given.text(of_field(field)) or "" for field in shown}
    return {field: text for field, text in typed.items() if text != (shown[field] or "")}


def at_fields(problems: tuple[FieldProblem, ...], w: Words) -> dict[str, str]:
    """What is wrong, said at the field it is about."""
    return {of_field(one.name): sentences.field_problem(w, one) for one in problems}

"""The receipt of a promise, and the pause that begins and ends on it."""

from datetime import timedelta

from slack_bolt import Ack, App

from agents.facts import PersonFacts
from agents.vocabulary import PauseCause, RefusalCode
from bot.errors import Refusal
from bot.slack import present
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, clicked
from bot.slack.listeners.payload import Body
from bot.slack.metadata import PauseForm
from bot.slack.viewmodels import Block
from bot.workflows import look, receipts, stand_still

LONGEST_NUMBER = 6
"""Digits of a number of hours that anybody could mean."""
MOST_HOURS = 24 * 365


def register(app: App, desk: Desk) -> None:
    """Connects the buttons and the modal."""
    deps = desk.deps

    @app.action(ActionId.RECEIPT)
    def receipt(ack: Ack, body: Body) -> None:
        ack()
        show(desk, body)

    @app.action(ActionId.CLOCK_PAUSE)
    def pause(ack: Ack, body: Body) -> None:
        ack()
        ref, person = clicked(body), desk.gate.admit(body)
        form = PauseForm(lead_id=ref.lead_id, view_id=(body.get("view") or {}).get("id"))
        view = present.pause_modal(
            look.card(deps, ref.lead_id), form, policy=deps.policy, language=person.language
        )
        desk.client.views_push(trigger_id=body["trigger_id"], view=view)

    @app.view(CallbackId.PAUSE_CLOCK)
    def confirm(ack: Ack, body: Body) -> None:
        form, given = payload.metadata(PauseForm, body), payload.values(body)
        person = desk.gate.admit(body)
        stand_still.pause(
            deps,
            form.lead_id,
            person=person,
            cause=PauseCause(given.option(BlockId.PAUSE_CAUSE) or PauseCause.CUSTOMER),
            wanted=_hours(given.text(BlockId.PAUSE_HOURS)),
        )
        ack()
        _again(desk, form.lead_id, form.view_id, person)

    @app.action(ActionId.CLOCK_GO_ON)
    def go_on(ack: Ack, body: Body) -> None:
        ack()
        ref, person = clicked(body), desk.gate.admit(body)
        stand_still.go_on(deps, ref.lead_id, person=person)
        _again(desk, ref.lead_id, (body.get("view") or {}).get("id"), person)


def show(desk: Desk, body: Body) -> None:
    """Opens the receipt; above the modal in which it was asked for, if it was."""
    person = desk.gate.admit(body)
    view = _view(desk, clicked(body).lead_id, person)
    if body.get("view"):
        desk.client.views_push(trigger_id=body["trigger_id"], view=view)
    else:
        desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def _again(desk: Desk, lead_id: int, view_id: str | None, person: PersonFacts) -> None:
    """The receipt that is open says what is true now."""
    if view_id is not None:
        desk.client.views_update(view_id=view_id, view=_view(desk, lead_id, person))


def _view(desk: Desk, lead_id: int, person: PersonFacts) -> Block:
    if person.role not in look.MAY_SEE:
        raise Refusal(RefusalCode.NOT_ALLOWED)
    card, found = receipts.of_lead(desk.deps, lead_id)
    return present.receipt_modal(
        card, found, reader=person, policy=desk.deps.policy, now=desk.deps.clock()
    )


def _hours(typed: str | None) -> timedelta | None:
    """So many hours, at most a year of them; None where nothing usable was typed."""
    if not typed or not typed.isdecimal() or len(typed) > LONGEST_NUMBER or not int(typed):
        return None
    return timedelta(hours=min(int(typed), MOST_HOURS))

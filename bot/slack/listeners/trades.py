"""Swapping a lead, taking one back, and silencing reminders."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from slack_bolt import Ack, App

from agents.facts import PersonFacts
from agents.rules import duty
from agents.vocabulary import RefusalCode
from bot.errors import Refusal
from bot.slack import present
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import (
    Desk,
    answer_url,
    clicked,
    outbox_waits,
    redraw,
    say_to_one,
    send,
)
from bot.slack.listeners.payload import Body, Values
from bot.slack.metadata import SnoozeForm, SwapForm, SwapRef
from bot.workflows import look, trading


def register(app: App, desk: Desk) -> None:
    """Connects the modals and the buttons under a question."""
    deps = desk.deps

    @app.view(CallbackId.SWAP)
    def offer(ack: Ack, body: Body) -> None:
        form = payload.metadata(SwapForm, body)
        wanted = payload.values(body).option(BlockId.SWAP_FOR) or ""
        if not wanted.isdigit():
            raise Refusal(RefusalCode.FIELD_MISSING)
        person = desk.gate.admit(body)
        swap = trading.offer_swap(deps, form.lead_id, person=person, for_lead_id=int(wanted))
        ack()
        if form.answer_url is not None:
            say_to_one(form.answer_url, present.swap_offered(person.language, swap.theirs))

    @app.action(ActionId.SWAP_ACCEPT)
    def accept(ack: Ack, body: Body) -> None:
        ack()
        _answer(desk, body, is_accepted=True)

    @app.action(ActionId.SWAP_DECLINE)
    def decline(ack: Ack, body: Body) -> None:
        ack()
        _answer(desk, body, is_accepted=False)

    @app.view(CallbackId.SNOOZE)
    def silence(ack: Ack, body: Body) -> None:
        form, given = payload.metadata(SnoozeForm, body), payload.values(body)
        person = desk.gate.admit(body)
        lead = trading.snooze(deps, form.lead_id, person=person, until=_until(desk, given, person))
        ack()
        if form.answer_url is not None:
            said = present.snoozed(lead, person=person, policy=deps.policy)
            say_to_one(form.answer_url, said)


def swap(desk: Desk, body: Body) -> None:
    """Opens the choice of a colleague's lead."""
    ref, person = clicked(body), desk.gate.admit(body)
    view = present.swap_modal(
        look.card(desk.deps, ref.lead_id),
        SwapForm(lead_id=ref.lead_id, answer_url=answer_url(body)),
        others=trading.swappable(desk.deps, ref.lead_id),
        language=person.language,
    )
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def take_back(desk: Desk, body: Body) -> None:
    """Takes the lead back at once, and draws its card."""
    ref, url = clicked(body), answer_url(body)
    lead = trading.take_back(
        desk.deps, ref.lead_id, person=desk.gate.admit(body), card_after=outbox_waits(ref, url)
    )
    redraw(desk, ref, url, lead=lead)


def snooze(desk: Desk, body: Body) -> None:
    """Opens the choice of a time."""
    ref, person = clicked(body), desk.gate.admit(body)
    view = present.snooze_modal(
        look.card(desk.deps, ref.lead_id),
        SnoozeForm(lead_id=ref.lead_id, answer_url=answer_url(body)),
        person=person,
        policy=desk.deps.policy,
        now=desk.deps.clock(),
    )
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def _answer(desk: Desk, body: Body, *, is_accepted: bool) -> None:
    """Settles the offer, and draws the question as it is then."""
    ref, url = payload.read(SwapRef, payload.value(body)), answer_url(body)
    swap = trading.answer_swap(
        desk.deps, ref.swap_id, person=desk.gate.admit(body), is_accepted=is_accepted
    )
    if url is None:
        return
    card = look.card(desk.deps, ref.lead_id)
    message = present.swap_question(
        swap.id,
        mine=swap.mine,
        theirs=swap.theirs,
        people=card.people,
        by_person_id=swap.by_person_id,
        to_person_id=swap.to_person_id,
        language=present.channel_language(card.lead, desk.deps.policy),
        answer=swap.is_accepted,
        is_ended=swap.is_ended,
    )
    send(url, text=message.text, blocks=message.blocks, replace_original=True)


def _until(desk: Desk, given: Values, person: PersonFacts) -> datetime | None:
    """The chosen moment; None: the next working hours.

    Raises:
        Refusal: FIELD_MISSING for a time that is none.
    """
    chosen = given.option(BlockId.SNOOZE_FOR) or present.NEXT_DUTY
    if chosen in present.SPANS:
        return desk.deps.clock() + present.SPANS[chosen]
    if chosen != present.AT_A_TIME:
        return None
    zone = duty.zone_of(person, desk.deps.policy)
    return moment_of(given.day(BlockId.SNOOZE_ON), given.text(BlockId.SNOOZE_AT), zone)


def moment_of(day: str | None, at: str | None, zone: str, *, default: str = "") -> datetime:
    """A day and a time of day in a zone.

    Raises:
        Refusal: FIELD_MISSING where one of them is none.
    """
    try:
        when = time.fromisoformat((at or default).zfill(5))
        on = datetime.fromisoformat(day or "").date()
    except ValueError as error:
        raise Refusal(RefusalCode.FIELD_MISSING) from error
    return datetime.combine(on, when, tzinfo=ZoneInfo(zone))

"""From Accept to the closed deal: what asks something opens a modal, the rest takes one click."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from slack_bolt import Ack, App

from agents.facts import CardFacts, LeadFacts, PersonFacts
from agents.facts.values import Values as Fields
from agents.rules import checklist, hand_made
from agents.rules.fields import numbers
from agents.vocabulary import LeadField, RefusalCode, Stage
from agents.words import in_language
from bot.errors import Refusal
from bot.slack import present
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, answer_url, clicked, outbox_waits, redraw
from bot.slack.listeners.payload import Body, Values
from bot.slack.metadata import AcceptForm, DealForm, LeadRef, PingRef
from bot.workflows import accept, deal, look, qualify, undo


def register(app: App, desk: Desk) -> None:
    """Connects the buttons and their modals."""
    _accepting(app, desk)
    _dealing(app, desk)
    _ending(app, desk)

    @app.action(ActionId.UNDO)
    def take_back(ack: Ack, body: Body) -> None:
        ack()
        ref, url = clicked(body), answer_url(body)
        person = desk.gate.admit(body)
        wait = outbox_waits(ref, url)
        lead = undo.take_back(desk.deps, ref.lead_id, person=person, card_after=wait)
        redraw(desk, ref, url, lead=lead)


def _accepting(app: App, desk: Desk) -> None:
    deps = desk.deps

    _step(app, desk, ActionId.ACCEPT, accept.asks, accept.accept)
    _step(app, desk, ActionId.QUALIFY, qualify.asks, qualify.qualify)

    @app.view(CallbackId.ACCEPT)
    def filled_in(ack: Ack, body: Body) -> None:
        form = payload.metadata(AcceptForm, body)
        person = desk.gate.admit(body)
        given = payload.values(body)
        fields, problems = _fields(desk, form, given, person)
        if problems:
            ack(response_action="errors", errors=problems)
            return
        source = _source(form)
        wait = outbox_waits(source, form.answer_url)
        act = qualify.qualify if form.is_for_sql else accept.accept
        lead = act(deps, form.lead_id, person=person, values=fields, card_after=wait)
        ack()
        redraw(desk, source, form.answer_url, lead=lead)


def _step(
    app: App,
    desk: Desk,
    action: ActionId,
    asks: Callable[..., CardFacts | None],
    act: Callable[..., LeadFacts],
) -> None:
    """A button that takes the lead one step on; where something is missing it asks for that."""

    @app.action(action)
    def listener(ack: Ack, body: Body) -> None:
        ack()
        ref, url = clicked(body), answer_url(body)
        person = desk.gate.admit(body)
        card = asks(desk.deps, ref.lead_id, person=person)
        if card is not None:
            form = _form(ref, url, is_for_sql=action is ActionId.QUALIFY)
            _ask(desk, body, card, person, form)
            return
        wait = outbox_waits(ref, url)
        lead = act(desk.deps, ref.lead_id, person=person, card_after=wait)
        redraw(desk, ref, url, lead=lead)


def _ask(desk: Desk, body: Body, card: CardFacts, person: PersonFacts, form: AcceptForm) -> None:
    view = present.accept_modal(
        card, form, policy=desk.deps.policy, language=person.language, now=desk.deps.clock()
    )
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def _form(ref: LeadRef, url: str | None, *, is_for_sql: bool) -> AcceptForm:
    form = AcceptForm(lead_id=ref.lead_id, answer_url=url, is_for_sql=is_for_sql)
    if not isinstance(ref, PingRef):
        return form
    return form.model_copy(update={"step": ref.step, "person_id": ref.person_id})


def _source(form: AcceptForm) -> LeadRef:
    """The message the modal was opened from."""
    if form.step is None:
        return form
    return PingRef(lead_id=form.lead_id, step=form.step, person_id=form.person_id)


def _fields(
    desk: Desk, form: AcceptForm, given: Values, person: PersonFacts
) -> tuple[Fields, dict[str, str]]:
    """What was filled in, and what is still to be said, by the block it belongs to."""
    lead = look.card(desk.deps, form.lead_id).lead
    missing = checklist.check(lead, desk.deps.policy).missing
    typed = {
        field: text
        for field in missing
        if (text := given.text(present.must_have(field))) is not None
    }
    left_open = given.ticked(BlockId.NOT_KNOWN)
    w = in_language(person.language)
    unsaid = w.t("Fill this in, or tick below that you do not know it yet.")
    if form.is_for_sql:
        unsaid = w.t("This has to be known before the lead is qualified.")
    problems = {
        present.must_have(field): unsaid
        for field in missing
        if field not in typed and (form.is_for_sql or field.value not in left_open)
    }
    fields, wrong = hand_made.read(typed, country=lead.company.country)
    problems |= {
        present.must_have(LeadField(one.name)): present.problem(person.language, one)
        for one in wrong
    }
    return {field: value for field, value in fields.items() if value is not None}, problems


def _dealing(app: App, desk: Desk) -> None:
    deps = desk.deps

    @app.action(ActionId.DEAL_OPEN)
    def open_form(ack: Ack, body: Body) -> None:
        ack()
        _open_deal_form(desk, body, present.deal_modal)

    @app.action(ActionId.DEAL_CLOSE)
    def close_form(ack: Ack, body: Body) -> None:
        ack()
        _open_deal_form(desk, body, present.close_modal)

    @app.view(CallbackId.DEAL_OPEN)
    def opened(ack: Ack, body: Body) -> None:
        form, given = payload.metadata(DealForm, body), payload.values(body)
        day = given.day(BlockId.DEAL_CLOSE_ON)
        value = _amount(given)
        if day is None or value is None:
            raise Refusal(RefusalCode.NOT_AN_AMOUNT if day else RefusalCode.FIELD_MISSING)
        lead = deal.open_deal(
            deps,
            form.lead_id,
            person=desk.gate.admit(body),
            value=value,
            currency=given.option(BlockId.DEAL_CURRENCY) or deps.policy.coverage.currency,
            expected_close_on=date.fromisoformat(day),
            card_after=outbox_waits(form, form.answer_url),
        )
        ack()
        redraw(desk, form, form.answer_url, lead=lead)


def _ending(app: App, desk: Desk) -> None:
    deps = desk.deps

    @app.view(CallbackId.DEAL_CLOSE)
    def closed(ack: Ack, body: Body) -> None:
        form, given = payload.metadata(DealForm, body), payload.values(body)
        is_lost = given.option(BlockId.DEAL_OUTCOME) == Stage.LOST
        lead = deal.close_deal(
            deps,
            form.lead_id,
            person=desk.gate.admit(body),
            outcome=Stage.LOST if is_lost else Stage.WON,
            lost_reason=given.option(BlockId.DEAL_LOST_REASON),
            value=_amount(given),
            card_after=outbox_waits(form, form.answer_url),
        )
        ack()
        redraw(desk, form, form.answer_url, lead=lead)

    @app.view(CallbackId.HAND_ON)
    def handed_on(ack: Ack, body: Body) -> None:
        form, given = payload.metadata(DealForm, body), payload.values(body)
        chosen = given.option(BlockId.HAND_ON_TO) or ""
        lead = deal.hand_on(
            deps,
            form.lead_id,
            person=desk.gate.admit(body),
            to_person_id=int(chosen) if chosen.isdigit() else 0,
            card_after=outbox_waits(form, form.answer_url),
        )
        ack()
        redraw(desk, form, form.answer_url, lead=lead)


def hand_on(desk: Desk, body: Body) -> None:
    """Asks who makes the deal."""
    ref, person = clicked(body), desk.gate.admit(body)
    view = present.hand_on_modal(
        look.card(desk.deps, ref.lead_id),
        DealForm(lead_id=ref.lead_id, answer_url=answer_url(body)),
        able=deal.may_own(desk.deps, ref.lead_id),
        language=person.language,
    )
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def _open_deal_form(desk: Desk, body: Body, form: present.DealModal) -> None:
    ref, person = clicked(body), desk.gate.admit(body)
    view = form(
        look.card(desk.deps, ref.lead_id),
        DealForm(lead_id=ref.lead_id, answer_url=answer_url(body)),
        policy=desk.deps.policy,
        language=person.language,
        now=desk.deps.clock(),
    )
    desk.client.views_open(trigger_id=body["trigger_id"], view=view)


def _amount(given: Values) -> Decimal | None:
    """The sum that was typed; None where nothing was.

    Raises:
        Refusal: NOT_AN_AMOUNT.
    """
    typed = given.text(BlockId.DEAL_VALUE)
    if typed is None:
        return None
    found = numbers.amount(typed)
    if found is None:
        raise Refusal(RefusalCode.NOT_AN_AMOUNT)
    return found.quantize(Decimal("0.01"))

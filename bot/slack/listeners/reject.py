"""The card's reject select and the modals behind it."""

from datetime import date

from slack_bolt import Ack, App

from agents.facts import LeadFacts, PersonFacts, RightPerson
from agents.rules import doubles
from agents.rules.fields import addresses
from agents.vocabulary import RefusalCode, RejectReason
from bot.errors import Refusal
from bot.slack import present
from bot.slack.ids import INPUT, ActionId, BlockId, CallbackId
from bot.slack.listeners import payload
from bot.slack.listeners.desk import Desk, answer_url, outbox_waits, redraw
from bot.slack.listeners.payload import Body, Values
from bot.slack.metadata import DecisionChoice, RejectForm, SetAsideForm
from bot.slack.viewmodels import Block
from bot.workflows import find, look, reject, spam


def register(app: App, desk: Desk) -> None:
    """Connects the select and both modals."""
    deps = desk.deps

    @app.action(ActionId.REJECT)
    def choose(ack: Ack, body: Body) -> None:
        ack()
        chosen = payload.read(DecisionChoice, payload.value(body))
        person = desk.gate.admit(body)
        view = _view(desk, chosen, body, person=person)
        desk.client.views_open(trigger_id=body["trigger_id"], view=view)
        # A new key makes the select forget the choice: cancelled, the same one can be taken again.
        redraw(desk, chosen, answer_url(body), key=str(payload.action(body).get("action_ts", "")))

    @app.view(CallbackId.REJECT)
    def confirm(ack: Ack, body: Body) -> None:
        form = payload.metadata(RejectForm, body)
        given = payload.values(body)
        lead = reject.reject(
            deps,
            form.lead_id,
            person=desk.gate.admit(body),
            reason=form.reason,
            wake_on=_day(given.day(BlockId.WAKE_ON)),
            sub=given.option(BlockId.REJECT_SUB),
            note=given.text(BlockId.NOTE),
            other_lead_id=_other(given),
            right=_right(given),
            card_after=outbox_waits(form, form.answer_url),
        )
        ack()
        redraw(desk, form, form.answer_url, lead=lead)

    @app.options(INPUT)
    def search(ack: Ack, body: Body) -> None:
        ack(options=_offered(desk, body))

    @app.view(CallbackId.SET_ASIDE)
    def set_aside(ack: Ack, body: Body) -> None:
        form = payload.metadata(SetAsideForm, body)
        person = desk.gate.admit(body)
        lead = spam.set_aside(
            deps,
            form.lead_id,
            person=person,
            is_test=form.is_test,
            card_after=outbox_waits(form, form.answer_url),
        )
        ack()
        redraw(desk, form, form.answer_url, lead=lead)


def _offered(desk: Desk, body: Body) -> list[Block]:
    """Leads that fit to what was typed; none for whoever may not see them."""
    try:
        form = payload.metadata(RejectForm, body)
        person = desk.gate.admit(body)
        found = find.doubled(deps := desk.deps, form.lead_id, payload.typed(body), person=person)
    except Refusal:
        return []
    return present.doubles(found, policy=deps.policy, language=person.language, now=deps.clock())


def _view(desk: Desk, chosen: DecisionChoice, body: Body, *, person: PersonFacts) -> Block:
    """The modal behind the choice.

    Raises:
        Refusal: STALE_CLICK where the card no longer offers it.
    """
    card = look.card(desk.deps, chosen.lead_id)
    if not present.offers_reject(card.lead):
        raise Refusal(RefusalCode.STALE_CLICK)
    policy, now, url = desk.deps.policy, desk.deps.clock(), answer_url(body)
    language = person.language
    if chosen.choice in {"spam", "test"}:
        aside = SetAsideForm(
            lead_id=chosen.lead_id, is_test=chosen.choice == "test", answer_url=url
        )
        return present.set_aside_modal(card, aside, policy=policy, language=language, now=now)
    reason = RejectReason(chosen.choice)
    likely = _likely(desk, chosen.lead_id, person) if reason is RejectReason.DUPLICATE else None
    return present.reject_modal(
        card,
        RejectForm(lead_id=chosen.lead_id, reason=reason, answer_url=url),
        best=likely,
        policy=policy,
        language=language,
        now=now,
    )


def _likely(desk: Desk, lead_id: int, person: PersonFacts) -> LeadFacts | None:
    """The lead that it most likely doubles, where one looks like it at all."""
    lead = look.card(desk.deps, lead_id).lead
    first = next(iter(find.doubled(desk.deps, lead_id, person=person)), None)
    return first if first is not None and doubles.likeness(lead, first) else None


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _right(given: Values) -> RightPerson | None:
    """Who the right person is, where the form asked.

    Raises:
        Refusal: NOT_AN_ADDRESS.
    """
    name, typed = given.text(BlockId.RIGHT_NAME), given.text(BlockId.RIGHT_EMAIL)
    if name is None:
        return None
    email = addresses.email(typed) if typed else None
    if typed and email is None:
        raise Refusal(RefusalCode.NOT_AN_ADDRESS)
    return RightPerson(name=name, email=email, job_title=given.text(BlockId.RIGHT_ROLE))


def _other(given: Values) -> int | None:
    """The other lead, which was searched for."""
    chosen = given.option(BlockId.OTHER_LEAD)
    return int(chosen) if chosen and chosen.isdigit() else None

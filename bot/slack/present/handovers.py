"""Modals of the hand-over: what is missing, an opportunity, how it ended, who makes the deal."""

from datetime import datetime, timedelta
from typing import Protocol

from agents import sentences
from agents.decisions import FieldProblem
from agents.facts import CardFacts, LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import checklist
from agents.rules.checklist import Checklist
from agents.vocabulary import FieldOrigin, Language, LeadField, Stage
from agents.words import in_language
from bot.slack.blocks import modal, text
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.metadata import AcceptForm, DealForm, LeadRef
from bot.slack.present import checklists
from bot.slack.present.common import Reading, headline, reading
from bot.slack.present.controls import correct_label
from bot.slack.present.forms import as_typed
from bot.slack.viewmodels import (
    Block,
    Button,
    ChecksInput,
    ChoiceInput,
    DateInput,
    Input,
    Modal,
    Option,
    Paragraph,
    TextInput,
)

COLLEAGUES_SHOWN = 99
USUAL_CYCLE = timedelta(days=30)
"""How far ahead the expected close stands at first."""
CURRENCIES = ("EUR", "CHF", "GBP", "USD")


class DealModal(Protocol):
    """Draws a form about the deal of a lead."""

    def __call__(
        self,
        card: CardFacts,
        form: DealForm,
        *,
        policy: SalesPolicy,
        language: Language,
        now: datetime,
    ) -> Block:
        """The view."""
        ...


def problem(language: Language, wrong: FieldProblem) -> str:
    """Why a field was refused."""
    return sentences.field_problem(in_language(language), wrong)


def must_have(field: LeadField) -> str:
    """The block of a mandatory field."""
    return f"{BlockId.MUST_HAVE}:{field}"


def accept_modal(
    card: CardFacts, form: AcceptForm, *, policy: SalesPolicy, language: Language, now: datetime
) -> Block:
    """Only what is missing is asked; what is known stands below, with where it came from."""
    lead = card.lead
    read = reading(lead, card.people, policy=policy, language=language, now=now)
    w, found = read.w, checklist.check(lead, policy)
    inputs = [
        _missing(field, found, read, lead, is_optional=not form.is_for_sql)
        for field in found.missing
    ]
    if found.missing and not form.is_for_sql:
        inputs.append(_not_known(found, read))
    intro = w.t("Before it is an SQL, this has to be known:")
    if not found.missing:
        intro = w.t("Nothing is missing any more.")
    elif not form.is_for_sql:
        intro = w.n(
            "One thing is missing. Fill it in, or tick that you do not know it yet.",
            "{count} things are missing. Fill them in, or tick what you do not know yet.",
            len(found.missing),
        )
    return modal.modal(
        Modal(
            title=w.t("Qualify lead") if form.is_for_sql else w.t("Accept lead"),
            submit=w.t("Qualify") if form.is_for_sql else w.t("Accept"),
            close=w.t("Cancel"),
            callback=CallbackId.ACCEPT,
            metadata=form.model_dump_json(),
            intro=(f"*{text.safe(headline(lead, w), 130)}*", intro),
            inputs=tuple(inputs),
            paragraphs=(checklists.points(lead, read), *_known(found, read, lead)),
            controls=_correct(found, read, lead),
        )
    )


def _correct(found: Checklist, read: Reading, lead: LeadFacts) -> tuple[Button, ...]:
    """The way to what is known and wrong, from where it is read."""
    label = correct_label(lead, read) if found.known else None
    if label is None:
        return ()
    ref = LeadRef(lead_id=lead.id).model_dump_json()
    return (Button(action=ActionId.CORRECT, label=label, value=ref),)


def _missing(
    field: LeadField, found: Checklist, read: Reading, lead: LeadFacts, *, is_optional: bool
) -> Input:
    guess = found.guesses.get(field)
    hint = None
    if guess is not None and field is LeadField.COMPANY:
        hint = read.w.t("Suggested from the mail address.")
    elif guess is not None:
        origin = sentences.known_from(read.w, FieldOrigin(lead.source.value))
        hint = read.w.t("Suggested from the message ({origin}).", origin=origin)
    return TextInput(
        block=must_have(field),
        label=sentences.lead_field(read.w, field),
        hint=hint,
        initial=text.plain(guess, 300) if guess else None,
        is_optional=is_optional,
    )


def _not_known(found: Checklist, read: Reading) -> ChecksInput:
    return ChecksInput(
        block=BlockId.NOT_KNOWN,
        label=read.w.t("I do not know this yet"),
        options=tuple(
            Option(label=sentences.lead_field(read.w, field), value=field.value)
            for field in found.missing
        ),
        hint=read.w.t("It stays open on the card and is asked before the SQL."),
    )


def _known(found: Checklist, read: Reading, lead: LeadFacts) -> tuple[Paragraph, ...]:
    if not found.known:
        return ()
    shown = as_typed({**found.known}, read.w.language)
    lines = tuple(
        f"{sentences.lead_field(read.w, field)}: *{text.safe(value or '', 120)}* "
        f"_({_origin(lead, field, read)})_"
        for field, value in shown.items()
    )
    return (Paragraph(title=read.w.t("Known already"), lines=lines),)


def _origin(lead: LeadFacts, field: LeadField, read: Reading) -> str:
    """Where the value of a field comes from, with the colleague who typed it."""
    known = lead.came_from(field)
    name = read.name(known.person_id) if known.person_id is not None else None
    return sentences.known_from(read.w, known.origin, name=name)


def hand_on_modal(
    card: CardFacts, form: DealForm, *, able: tuple[PersonFacts, ...], language: Language
) -> Block:
    """Who makes the deal."""
    w = in_language(language)
    options = tuple(
        Option(
            label=text.cut(f"{text.plain(one.name, 45)} · {sentences.role(w, one.role)}", 75),
            value=str(one.id),
        )
        for one in able[:COLLEAGUES_SHOWN]
    )
    intro = [f"*{text.safe(headline(card.lead, w), 130)}*"]
    if not options:
        intro.append(w.t("Nobody is there who may own a deal."))
    choice = ChoiceInput(
        block=BlockId.HAND_ON_TO,
        label=w.t("Who makes the deal?"),
        options=options,
        initial=options[0].value if options else None,
        hint=w.t("They are told in the lead's thread and own it from now on."),
    )
    return modal.modal(
        Modal(
            title=w.t("Hand on the SQL"),
            submit=w.t("Hand on") if options else None,
            close=w.t("Cancel"),
            callback=CallbackId.HAND_ON if options else None,
            metadata=form.model_dump_json(),
            intro=tuple(intro),
            inputs=(choice,) if options else (),
        )
    )


def deal_modal(
    card: CardFacts, form: DealForm, *, policy: SalesPolicy, language: Language, now: datetime
) -> Block:
    """The opportunity: value, currency, expected close."""
    lead = card.lead
    read = reading(lead, card.people, policy=policy, language=language, now=now)
    w, deal = read.w, lead.deal
    currency = deal.currency if deal else policy.coverage.currency
    offered = dict.fromkeys((currency, policy.coverage.currency, *CURRENCIES))
    expected = deal.expected_close_on if deal else read.today() + USUAL_CYCLE
    inputs: tuple[Input, ...] = (
        TextInput(
            block=BlockId.DEAL_VALUE,
            label=w.t("Value"),
            hint=w.t("As you write it: 12,500 or 12.500,00."),
            initial=f"{deal.value:.2f}" if deal else None,
            max_length=30,
        ),
        ChoiceInput(
            block=BlockId.DEAL_CURRENCY,
            label=w.t("Currency"),
            options=tuple(Option(label=code, value=code) for code in offered),
            initial=currency,
        ),
        DateInput(
            block=BlockId.DEAL_CLOSE_ON,
            label=w.t("Expected close"),
            initial=expected.isoformat(),
        ),
    )
    return modal.modal(
        Modal(
            title=w.t("Opportunity"),
            submit=w.t("Save"),
            close=w.t("Cancel"),
            callback=CallbackId.DEAL_OPEN,
            metadata=form.model_dump_json(),
            intro=(f"*{text.safe(headline(lead, w), 130)}*",),
            inputs=inputs,
        )
    )


def close_modal(
    card: CardFacts, form: DealForm, *, policy: SalesPolicy, language: Language, now: datetime
) -> Block:
    """Won or lost, and why it was lost."""
    lead = card.lead
    read = reading(lead, card.people, policy=policy, language=language, now=now)
    w = read.w
    outcomes = tuple(
        Option(label=sentences.stage(w, stage), value=stage.value)
        for stage in ((Stage.WON, Stage.LOST) if lead.deal else (Stage.LOST,))
    )
    reasons = tuple(
        Option(label=text.cut(w.both(label), 75), value=code)
        for code, label in policy.deals.lost_reasons.items()
    )
    return modal.modal(
        Modal(
            title=w.t("Close the opportunity"),
            submit=w.t("Close deal"),
            close=w.t("Cancel"),
            callback=CallbackId.DEAL_CLOSE,
            metadata=form.model_dump_json(),
            intro=(f"*{text.safe(headline(lead, w), 130)}*",),
            inputs=(
                ChoiceInput(
                    block=BlockId.DEAL_OUTCOME,
                    label=w.t("How did it end?"),
                    options=outcomes,
                    initial=outcomes[0].value,
                ),
                ChoiceInput(
                    block=BlockId.DEAL_LOST_REASON,
                    label=w.t("If it was lost: why?"),
                    options=reasons,
                    is_optional=True,
                ),
                TextInput(
                    block=BlockId.DEAL_VALUE,
                    label=w.t("Final value, if it changed"),
                    is_optional=True,
                    max_length=30,
                ),
            ),
        )
    )

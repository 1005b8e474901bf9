"""The receipt of a promise: every minute that counted, and why the others did not."""

from datetime import datetime, timedelta

from agents import sentences
from agents.decisions import PromiseReceipt
from agents.facts import CardFacts, PauseFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import Language, PauseCause
from agents.words import in_language
from bot.slack.blocks import modal, text
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.metadata import LeadRef, PauseForm
from bot.slack.present.common import Reading, headline, reading
from bot.slack.present.states import deadline
from bot.slack.viewmodels import (
    Block,
    Button,
    ChoiceInput,
    Modal,
    Option,
    Paragraph,
    TextInput,
)

STRETCHES_SHOWN = 30
PAUSES_SHOWN = 10
HOUR = timedelta(hours=1)
CAUSES = (PauseCause.CUSTOMER, PauseCause.WRONG_DATA)


def receipt_modal(
    card: CardFacts,
    found: PromiseReceipt,
    *,
    reader: PersonFacts,
    policy: SalesPolicy,
    now: datetime,
) -> Block:
    """The receipt in the reader's language, in the time zone of its calendar."""
    read = reading(card.lead, card.people, policy=policy, language=reader.language, now=now)
    w = read.w
    return modal.modal(
        Modal(
            title=w.t("Receipt"),
            close=w.t("Close"),
            intro=(
                f"*{text.safe(headline(card.lead, w), 130)}* · #{card.lead.id}",
                deadline(found.clock, read),
            ),
            paragraphs=_paragraphs(found, read),
            controls=_controls(card, found, read),
        )
    )


def _paragraphs(found: PromiseReceipt, read: Reading) -> tuple[Paragraph, ...]:
    w = read.w
    calendar = text.safe(w.both(found.label) or found.calendar, 60)
    note = w.t("Calendar {name}; times of {zone}.", name=calendar, zone=found.zone)
    whole = sentences.stretches(w, found.whole, zone=found.zone)[:STRETCHES_SHOWN]
    promise = Paragraph(
        title=w.t("The promise: {length}", length=sentences.counted(w, found.promised)),
        lines=tuple(f"•  {text.safe(line, 120)}" for line in whole),
        note=note,
    )
    title = w.t("Until now") if found.clock.stopped_at is None else w.t("Until the first contact")
    so_far = Paragraph(
        title=title,
        lines=(
            text.safe(sentences.receipt(w, found.so_far, zone=found.zone, calendar=calendar), 900),
        ),
    )
    return promise, so_far, *_pauses(found, read)


def _pauses(found: PromiseReceipt, read: Reading) -> tuple[Paragraph, ...]:
    pauses = found.clock.pauses[-PAUSES_SHOWN:]
    if not pauses:
        return ()
    lines = tuple(f"•  {_pause(one, read, zone=found.zone)}" for one in pauses)
    return (Paragraph(title=read.w.t("Pauses"), lines=lines),)


def _pause(pause: PauseFacts, read: Reading, *, zone: str) -> str:
    w, cause = read.w, sentences.pause_cause(read.w, pause.cause)
    begin = w.moment(pause.began_at, zone)
    if pause.ended_at is None:
        until = w.moment(pause.until, zone)
        said = w.t("since {begin}, until {until} at the latest", begin=begin, until=until)
    else:
        said = w.t("{begin} to {end}", begin=begin, end=w.moment(pause.ended_at, zone))
    by = f" · {read.name(pause.person_id)}" if pause.person_id is not None else ""
    return f"{said}: {cause}{by}"


def _controls(card: CardFacts, found: PromiseReceipt, read: Reading) -> tuple[Button, ...]:
    """Let it stand still, or go on; nothing where it has ended."""
    clock, w = found.clock, read.w
    if clock.stopped_at is not None:
        return ()
    ref = LeadRef(lead_id=card.lead.id).model_dump_json()
    if clock.pause is not None:
        label = w.t("Let the clock go on")
        return (Button(action=ActionId.CLOCK_GO_ON, label=label, value=ref, is_primary=True),)
    label = w.t("Let the clock stand still …")
    return (Button(action=ActionId.CLOCK_PAUSE, label=label, value=ref),)


def pause_modal(
    card: CardFacts, form: PauseForm, *, policy: SalesPolicy, language: Language
) -> Block:
    """Why the clock is to stand still, and for how long at most."""
    w = in_language(language)
    options = tuple(
        Option(label=text.cut(sentences.pause_cause(w, cause), 75), value=cause.value)
        for cause in CAUSES
    )
    hours = max(1, round(policy.pauses.wake_after / HOUR))
    return modal.modal(
        Modal(
            title=w.t("Pause the clock"),
            submit=w.t("Pause"),
            close=w.t("Cancel"),
            callback=CallbackId.PAUSE_CLOCK,
            metadata=form.model_dump_json(),
            intro=(f"*{text.safe(headline(card.lead, w), 130)}*",),
            inputs=(
                ChoiceInput(
                    block=BlockId.PAUSE_CAUSE,
                    label=w.t("Why?"),
                    options=options,
                    initial=CAUSES[0].value,
                ),
                TextInput(
                    block=BlockId.PAUSE_HOURS,
                    label=w.t("Working hours until it goes on by itself"),
                    hint=w.t(
                        "Left empty: {hours}. At most {most} working hours a lead, in all. Who "
                        "paused and why is written down.",
                        hours=hours,
                        most=round(policy.pauses.most / HOUR),
                    ),
                    is_number=True,
                    is_optional=True,
                ),
            ),
        )
    )

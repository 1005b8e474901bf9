"""Modals behind the card: reject, set aside, hand over; and the small one that says a sentence."""

from datetime import datetime
from zoneinfo import ZoneInfo

from agents import sentences
from agents.facts import CardFacts, LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import Language, RejectReason
from agents.words import Words, in_language
from bot.slack.blocks import inputs, modal, text
from bot.slack.ids import BlockId, CallbackId
from bot.slack.metadata import GiveForm, RejectForm, SetAsideForm
from bot.slack.present.common import Reading, headline, reading
from bot.slack.viewmodels import (
    Block,
    ChoiceInput,
    DateInput,
    Input,
    Modal,
    Option,
    SearchInput,
    TextInput,
)

COLLEAGUES_SHOWN = 99
COVER = "cover"
"""The option that leaves the choice to the rules."""


def reject_modal(
    card: CardFacts,
    form: RejectForm,
    *,
    best: LeadFacts | None = None,
    policy: SalesPolicy,
    language: Language,
    now: datetime,
) -> Block:
    """One prefilled form for a reason: what follows from it, and what it needs.

    Args:
        card: the lead.
        form: what the modal is opened for.
        best: for a duplicate, the lead that it is most likely one of.
        policy: the team's rules.
        language: the reader's.
        now: the moment.
    """
    read = reading(card.lead, card.people, policy=policy, language=language, now=now)
    w, reason = read.w, policy.reasons[form.reason]
    intro = (
        f"*{text.safe(w.both(reason.label), 60)}* · {text.safe(headline(card.lead, w), 130)}",
        f"→ {_consequence(form.reason, read)}",
    )
    return modal.modal(
        Modal(
            title=w.t("Reject lead"),
            submit=w.t("Reject"),
            close=w.t("Cancel"),
            callback=CallbackId.REJECT,
            metadata=form.model_dump_json(),
            intro=intro,
            inputs=_inputs(form.reason, read, best),
        )
    )


def _consequence(reason: RejectReason, read: Reading) -> str:
    after = read.policy.reasons[reason].wake_after
    if reason is RejectReason.NO_NEED and after is not None:
        return sentences.consequence(read.w, reason, wake=read.day(read.now + after))
    return sentences.consequence(read.w, reason)


def _inputs(reason: RejectReason, read: Reading, best: LeadFacts | None) -> tuple[Input, ...]:
    w = read.w
    note = TextInput(
        block=BlockId.NOTE,
        label=w.t("Note"),
        hint=w.t("For your colleagues. Keep to facts: the person may ask what is noted."),
        is_long=True,
        is_optional=True,
    )
    special: dict[RejectReason, tuple[Input, ...]] = {
        RejectReason.TIMING: (_wake_on(read),),
        RejectReason.WRONG_PERSON: _right_person(w),
        RejectReason.DUPLICATE: _other_lead(read, best),
    }
    return (*_sub(reason, read), *special.get(reason, ()), note)


def _sub(reason: RejectReason, read: Reading) -> tuple[Input, ...]:
    """The team's finer reasons, where it has some."""
    finer = read.policy.reasons[reason].sub
    if not finer:
        return ()
    options = tuple(
        Option(label=text.cut(read.w.both(label), 75), value=code) for code, label in finer.items()
    )
    return (
        ChoiceInput(
            block=BlockId.REJECT_SUB,
            label=read.w.t("More exactly"),
            options=options,
            is_optional=True,
        ),
    )


def _wake_on(read: Reading) -> DateInput:
    after = read.policy.reasons[RejectReason.TIMING].wake_after
    today = read.now.astimezone(ZoneInfo(read.zone)).date()
    day = today + after if after is not None else today
    return DateInput(
        block=BlockId.WAKE_ON,
        label=read.w.t("When shall the lead come back?"),
        initial=day.isoformat(),
    )


def _right_person(w: Words) -> tuple[Input, ...]:
    return (
        TextInput(
            block=BlockId.RIGHT_NAME,
            label=w.t("Who is the right person?"),
            hint=w.t("A name or a role. If you do not know it, say who might."),
            max_length=120,
        ),
        TextInput(
            block=BlockId.RIGHT_EMAIL,
            label=w.t("Their mail address"),
            is_optional=True,
            is_email=True,
        ),
        TextInput(
            block=BlockId.RIGHT_ROLE,
            label=w.t("Their role"),
            hint=w.t("Nothing is sent to them by itself: they have not asked for anything yet."),
            is_optional=True,
            max_length=120,
        ),
    )


def _other_lead(read: Reading, best: LeadFacts | None) -> tuple[Input, ...]:
    w = read.w
    return (
        SearchInput(
            block=BlockId.OTHER_LEAD,
            label=w.t("Which lead is it a duplicate of?"),
            placeholder=w.t("Search for a lead …"),
            hint=w.t("Type the name of the person or the company, or the number of the lead."),
            initial=_candidate(best, read) if best is not None else None,
        ),
    )


def doubles(
    found: tuple[LeadFacts, ...], *, policy: SalesPolicy, language: Language, now: datetime
) -> list[Block]:
    """What the search for the other lead offers."""
    return inputs.found(
        tuple(
            _candidate(one, reading(one, {}, policy=policy, language=language, now=now))
            for one in found
        )
    )


def _candidate(lead: LeadFacts, read: Reading) -> Option:
    label = f"#{lead.id} {headline(lead, read.w)} · {read.day(lead.created_at)}"
    return Option(label=text.cut(label, 75), value=str(lead.id))


def set_aside_modal(
    card: CardFacts, form: SetAsideForm, *, policy: SalesPolicy, language: Language, now: datetime
) -> Block:
    """The question before a lead counts no more."""
    w = reading(card.lead, card.people, policy=policy, language=language, now=now).w
    question = (
        w.t("Mark this lead as a test entry? It then counts in no rate and nobody is reminded.")
        if form.is_test
        else w.t("Mark this lead as spam? It then counts in no rate and nobody is reminded.")
    )
    return modal.modal(
        Modal(
            title=w.t("Test entry") if form.is_test else w.t("Spam"),
            submit=w.t("Yes"),
            close=w.t("Cancel"),
            callback=CallbackId.SET_ASIDE,
            metadata=form.model_dump_json(),
            intro=(f"*{text.safe(headline(card.lead, w), 130)}*", question),
        )
    )


def give_modal(
    card: CardFacts,
    form: GiveForm,
    *,
    colleagues: tuple[PersonFacts, ...],
    language: Language,
) -> Block:
    """Who gets the lead: a colleague, or whoever the rules choose."""
    w = in_language(language)
    options = [Option(label=w.t("My cover, as the rules choose"), value=COVER)]
    options += [_colleague(person, w) for person in colleagues[:COLLEAGUES_SHOWN]]
    return modal.modal(
        Modal(
            title=w.t("Hand over lead"),
            submit=w.t("Hand over"),
            close=w.t("Cancel"),
            callback=CallbackId.GIVE,
            metadata=form.model_dump_json(),
            intro=(f"*{text.safe(headline(card.lead, w), 130)}*",),
            inputs=(
                ChoiceInput(
                    block=BlockId.GIVE_TO,
                    label=w.t("To whom?"),
                    options=tuple(options),
                    initial=COVER,
                    hint=w.t("They are told in the lead's thread. The clock keeps running."),
                ),
            ),
        )
    )


def _colleague(person: PersonFacts, w: Words) -> Option:
    load = w.n("{count} open lead", "{count} open leads", person.open_leads)
    return Option(
        label=text.cut(f"{text.plain(person.name, 45)} · {load}", 75), value=str(person.id)
    )


def notice_modal(language: Language, *, sentence: str) -> Block:
    """A sentence, where there is no other place to say it."""
    w = in_language(language)
    return modal.modal(Modal(title="Staffel", close=w.t("Close"), intro=(text.escape(sentence),)))

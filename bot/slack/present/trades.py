"""Swapping leads and silencing reminders: the modals, the question, and what is said after."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agents.facts import CardFacts, LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty, trading
from agents.vocabulary import AlertKind, Language, Tier
from agents.words import Words, in_language
from bot.slack.blocks import lead_card, modal, text
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.metadata import SnoozeForm, SwapForm, SwapRef
from bot.slack.present.common import first_touch, headline, reading
from bot.slack.viewmodels import (
    Block,
    Button,
    ChoiceInput,
    DateInput,
    Message,
    Modal,
    Option,
    Ping,
    TextInput,
)

NEXT_DUTY = "duty"
AT_A_TIME = "time"
SPANS = {"30": timedelta(minutes=30), "60": timedelta(hours=1), "120": timedelta(hours=2)}


def swap_modal(
    card: CardFacts, form: SwapForm, *, others: tuple[LeadFacts, ...], language: Language
) -> Block:
    """For which lead of a colleague this one is offered; without any, why not."""
    w = in_language(language)
    if not others:
        nothing = w.t("No colleague of this team has a lead that could be swapped now.")
        return modal.modal(Modal(title=w.t("Swap lead"), close=w.t("Close"), intro=(nothing,)))
    options = tuple(
        Option(label=_option(lead, card.people, w), value=str(lead.id)) for lead in others
    )
    return modal.modal(
        Modal(
            title=w.t("Swap lead"),
            submit=w.t("Offer"),
            close=w.t("Cancel"),
            callback=CallbackId.SWAP,
            metadata=form.model_dump_json(),
            intro=(f"*{text.safe(headline(card.lead, w), 130)}*",),
            inputs=(
                ChoiceInput(
                    block=BlockId.SWAP_FOR,
                    label=w.t("For which lead?"),
                    options=options,
                    hint=w.t("Your colleague is asked under it. Until then nothing changes."),
                ),
            ),
        )
    )


def _option(lead: LeadFacts, people: dict[int, PersonFacts], w: Words) -> str:
    owner = people.get(lead.owner_id or 0)
    name = text.plain(owner.name, 25) if owner else w.t("a former colleague")
    return text.cut(f"#{lead.id} {name}: {headline(lead, w)}", 75)


def swap_question(
    swap_id: int,
    *,
    mine: LeadFacts,
    theirs: LeadFacts,
    people: dict[int, PersonFacts],
    by_person_id: int,
    to_person_id: int,
    language: Language,
    answer: bool | None = None,
    is_ended: bool = False,
) -> Message:
    """Asks whoever has a lead whether they swap it; once answered, what came of it."""
    w = in_language(language)
    asker, asked = people[by_person_id], people[to_person_id]
    name, you = text.safe(asker.name, 60), text.mention(asked.slack_user_id)
    offered = f"#{mine.id} {text.safe(headline(mine, w), 100)}"
    if is_ended:
        line = {
            True: w.t("🔁 Swapped: {name} has this lead now.", name=name),
            False: w.t("🔁 Not swapped: {name} keeps the other lead.", name=name),
            None: w.t("🔁 This offer is over: one of the leads has changed hands."),
        }[answer]
        return _message(Ping(line=line, detail=offered))
    line = w.t("🔁 {you}, {name} offers a lead for this one. Do you swap?", you=you, name=name)
    ref = SwapRef(swap_id=swap_id, lead_id=theirs.id).model_dump_json()
    return _message(
        Ping(
            line=line,
            detail=offered,
            controls=(
                Button(action=ActionId.SWAP_ACCEPT, label=w.t("Swap"), value=ref, is_primary=True),
                Button(action=ActionId.SWAP_DECLINE, label=w.t("No, keep mine"), value=ref),
            ),
        )
    )


def swap_declined(
    card: CardFacts,
    *,
    theirs: LeadFacts,
    person: PersonFacts,
    by: PersonFacts,
    policy: SalesPolicy,
    language: Language,
    now: datetime,
) -> Message:
    """Tells whoever has offered a swap that the colleague keeps their lead."""
    read = reading(card.lead, card.people, policy=policy, language=language, now=now)
    line = read.w.t(
        "🔁 {you}, {name} does not swap. This lead stays as it is.",
        you=read.alert(person, AlertKind.HANDED_OVER, is_hot=card.lead.is_hot),
        name=text.safe(by.name, 60),
    )
    return _message(
        Ping(line=line, detail=f"#{theirs.id} {text.safe(headline(theirs, read.w), 100)}")
    )


def _message(shown: Ping) -> Message:
    return Message(text=shown.line.replace("\n", " "), blocks=lead_card.ping(shown))


def snooze_modal(
    card: CardFacts,
    form: SnoozeForm,
    *,
    person: PersonFacts,
    policy: SalesPolicy,
    now: datetime,
) -> Block:
    """Until when the owner is left alone; says that the promise stays."""
    w = in_language(person.language)
    zone = duty.zone_of(person, policy)
    clock = first_touch(card.lead)
    stays = w.t("Nobody reminds you until then. The lead's deadline does not move.")
    if clock is not None and clock.stopped_at is None and card.lead.tier is Tier.HOT:
        due = w.moment(clock.due_at, zone)
        stays = w.t(
            "This lead is hot: it stays due at {due}, and your cover and your manager are called "
            "as promised. Only your own reminder is silenced.",
            due=due,
        )
    next_duty = trading.snooze_until_duty(person, policy=policy, now=now)
    has_end = next_duty is not None and next_duty <= now + trading.LONGEST_SNOOZE
    options = []
    if has_end:
        options.append(Option(label=w.t("Until my next working hours"), value=NEXT_DUTY))
    options += [
        Option(label=w.n("For {count} minute", "For {count} minutes", int(minutes)), value=minutes)
        for minutes in SPANS
    ]
    options.append(Option(label=w.t("Until the time below"), value=AT_A_TIME))
    today = now.astimezone(ZoneInfo(zone)).date()
    return modal.modal(
        Modal(
            title=w.t("Silence reminders"),
            submit=w.t("Silence"),
            close=w.t("Cancel"),
            callback=CallbackId.SNOOZE,
            metadata=form.model_dump_json(),
            intro=(f"*{text.safe(headline(card.lead, w), 130)}*", stays),
            inputs=(
                ChoiceInput(
                    block=BlockId.SNOOZE_FOR,
                    label=w.t("How long?"),
                    options=tuple(options),
                    initial=options[0].value,
                ),
                DateInput(block=BlockId.SNOOZE_ON, label=w.t("Day"), initial=today.isoformat()),
                TextInput(
                    block=BlockId.SNOOZE_AT,
                    label=w.t("Time"),
                    hint=w.t("For instance 14:30; only for “until the time below”."),
                    is_optional=True,
                    max_length=5,
                ),
            ),
        )
    )


def snoozed(lead: LeadFacts, *, person: PersonFacts, policy: SalesPolicy) -> str:
    """What is said once reminders are silenced."""
    w = in_language(person.language)
    zone = duty.zone_of(person, policy)
    assert lead.snoozed_until is not None
    until = w.moment(lead.snoozed_until, zone)
    clock = first_touch(lead)
    if clock is None or clock.stopped_at is not None:
        return w.t("🔕 I do not remind you of this lead until {until}.", until=until)
    due = w.moment(clock.due_at, zone)
    return w.t(
        "🔕 I do not remind you of this lead until {until}. It stays due at {due}.",
        until=until,
        due=due,
    )


def swap_offered(language: Language, theirs: LeadFacts) -> str:
    """What is said to whoever has offered a swap."""
    w = in_language(language)
    return w.t("🔁 Offered. I have asked under lead #{number}.", number=theirs.id)

"""Replies under a card: the rungs of the escalation chain, and who has the lead now."""

from datetime import datetime

from agents import sentences
from agents.facts import CardFacts, LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import attention
from agents.vocabulary import (
    ActivityKind,
    AlertKind,
    EscalationStep,
    Handover,
    Language,
    RoutingReason,
    Side,
)
from agents.words import in_language
from bot.slack.blocks import kit, lead_card, text
from bot.slack.ids import ActionId
from bot.slack.metadata import PingRef
from bot.slack.present.common import OPEN, Reading, first_touch, headline, person_name, reading
from bot.slack.present.states import deadline
from bot.slack.viewmodels import Block, Button, Message, Ping

MANAGERS = frozenset({EscalationStep.TELL_MANAGER, EscalationStep.NOBODY_REACTED})
"""Rungs that ask the manager."""


def ping(
    card: CardFacts,
    *,
    step: EscalationStep,
    addressee: PersonFacts | None,
    policy: SalesPolicy,
    language: Language,
    now: datetime,
) -> Message:
    """A rung of the chain: whom it asks, how much time is left, and the buttons that fix it."""
    lead = card.lead
    read = reading(lead, card.people, policy=policy, language=language, now=now)
    if lead.handover not in OPEN or lead.is_touched:
        return _message(Ping(line=_over(lead, read), detail=_about(lead, read)))
    ref = PingRef(
        lead_id=lead.id, step=step, person_id=addressee.id if addressee else None
    ).model_dump_json()
    kind = attention.OF_STEP[step]
    asked = read.alert(addressee, kind, is_hot=lead.is_hot) if addressee else None
    return _message(
        Ping(
            line=_line(lead, step, asked, addressee, read),
            detail=_about(lead, read),
            controls=_controls(lead, step, addressee, ref, read),
        )
    )


def possible_repeat(language: Language) -> Block:
    """The line over a message that may stand in the channel already."""
    w = in_language(language)
    return kit.context(
        w.t("Possibly a repeat: Slack did not say whether this message had arrived before.")
    )


def ping_settled(
    card: CardFacts, *, policy: SalesPolicy, language: Language, now: datetime
) -> Message:
    """The ping once somebody has acted on it: who has the lead now, without buttons."""
    read = reading(card.lead, card.people, policy=policy, language=language, now=now)
    return _message(Ping(line=_over(card.lead, read), detail=_about(card.lead, read)))


def new_owner(
    card: CardFacts,
    *,
    person: PersonFacts,
    reason: RoutingReason,
    by: PersonFacts | None,
    policy: SalesPolicy,
    language: Language,
    now: datetime,
) -> Message:
    """A reply that reaches the new owner."""
    read = reading(card.lead, card.people, policy=policy, language=language, now=now)
    w, you = read.w, read.alert(person, AlertKind.HANDED_OVER, is_hot=card.lead.is_hot)
    if by is not None and by.id != person.id:
        line = w.t(
            "👋 {you}, {name} hands this lead to you.", you=you, name=text.safe(by.name, 60)
        )
    else:
        line = _became_yours(reason, you, read)
    clock = first_touch(card.lead)
    detail = deadline(clock, read) if clock is not None and clock.stopped_at is None else ""
    return _message(Ping(line=line, detail=detail))


def _became_yours(reason: RoutingReason, you: str, read: Reading) -> str:
    """Why the rules give somebody a lead, or that they took it."""
    w = read.w
    return {
        RoutingReason.TAKEN_OVER: w.t("👋 {you} has taken this lead over.", you=you),
        RoutingReason.TAKEN_BACK: w.t("👋 {you} has taken this lead back.", you=you),
        RoutingReason.KNOWN_CONTACT: w.t(
            "👋 {you}, this lead is back with you: you know the contact.", you=you
        ),
        RoutingReason.ACCOUNT_OWNER: w.t(
            "👋 {you}, this lead is yours now: you look after the company.", you=you
        ),
        RoutingReason.COVER: w.t(
            "👋 {you}, this lead is yours now: you stand in for its owner.", you=you
        ),
        RoutingReason.LEFT: w.t("👋 {you}, this lead is yours now: its owner has left.", you=you),
        RoutingReason.FALLBACK: w.t(
            "👋 {you}, this lead is yours now: nobody of its own team was free.", you=you
        ),
        RoutingReason.KEY_ACCOUNT: w.t(
            "👋 {you}, this lead is yours now: a key account, and it is your turn.", you=you
        ),
        RoutingReason.RETURNED: w.t(
            "👋 {you}, this lead is back with you, and nobody has touched it.", you=you
        ),
    }.get(reason, w.t("👋 {you}, this lead is yours now: it is your turn.", you=you))


def came_again(
    card: CardFacts,
    *,
    person: PersonFacts,
    wish: ActivityKind,
    policy: SalesPolicy,
    language: Language,
    now: datetime,
) -> Message:
    """A reply that tells the owner what the person wants now."""
    read = reading(card.lead, card.people, policy=policy, language=language, now=now)
    what = sentences.activity(read.w, wish)
    line = read.w.t(
        "🔥 {you}, {person} is back: *{what}*.",
        you=read.alert(person, AlertKind.CAME_AGAIN, is_hot=card.lead.is_hot),
        person=text.safe(person_name(card.lead, read.w), 60),
        what=what,
    )
    clock = first_touch(card.lead)
    detail = deadline(clock, read) if clock is not None and clock.stopped_at is None else ""
    return _message(Ping(line=line, detail=detail))


def _message(shown: Ping) -> Message:
    return Message(text=shown.line.replace("\n", " "), blocks=lead_card.ping(shown))


def _line(
    lead: LeadFacts,
    step: EscalationStep,
    asked: str | None,
    addressee: PersonFacts | None,
    read: Reading,
) -> str:
    w, owner = read.w, read.name(lead.owner_id)
    time = _time(lead, read)
    if step is EscalationStep.NOBODY_REACTED:
        return w.t(
            "🚨 *Nobody has reacted*, and I have nobody left to ask. {you} {time}",
            you=asked or "",
            time=time,
        )
    if asked is None or addressee is None:
        return w.t("🚨 *Nobody can be reached for this lead.* {time} Who takes it?", time=time)
    if addressee.id == lead.owner_id and step not in MANAGERS:
        return w.t("⏰ {you}, this lead still waits for you. {time}", you=asked, time=time)
    if lead.owner_id is None:
        return w.t("⏳ {you}, this lead has nobody yet. {time}", you=asked, time=time)
    if step in MANAGERS:
        return w.t(
            "🚨 {you}, {owner} has this lead and there was no contact yet. {time}",
            you=asked,
            owner=owner,
            time=time,
        )
    return w.t(
        "🙋 {you}, can you step in? {owner} has not got to this lead yet. {time}",
        you=asked,
        owner=owner,
        time=time,
    )


def _time(lead: LeadFacts, read: Reading) -> str:
    """How much of the promised time is left, or by how much it is over."""
    clock = first_touch(lead)
    if clock is None:
        return ""
    if clock.held_by is not None:
        return deadline(clock, read)
    due = read.clock_time(clock.due_at)
    if read.now < clock.due_at:
        left = sentences.span(read.w, clock.due_at - read.now)
        return read.w.t("*{left} left*, due by {due}.", left=left, due=due)
    over = sentences.span(read.w, read.now - clock.due_at)
    late = read.w.t("*{over} over time*, promised by {due}.", over=over, due=due)
    return f"{late} {sentences.broken_by(read.w, Side.SALES)}"


def _about(lead: LeadFacts, read: Reading) -> str:
    about = f"{text.safe(headline(lead, read.w), 130)} · #{lead.id}"
    if lead.owner_id is None:
        return about
    owner = read.w.t("with {owner}", owner=read.name(lead.owner_id))
    return f"{about} · {owner}"


def _over(lead: LeadFacts, read: Reading) -> str:
    """What ended the need for this ping."""
    w = read.w
    if lead.handover not in OPEN:
        return w.t("✅ Settled: the card says how.")
    if lead.is_touched:
        newest = lead.touches[-1]
        did = sentences.touch(w, newest.kind)
        return w.t("✅ Settled: {did} by {name}.", did=did, name=read.name(newest.person_id))
    owner = read.name(lead.owner_id)
    if lead.handover is Handover.ACCEPTED:
        return w.t("✅ {owner} has it now. {time}", owner=owner, time=_time(lead, read))
    return w.t("➡️ Handed to {owner}. {time}", owner=owner, time=_time(lead, read))


def _controls(
    lead: LeadFacts, step: EscalationStep, addressee: PersonFacts | None, ref: str, read: Reading
) -> tuple[Button, ...]:
    w = read.w
    receipt = Button(action=ActionId.RECEIPT, label=w.t("⏱ Receipt"), value=ref)
    is_owner = addressee is not None and addressee.id == lead.owner_id
    if is_owner and step not in MANAGERS:
        return (
            *_owners(lead, ref, read),
            Button(action=ActionId.GIVE_COVER, label=w.t("Give to my cover"), value=ref),
            receipt,
        )
    take = Button(
        action=ActionId.TAKE_OVER,
        label=w.t("I take over"),
        value=ref,
        is_primary=step not in MANAGERS,
    )
    choose = Button(action=ActionId.GIVE_CHOOSE, label=w.t("Give to …"), value=ref)
    if step not in MANAGERS:
        return take, choose, receipt
    cover = Button(
        action=ActionId.GIVE_COVER, label=w.t("Give to the cover"), value=ref, is_primary=True
    )
    return cover, take, choose, receipt


def _owners(lead: LeadFacts, ref: str, read: Reading) -> tuple[Button, ...]:
    """What the owner does about it: take the lead, or say what was done."""
    w = read.w
    if lead.handover is not Handover.ACCEPTED:
        accept = Button(action=ActionId.ACCEPT, label=w.t("Accept"), value=ref, is_primary=True)
        return (accept,)
    return (
        Button(action=ActionId.TOUCH_CALL, label=w.t("📞 Called"), value=ref, is_primary=True),
        Button(action=ActionId.TOUCH_NO_ANSWER, label=w.t("📵 No answer"), value=ref),
        Button(action=ActionId.TOUCH_EMAIL, label=w.t("✉️ E-mailed"), value=ref),
    )

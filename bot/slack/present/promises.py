"""Messages about promises: nobody reacted, the next try is due, marketing owes something."""

from collections.abc import Sequence
from datetime import datetime

from agents import sentences
from agents.facts import CardFacts, LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import AlertKind, EscalationStep, Language, Side, TouchKind
from bot.slack.blocks import lead_card, text
from bot.slack.ids import ActionId
from bot.slack.metadata import PingRef
from bot.slack.present.common import (
    SLACK,
    Reading,
    card_link,
    first_touch,
    headline,
    reading,
)
from bot.slack.present.states import deadline
from bot.slack.viewmodels import Button, Message, Ping


def nobody_reacted(
    card: CardFacts, *, policy: SalesPolicy, language: Language, now: datetime, site: str = SLACK
) -> Message:
    """What the managers' channel is told, once, where a whole chain went by."""
    read = reading(card.lead, card.people, policy=policy, language=language, now=now)
    w, clock = read.w, first_touch(card.lead)
    line = w.t("🚨 *Nobody reacted* to a lead, from its owner to its manager.")
    detail = deadline(clock, read) if clock is not None else ""
    return _message(line, card.lead, read, detail=detail, controls=_open(card.lead, read, site))


def tell_marketing(
    card: CardFacts,
    *,
    addressees: Sequence[PersonFacts],
    policy: SalesPolicy,
    language: Language,
    now: datetime,
    site: str = SLACK,
) -> Message:
    """What marketing is told where its duty is overdue; it names the side."""
    read = reading(card.lead, card.people, policy=policy, language=language, now=now)
    w, duty = read.w, card.lead.duty
    assert duty is not None
    is_hot = card.lead.is_hot
    you = " ".join(read.alert(one, AlertKind.REMINDER, is_hot=is_hot) for one in addressees)
    line = w.t(
        "📋 {you} This lead came without: *{missing}*. Promised by {due}. {side}",
        you=you,
        missing=text.safe(sentences.owed_by_marketing(w, duty), 200),
        due=read.clock_time(duty.due_at),
        side=sentences.broken_by(w, Side.MARKETING),
    ).replace("📋  ", "📋 ")
    return _message(line, card.lead, read, controls=_open(card.lead, read, site))


def remind_try(
    card: CardFacts, *, policy: SalesPolicy, language: Language, now: datetime
) -> Message:
    """A reply under the card: which try is due, with the buttons that answer it."""
    lead = card.lead
    read = reading(lead, card.people, policy=policy, language=language, now=now)
    w, cadence = read.w, lead.cadence
    assert cadence is not None
    assert cadence.next_at is not None
    ref = PingRef(
        lead_id=lead.id, step=EscalationStep.REMIND_OWNER, person_id=lead.owner_id
    ).model_dump_json()
    line = w.t(
        "🔁 {you}, {what}.",
        you=read.owner(lead, AlertKind.REMINDER),
        what=sentences.next_try(w, cadence, when=read.clock_time(cadence.next_at)),
    )
    is_mail = cadence.by is TouchKind.EMAIL
    controls = (
        Button(
            action=ActionId.TOUCH_CALL,
            label=w.t("📞 Called"),
            value=ref,
            is_primary=not is_mail,
        ),
        Button(action=ActionId.TOUCH_NO_ANSWER, label=w.t("📵 No answer"), value=ref),
        Button(
            action=ActionId.TOUCH_EMAIL, label=w.t("✉️ E-mailed"), value=ref, is_primary=is_mail
        ),
    )
    return _message(line, lead, read, controls=controls)


def _open(lead: LeadFacts, read: Reading, site: str) -> tuple[Button, ...]:
    link = card_link(lead, site)
    if link is None:
        return ()
    return (Button(action=ActionId.OPEN_LINK, label=read.w.t("To the card"), url=link),)


def _message(
    line: str,
    lead: LeadFacts,
    read: Reading,
    *,
    detail: str = "",
    controls: tuple[Button, ...] = (),
) -> Message:
    about = f"{text.safe(headline(lead, read.w), 130)} · #{lead.id}"
    parts = [about, *([detail] if detail else [])]
    shown = Ping(line=line, detail="\n".join(parts), controls=controls)
    return Message(text=line.replace("\n", " "), blocks=lead_card.ping(shown))

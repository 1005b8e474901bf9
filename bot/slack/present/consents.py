"""What a person allows and refuses: every channel with its reason, and the proofs behind it."""

from datetime import datetime
from enum import StrEnum

from agents import sentences
from agents.facts import CardFacts, ConsentFacts
from agents.policy import SalesPolicy
from agents.rules.permission import may_use
from agents.vocabulary import Channel, Language
from bot.slack.blocks import modal, text
from bot.slack.ids import BlockId, CallbackId
from bot.slack.metadata import ConsentForm
from bot.slack.present.common import Reading, headline, reading
from bot.slack.viewmodels import Block, ChoiceInput, Modal, Option, Paragraph, TextInput

PROOFS_SHOWN = 12


class NoKind(StrEnum):
    """What a person may refuse in one go; the workflow knows the purposes."""

    MAIL = "mail"
    CALLS = "calls"
    MARKETING = "marketing"
    EVERYTHING = "everything"


def consent_modal(
    card: CardFacts,
    form: ConsentForm,
    *,
    policy: SalesPolicy,
    language: Language,
    now: datetime,
) -> Block:
    """The channels, the proofs, and a form for what somebody said on the phone."""
    read = reading(card.lead, card.people, policy=policy, language=language, now=now)
    w = read.w
    return modal.modal(
        Modal(
            title=w.t("Consent"),
            submit=w.t("Write down"),
            close=w.t("Close"),
            callback=CallbackId.CONSENT,
            metadata=form.model_dump_json(),
            intro=(f"*{text.safe(headline(card.lead, w), 130)}* · #{card.lead.id}",),
            inputs=_inputs(read),
            paragraphs=(_channels(card, read), _proofs(card, read)),
        )
    )


def _inputs(read: Reading) -> tuple[ChoiceInput | TextInput, ...]:
    w = read.w
    labels = {
        NoKind.MAIL: w.t("No marketing e-mails any more"),
        NoKind.CALLS: w.t("No more calls"),
        NoKind.MARKETING: w.t("Objects to all marketing"),
        NoKind.EVERYTHING: w.t("Wants no contact at all"),
    }
    return (
        ChoiceInput(
            block=BlockId.SAYS_NO,
            label=w.t("What did the person say?"),
            options=tuple(Option(label=label, value=kind) for kind, label in labels.items()),
            hint=w.t("It counts at once, on every channel and for every lead of this person."),
        ),
        TextInput(
            block=BlockId.NOTE,
            label=w.t("How did they say so?"),
            hint=w.t("For instance: on the phone. No more about the person."),
            max_length=100,
            is_optional=True,
        ),
    )


def _channels(card: CardFacts, read: Reading) -> Paragraph:
    lead, w = card.lead, read.w
    lines = []
    for channel in Channel:
        found = may_use(
            channel,
            activities=lead.activities,
            consents=lead.consents,
            now=read.now,
            policy=read.policy.consent,
            is_customer=card.is_customer,
        )
        mark = "✅" if found.is_allowed else "🔒"
        lines.append(f"{mark} {sentences.channel(w, channel)} – {sentences.permission(w, found)}")
    return Paragraph(title=w.t("May be contacted"), lines=tuple(lines))


def _proofs(card: CardFacts, read: Reading) -> Paragraph:
    w, newest = read.w, tuple(reversed(card.lead.consents))
    lines = [f"•  {_proof(one, read)}" for one in newest[:PROOFS_SHOWN]]
    topics = card.lead.contact.topics
    chosen = None
    if topics is not None:
        labels = (w.both(read.policy.consent.topics.get(one, {})) or one for one in topics)
        chosen = w.t("Wants to hear about: {topics}", topics=text.safe(", ".join(labels), 200))
    return Paragraph(
        title=w.t("Proofs, newest first"),
        lines=tuple(lines) or (w.t("Nothing is recorded."),),
        note=chosen,
    )


def _proof(one: ConsentFacts, read: Reading) -> str:
    w = read.w
    known = [
        f"{sentences.purpose(w, one.purpose)}: *{sentences.consent_state(w, one.state)}*",
        sentences.basis(w, one.basis) if one.basis else "",
        read.w.moment(one.recorded_at, read.zone),
        text.safe(sentences.consent_source(w, one.source), 60),
        w.t("text {version}", version=text.safe(one.text_version, 60)) if one.text_version else "",
        text.safe(sentences.consent_evidence(w, one.evidence), 80) if one.evidence else "",
    ]
    return " · ".join(part for part in known if part)

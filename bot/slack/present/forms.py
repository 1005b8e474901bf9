"""Forms about a lead: a new one, and a correction."""

from collections.abc import Mapping
from dataclasses import dataclass

from agents import sentences
from agents.facts import CardFacts, LeadFacts, PersonFacts
from agents.facts.values import Values
from agents.rules.fields import countries, industries
from agents.rules.hand_made import WISHES
from agents.vocabulary import ActivityKind, Language, LeadField
from agents.words import Words, in_language
from bot.slack.blocks import modal, text
from bot.slack.ids import BlockId, CallbackId, of_field
from bot.slack.metadata import CorrectForm, NewLeadForm
from bot.slack.present.common import SLACK, card_link, headline
from bot.slack.viewmodels import Block, ChoiceInput, Input, Modal, Option, Paragraph, TextInput

ME, NEXT = "me", "next"
ASKED_OF_NEW = (
    LeadField.FIRST_NAME,
    LeadField.LAST_NAME,
    LeadField.EMAIL,
    LeadField.PHONE,
    LeadField.COMPANY,
    LeadField.JOB_TITLE,
    LeadField.NEED,
)
LONG = frozenset({LeadField.NEED})
LONGEST = {LeadField.NEED: 3000, LeadField.COMPANY: 300}
SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLead:
    """What stands in the form for a new lead."""

    typed: Mapping[LeadField, str]
    wish: ActivityKind = ActivityKind.CONTACT_REQUEST
    language: Language
    keeps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubled:
    """Leads that the new one may double."""

    leads: tuple[LeadFacts, ...] = ()
    hidden: int = 0
    """How many more there are that the reader may not see."""
    people: Mapping[int, PersonFacts]

    def __bool__(self) -> bool:
        return bool(self.leads or self.hidden)


def new_lead_modal(
    filled: NewLead,
    *,
    language: Language,
    may_keep: bool,
    doubled: Doubled | None = None,
    site: str = SLACK,
) -> Block:
    """The form; once more with what there is already, where the lead may be a double."""
    w = in_language(language)
    is_asked_again = bool(doubled)
    return modal.modal(
        Modal(
            title=w.t("New lead"),
            submit=w.t("Create anyway") if is_asked_again else w.t("Create"),
            close=w.t("Cancel"),
            callback=CallbackId.NEW_LEAD,
            metadata=NewLeadForm(is_sure=is_asked_again).model_dump_json(),
            intro=_there_already(doubled, w, site) if doubled else (),
            inputs=_of_new(filled, w, may_keep=may_keep),
        )
    )


def _there_already(doubled: Doubled, w: Words, site: str) -> tuple[str, ...]:
    lines = [f"•  {_line(lead, doubled, w, site)}" for lead in doubled.leads[:SHOWN]]
    hidden = doubled.hidden + max(0, len(doubled.leads) - SHOWN)
    if hidden:
        lines.append("•  " + w.n("{count} more lead", "{count} more leads", hidden))
    heading = w.t("*This may be here already:*")
    note = w.t("The same person's open lead is not doubled: what you write is added to it.")
    return ("\n".join([heading, *lines]), note)


def _line(lead: LeadFacts, doubled: Doubled, w: Words, site: str) -> str:
    name = f"#{lead.id} {headline(lead, w)}"
    url = card_link(lead, site)
    owner = doubled.people.get(lead.owner_id or 0)
    state = sentences.handover(w, lead.handover)
    parts = [text.link(url, name) if url else text.safe(name, 130), state]
    if owner is not None:
        parts.append(text.safe(owner.name, 60))
    return " · ".join(parts)


def _of_new(filled: NewLead, w: Words, *, may_keep: bool) -> tuple[Input, ...]:
    wishes = tuple(Option(label=_wish(one, w), value=one.value) for one in WISHES)
    languages = tuple(
        Option(label=sentences.language(w, one), value=one.value) for one in Language
    )
    fields = tuple(
        _typed(field, filled.typed.get(field), w, is_optional=field is not LeadField.LAST_NAME)
        for field in ASKED_OF_NEW
    )
    choices: tuple[Input, ...] = (
        ChoiceInput(
            block=BlockId.NEW_WISH,
            label=w.t("What did they ask for?"),
            options=wishes,
            initial=filled.wish.value,
        ),
        ChoiceInput(
            block=BlockId.NEW_LANGUAGE,
            label=w.t("Their language"),
            options=languages,
            initial=filled.language.value,
        ),
    )
    return (*fields, *choices, _owner(filled, w)) if may_keep else (*fields, *choices)


def _wish(kind: ActivityKind, w: Words) -> str:
    if kind is ActivityKind.EVENT_ATTENDED:
        return w.t("Nothing yet, we met")
    return sentences.activity(w, kind)


def _owner(filled: NewLead, w: Words) -> ChoiceInput:
    return ChoiceInput(
        block=BlockId.NEW_OWNER,
        label=w.t("Who takes care of it?"),
        options=(
            Option(label=w.t("Whoever is next by the rules"), value=NEXT),
            Option(label=w.t("I keep it"), value=ME),
        ),
        initial=ME if filled.keeps else NEXT,
    )


def _typed(
    field: LeadField, initial: str | None, w: Words, *, is_optional: bool = True
) -> TextInput:
    hint = w.t("This or a telephone number.") if field is LeadField.EMAIL else None
    return TextInput(
        block=of_field(field),
        label=sentences.lead_field(w, field),
        hint=hint if initial is None else None,
        initial=initial,
        is_long=field in LONG,
        is_optional=is_optional,
        max_length=LONGEST.get(field, 200),
    )


def as_typed(known: Values, language: Language) -> dict[LeadField, str | None]:
    """Values as the form of a correction shows them, and would take them back.

    A code is shown as its word, where that word is read as this code again.
    """
    w = in_language(language)
    shown = {field: None if value is None else str(value) for field, value in known.items()}
    for field, word, read in (
        (LeadField.COUNTRY, sentences.country, countries.country),
        (LeadField.INDUSTRY, sentences.industry, industries.industry),
    ):
        code = shown.get(field)
        if code is not None and read(word(w, code)) == code:
            shown[field] = word(w, code)
    return shown


def correct_modal(
    card: CardFacts, form: CorrectForm, *, known: Values, language: Language
) -> Block:
    """All that can be corrected, as it stands."""
    w, shown = in_language(language), as_typed(known, language)
    return modal.modal(
        Modal(
            title=w.t("Correct a field"),
            submit=w.t("Save"),
            close=w.t("Cancel"),
            callback=CallbackId.CORRECT,
            metadata=form.model_dump_json(),
            intro=(f"*{text.safe(headline(card.lead, w), 130)}* · #{card.lead.id}",),
            inputs=tuple(_typed(field, shown[field], w) for field in LeadField),
            paragraphs=(
                Paragraph(
                    title=w.t("What happens then"),
                    lines=(w.t("The lead is scored anew and its card shows what is true."),),
                    note=w.t("Who changed which field is kept, without the values."),
                ),
            ),
        )
    )

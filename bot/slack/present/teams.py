"""The team: who is in it, and the form that adds or changes somebody."""

from agents import sentences
from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import Language, Role
from agents.words import Words, in_language
from bot.slack.blocks import modal, text
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.metadata import PersonForm, PersonRef
from bot.slack.viewmodels import (
    Block,
    Button,
    ChoiceInput,
    Input,
    Modal,
    Option,
    TextInput,
    UserInput,
)

PEOPLE_SHOWN = 80
NOWHERE = "-"
"""The option for somebody who belongs to no territory."""


def people_modal(people: tuple[PersonFacts, ...], *, language: Language) -> Block:
    """Everybody of the team with a way to change them, and one to add somebody."""
    w = in_language(language)
    active = [person for person in people if person.is_active]
    count = len(active)
    return modal.modal(
        Modal(
            title=w.t("Team"),
            close=w.t("Close"),
            intro=(w.n("*{count} person* in the team.", "*{count} people* in the team.", count),),
            controls=(
                Button(action=ActionId.PERSON_ADD, label=w.t("Add somebody"), is_primary=True),
            ),
            rows=tuple((_line(person, w), _edit(person, w)) for person in active[:PEOPLE_SHOWN]),
        )
    )


def _line(person: PersonFacts, w: Words) -> str:
    load = w.n("{count} open lead", "{count} open leads", person.open_leads)
    return (
        f"*{text.safe(person.name, 60)}* {text.mention(person.slack_user_id)}\n"
        f"{sentences.role(w, person.role)} · "
        f"{text.safe(sentences.territory(w, person.territory), 40)} · "
        f"{sentences.language(w, person.language)} · {load}"
    )


def _edit(person: PersonFacts, w: Words) -> Button:
    value = PersonRef(slack_user_id=person.slack_user_id).model_dump_json()
    return Button(action=ActionId.PERSON_EDIT, label=w.t("Change"), value=value)


def person_modal(person: PersonFacts | None, *, policy: SalesPolicy, language: Language) -> Block:
    """The form for one colleague; None adds somebody new."""
    w = in_language(language)
    form = PersonForm(slack_user_id=person.slack_user_id if person else None)
    intro = (
        (f"*{text.safe(person.name, 60)}* {text.mention(person.slack_user_id)}",) if person else ()
    )
    return modal.modal(
        Modal(
            title=w.t("Change person") if person else w.t("Add person"),
            submit=w.t("Save"),
            close=w.t("Cancel"),
            callback=CallbackId.PERSON,
            metadata=form.model_dump_json(),
            intro=intro,
            inputs=_inputs(person, policy, w),
        )
    )


def _inputs(person: PersonFacts | None, policy: SalesPolicy, w: Words) -> tuple[Input, ...]:
    chosen = () if person else (UserInput(block=BlockId.PERSON_USER, label=w.t("Who?")),)
    roles = tuple(Option(label=sentences.role(w, role), value=role.value) for role in Role)
    languages = tuple(
        Option(label=sentences.language(w, one), value=one.value) for one in Language
    )
    territories = tuple(
        Option(label=text.plain(sentences.territory(w, key), 70), value=key)
        for key in policy.territories
    )
    nowhere = Option(label=w.t("None (works everywhere)"), value=NOWHERE)
    return (
        *chosen,
        TextInput(
            block=BlockId.PERSON_NAME,
            label=w.t("Name"),
            hint=w.t("Empty: the name in Slack."),
            initial=person.name if person else None,
            is_optional=True,
            max_length=100,
        ),
        ChoiceInput(
            block=BlockId.PERSON_ROLE,
            label=w.t("Role"),
            options=roles,
            initial=(person.role if person else Role.SDR).value,
        ),
        ChoiceInput(
            block=BlockId.PERSON_LANGUAGE,
            label=w.t("Language"),
            options=languages,
            initial=(person.language if person else w.language).value,
        ),
        ChoiceInput(
            block=BlockId.PERSON_TERRITORY,
            label=w.t("Territory"),
            options=(nowhere, *territories),
            initial=(person.territory or NOWHERE) if person else NOWHERE,
        ),
    )

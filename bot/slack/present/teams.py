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
ON, OFF = "on", "off"
"""The options for whether somebody works here."""


def people_modal(people: tuple[PersonFacts, ...], *, language: Language) -> Block:
    """Everybody with a way to change them, those who are switched off last, and one to add."""
    w = in_language(language)
    shown = sorted(people, key=lambda person: not person.is_active)
    return modal.modal(
        Modal(
            title=w.t("Team"),
            close=w.t("Close"),
            intro=_summary(people, w),
            controls=(
                Button(action=ActionId.PERSON_ADD, label=w.t("Add somebody"), is_primary=True),
            ),
            rows=tuple((_line(person, w), _edit(person, w)) for person in shown[:PEOPLE_SHOWN]),
        )
    )


def _summary(people: tuple[PersonFacts, ...], w: Words) -> tuple[str, ...]:
    """How many are here, and whether leads lie with somebody who is not."""
    count = sum(person.is_active for person in people)
    here = w.n("*{count} person* in the team.", "*{count} people* in the team.", count)
    waiting = sum(person.open_leads for person in people if not person.is_active)
    if not waiting:
        return (here,)
    return (here, f"⚠️ {_waiting(waiting, w)}")


def _waiting(count: int, w: Words) -> str:
    return w.n(
        "{count} open lead waits for a new owner.",
        "{count} open leads wait for a new owner.",
        count,
    )


def _line(person: PersonFacts, w: Words) -> str:
    load = w.n("{count} open lead", "{count} open leads", person.open_leads)
    off = "" if person.is_active else " · _" + w.t("inactive") + "_"
    return (
        f"*{text.safe(person.name, 60)}* {text.mention(person.slack_user_id)}{off}\n"
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
    return modal.modal(
        Modal(
            title=w.t("Change person") if person else w.t("Add person"),
            submit=w.t("Save"),
            close=w.t("Cancel"),
            callback=CallbackId.PERSON,
            metadata=form.model_dump_json(),
            intro=_intro(person, w) if person else (),
            inputs=_inputs(person, policy, w),
        )
    )


def _intro(person: PersonFacts, w: Words) -> tuple[str, ...]:
    who = f"*{text.safe(person.name, 60)}* {text.mention(person.slack_user_id)}"
    if person.is_active or not person.open_leads:
        return (who,)
    return (who, f"⚠️ {_waiting(person.open_leads, w)}")


def _works_here(person: PersonFacts, w: Words) -> ChoiceInput:
    keeps = w.n(
        "{count} open lead stays with them until somebody takes it over.",
        "{count} open leads stay with them until somebody takes them over.",
        person.open_leads,
    )
    hint = w.t("Who is inactive gets no new leads and cannot use me.")
    return ChoiceInput(
        block=BlockId.PERSON_ACTIVE,
        label=w.t("Works here?"),
        options=(
            Option(label=w.t("Yes"), value=ON),
            Option(label=w.t("No, inactive"), value=OFF),
        ),
        initial=ON if person.is_active else OFF,
        hint=f"{hint} {keeps}" if person.is_active and person.open_leads else hint,
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
        *((_works_here(person, w),) if person else ()),
    )

"""The team: who is in it, and the form that adds or changes somebody."""

from collections.abc import Sequence

from agents import sentences
from agents.facts import LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import Language, Role
from agents.words import Words, in_language
from bot.slack.blocks import modal, text
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.metadata import PersonForm, PersonRef
from bot.slack.present.away import BY_RULES
from bot.slack.present.common import headline
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
LEAVERS_SHOWN = 98
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
            controls=_leaves(person, w),
        )
    )


def _leaves(person: PersonFacts | None, w: Words) -> tuple[Button, ...]:
    if person is None or not person.is_active:
        return ()
    value = PersonRef(slack_user_id=person.slack_user_id).model_dump_json()
    return (Button(action=ActionId.PERSON_LEAVE, label=w.t("Leaves the team …"), value=value),)


def leave_modal(
    person: PersonFacts, *, colleagues: tuple[PersonFacts, ...], language: Language
) -> Block:
    """Who gets the open leads of somebody who leaves."""
    w = in_language(language)
    count = w.n(
        "{count} open lead goes on to colleagues.",
        "{count} open leads go on to colleagues.",
        person.open_leads,
    )
    options = [Option(label=w.t("As the rules choose"), value=BY_RULES)]
    options += [
        Option(label=text.plain(one.name, 70), value=one.slack_user_id)
        for one in colleagues[:LEAVERS_SHOWN]
    ]
    return modal.modal(
        Modal(
            title=w.t("Leaves the team"),
            submit=w.t("Confirm"),
            close=w.t("Cancel"),
            callback=CallbackId.LEAVE,
            metadata=PersonForm(slack_user_id=person.slack_user_id).model_dump_json(),
            intro=(f"*{text.safe(person.name, 60)}* {text.mention(person.slack_user_id)}", count),
            inputs=(
                ChoiceInput(
                    block=BlockId.LEAVE_TO,
                    label=w.t("To whom?"),
                    options=tuple(options),
                    initial=BY_RULES,
                    hint=w.t("Each is told in one message. Clocks go on as they are."),
                ),
            ),
        )
    )


def left(
    person: PersonFacts,
    *,
    given: dict[int, int],
    waiting: int,
    passed: dict[int, int],
    stay: Sequence[LeadFacts],
    people: dict[int, PersonFacts],
    language: Language,
) -> str:
    """What has become of the leads of somebody who left."""
    w = in_language(language)
    parts = [w.t("{name} is no longer in the team.", name=person.name)]
    parts += [
        w.n("{count} lead for {name}", "{count} leads for {name}", count, name=people[who].name)
        for who, count in given.items()
    ]
    if waiting:
        parts.append(
            w.n(
                "{count} lead waits until somebody is there.",
                "{count} leads wait until somebody is there.",
                waiting,
            )
        )
    parts += [
        w.n(
            "{count} qualified lead for {name}",
            "{count} qualified leads for {name}",
            count,
            name=people[who].name,
        )
        for who, count in passed.items()
    ]
    if stay:
        parts.append(
            w.n(
                "{count} qualified lead stays under this name; a manager is told.",
                "{count} qualified leads stay under this name; a manager is told.",
                len(stay),
            )
        )
    parts += [f"• #{lead.id} {headline(lead, w)}" for lead in stay[:LEAVERS_SHOWN]]
    return "\n".join(parts)


def _intro(person: PersonFacts, w: Words) -> tuple[str, ...]:
    who = f"*{text.safe(person.name, 60)}* {text.mention(person.slack_user_id)}"
    if person.is_active or not person.open_leads:
        return (who,)
    return (who, f"⚠️ {_waiting(person.open_leads, w)}")


def _works_here(person: PersonFacts, w: Words) -> ChoiceInput:
    keeps = w.n(
        "{count} open lead goes on to colleagues.",
        "{count} open leads go on to colleagues.",
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

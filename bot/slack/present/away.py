"""Being away: the form, and what is said of an absence."""

from datetime import datetime
from zoneinfo import ZoneInfo

from agents import sentences
from agents.facts import AbsenceFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty
from agents.rules.routing import OWNERS
from agents.vocabulary import CoverCredit
from agents.words import Words, in_language
from bot.slack.blocks import modal, text
from bot.slack.ids import BlockId, CallbackId
from bot.slack.metadata import AwayForm
from bot.slack.viewmodels import Block, ChoiceInput, DateInput, Input, Modal, Option, TextInput

OPEN_END = "open"
A_DAY = "day"
BY_RULES = "rules"
COVERS_SHOWN = 98


def away_modal(
    person: PersonFacts,
    *,
    colleagues: tuple[PersonFacts, ...],
    policy: SalesPolicy,
    now: datetime,
) -> Block:
    """From when, until when, and who stands in."""
    w, zone = in_language(person.language), duty.zone_of(person, policy)
    known = tuple(f"•  {period(w, one, zone)}" for one in person.absences)
    today = now.astimezone(ZoneInfo(zone)).date().isoformat()
    return modal.modal(
        Modal(
            title=w.t("I am away"),
            submit=w.t("Save"),
            close=w.t("Cancel"),
            callback=CallbackId.AWAY,
            metadata=AwayForm().model_dump_json(),
            intro=(
                w.t(
                    "Your hot leads go to your cover when you leave, and come back if they are "
                    "still untouched."
                ),
                *(("\n".join((w.t("Known already:"), *known)),) if known else ()),
            ),
            inputs=(*_times(w, today), _cover(w, person, colleagues), _credit(w, policy)),
        )
    )


def _times(w: Words, today: str) -> tuple[Input, ...]:
    time = w.t("Time")
    return (
        DateInput(block=BlockId.AWAY_FROM, label=w.t("From"), initial=today),
        TextInput(
            block=BlockId.AWAY_FROM_TIME,
            label=time,
            hint=w.t("For instance 14:30. Empty: the whole day."),
            is_optional=True,
            max_length=5,
        ),
        ChoiceInput(
            block=BlockId.AWAY_LENGTH,
            label=w.t("How long?"),
            options=(
                Option(label=w.t("Until the day below"), value=A_DAY),
                Option(label=w.t("Until I say that I am back"), value=OPEN_END),
            ),
            initial=A_DAY,
        ),
        DateInput(block=BlockId.AWAY_TO, label=w.t("Last day"), initial=today),
        TextInput(
            block=BlockId.AWAY_TO_TIME,
            label=time,
            hint=w.t("For instance 14:30. Empty: the whole day."),
            is_optional=True,
            max_length=5,
        ),
    )


def _cover(w: Words, person: PersonFacts, colleagues: tuple[PersonFacts, ...]) -> ChoiceInput:
    able = [one for one in colleagues if one.role in OWNERS]
    able.sort(key=lambda one: (one.territory != person.territory, one.name))
    options = [Option(label=w.t("As the rules choose"), value=BY_RULES)]
    options += [
        Option(label=text.plain(one.name, 70), value=str(one.id)) for one in able[:COVERS_SHOWN]
    ]
    known = {option.value for option in options}
    usual = str(person.cover_id)
    return ChoiceInput(
        block=BlockId.AWAY_COVER,
        label=w.t("Who stands in?"),
        options=tuple(options),
        initial=usual if usual in known else BY_RULES,
    )


def _credit(w: Words, policy: SalesPolicy) -> ChoiceInput:
    return ChoiceInput(
        block=BlockId.AWAY_CREDIT,
        label=w.t("What your cover takes meanwhile"),
        options=tuple(
            Option(label=sentences.credit(w, one), value=one.value) for one in CoverCredit
        ),
        initial=policy.routing.absence.credit.value,
    )


def period(w: Words, absence: AbsenceFacts, zone: str) -> str:
    """An absence in a line: why, from when, until when."""
    kind = sentences.absence(w, absence.kind)
    start = w.moment(absence.starts_at, zone)
    if absence.ends_at is None:
        return w.t("{kind} from {start}, until you are back", kind=kind, start=start)
    end = w.moment(absence.ends_at, zone)
    return w.t("{kind} from {start} to {end}", kind=kind, start=start, end=end)


def absence_saved(absence: AbsenceFacts, *, person: PersonFacts, policy: SalesPolicy) -> str:
    """What is said once an absence is entered."""
    w, zone = in_language(person.language), duty.zone_of(person, policy)
    said = w.t("Noted: {period}.", period=period(w, absence, zone))
    return f"{said} " + w.t("Say `/staffel back` when you are here earlier.")


def is_back(person: PersonFacts) -> str:
    """What is said to somebody who is here again."""
    w = in_language(person.language)
    return w.t("Welcome back. Untouched leads of yours return to you in a moment.")

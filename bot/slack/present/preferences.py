"""The form in which somebody says when and for what they want to be mentioned."""

from agents import sentences
from agents.facts import PersonFacts
from agents.vocabulary import AlertKind, AlertLevel, Language
from agents.words import Words, in_language
from bot.slack.blocks import modal
from bot.slack.ids import BlockId, CallbackId
from bot.slack.viewmodels import Block, ChoiceInput, Input, Modal, Option

NONE = "none"
STEP = 30
MINUTES_A_DAY = 24 * 60


def of_alert(kind: AlertKind) -> str:
    """The block of a kind of alert."""
    return f"alert_{kind.value}"


def preferences_modal(person: PersonFacts) -> Block:
    """Quiet hours, and a level for each kind of alert."""
    w = in_language(person.language)
    return modal.modal(
        Modal(
            title=w.t("My alerts"),
            submit=w.t("Save"),
            close=w.t("Cancel"),
            callback=CallbackId.PREFERENCES,
            intro=(
                w.t(
                    "In quiet hours I mention you only for hot leads, for reminders of your own "
                    "promise, and for what you call important; what else came and still waits "
                    "I tell you in one message when they end. Off means no mention; the card "
                    "still shows your name."
                ),
            ),
            inputs=(*_quiet(person, w), *(_level(kind, person, w) for kind in AlertKind)),
        )
    )


def no_quiet_hours(language: Language) -> str:
    """What is wrong with quiet hours that have one end, or no length."""
    w = in_language(language)
    return w.t("Choose a beginning and another time as the end, or leave both out.")


def _quiet(person: PersonFacts, w: Words) -> tuple[Input, ...]:
    begins, ends = person.quiet or (None, None)
    none = Option(label=w.t("No quiet hours"), value=NONE)
    times = tuple(Option(label=_time(at), value=str(at)) for at in range(0, MINUTES_A_DAY, STEP))
    return (
        ChoiceInput(
            block=BlockId.QUIET_FROM,
            label=w.t("Quiet from"),
            options=(none, *times),
            initial=NONE if begins is None else str(begins),
        ),
        ChoiceInput(
            block=BlockId.QUIET_UNTIL,
            label=w.t("Quiet until"),
            options=(none, *times),
            initial=NONE if ends is None else str(ends),
        ),
    )


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _level(kind: AlertKind, person: PersonFacts, w: Words) -> ChoiceInput:
    return ChoiceInput(
        block=of_alert(kind),
        label=sentences.alert_kind(w, kind),
        options=tuple(
            Option(label=sentences.alert_level(w, level), value=level.value)
            for level in AlertLevel
        ),
        initial=person.alerts.get(kind, AlertLevel.DEFAULT).value,
    )

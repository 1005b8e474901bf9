"""The form of somebody's own working hours."""

from agents import sentences
from agents.facts import PersonFacts
from agents.policy import WEEKDAYS, SalesPolicy
from agents.rules import own_hours
from agents.rules.fields.hours import day_worded
from agents.words import in_language
from bot.slack.blocks import modal
from bot.slack.ids import BlockId, CallbackId, of_day
from bot.slack.viewmodels import Block, ChoiceInput, Modal, Option, TextInput

OWN, TEAM = "own", "team"


def hours_modal(person: PersonFacts, *, policy: SalesPolicy) -> Block:
    """A line a day, with the territory's hours where somebody has none of their own."""
    w, known = in_language(person.language), own_hours.usual(person, policy)
    whose = ChoiceInput(
        block=BlockId.HOURS_WHOSE,
        label=w.t("Which hours count?"),
        options=(
            Option(label=w.t("The hours of my team"), value=TEAM),
            Option(label=w.t("My own, as below"), value=OWN),
        ),
        initial=TEAM if person.hours is None else OWN,
    )
    zone = TextInput(
        block=BlockId.HOURS_ZONE,
        label=w.t("Time zone"),
        hint=w.t("For instance Europe/Berlin or America/New_York."),
        initial=known.tz,
        is_optional=True,
        max_length=64,
    )
    days = (
        TextInput(
            block=of_day(name),
            label=sentences.weekday(w, number),
            initial=day_worded(blocks) or None,
            is_optional=True,
            max_length=100,
        )
        for number, (name, blocks) in enumerate(zip(WEEKDAYS, known.week, strict=True))
    )
    return modal.modal(
        Modal(
            title=w.t("My hours"),
            submit=w.t("Save"),
            close=w.t("Cancel"),
            callback=CallbackId.HOURS,
            intro=(
                w.t(
                    "Several blocks a day are fine: 09:00-12:30, 13:30-18:00. A day without "
                    "hours is free. Holidays and short days of the team count for you too."
                ),
            ),
            inputs=(whose, zone, *days),
        )
    )

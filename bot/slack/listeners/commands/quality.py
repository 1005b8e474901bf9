"""`/staffel quality`: the last seven days' data, and pairs that wait for an answer."""

from agents.rules import duty
from agents.vocabulary import Role
from bot.slack import present
from bot.slack.blocks import kit
from bot.slack.listeners.commands.base import Asked, Command
from bot.workflows import pairs, quality

SHOWN_PAIRS = 4
"""Slack takes five answers to one command, and the list is the first."""


def answer(asked: Asked) -> None:
    """The list, and under it the oldest pairs with their buttons."""
    deps, language = asked.desk.deps, asked.person.language
    zone = duty.zone_of(asked.person, deps.policy)
    facts = quality.report(deps, until=deps.clock())
    message = present.quality_list(facts, people=quality.owners(deps), language=language)
    blocks = list(message.blocks)
    asked.say(message.text, blocks=blocks)
    for pair in pairs.undecided(deps, limit=SHOWN_PAIRS):
        shown = present.pair(pair, asked=None, language=language, zone=zone)
        asked.say(shown.text, blocks=[kit.divider(), *shown.blocks])


COMMAND = Command(
    words=("quality", "datenqualität", "datenqualitaet"),
    help=lambda w: w.t("shows what is missing or wrong in the data, and pairs that may be one"),
    answer=answer,
    roles=frozenset({Role.MANAGER, Role.REVOPS, Role.MARKETING, Role.DPO}),
)

"""`/staffel definition MQL`: what a word means here, with the numbers in force (S-015)."""

from agents.assistant import definitions
from agents.words import Words
from bot.slack import present
from bot.slack.listeners.commands.base import Asked, Command


def answer(asked: Asked) -> None:
    """Says what the word means; without one, the list of what is defined."""
    found = definitions.answer(asked.text, asked.desk.deps.policy, asked.words)
    message = present.answer(found, language=asked.person.language, site=asked.site)
    asked.say(message.text, blocks=message.blocks)


def _takes(w: Words) -> str:
    return w.t("word, or nothing for the list")


COMMAND = Command(
    words=("definition", "begriff", "begriffe", "definitionen", "definitions", "define"),
    help=lambda w: w.t("says what MQL, SLA and the like mean, with the numbers in force"),
    answer=answer,
    takes=_takes,
)

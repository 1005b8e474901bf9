"""`/staffel help`: what the asker's role may do."""

from agents.vocabulary import Language
from agents.words import Words
from bot.slack import present
from bot.slack.listeners.commands.base import Asked, Command


def answer(asked: Asked) -> None:
    """Lists the table, without what the asker may not use."""
    usable = [one for one in asked.table if one.may_use(asked.person.role)]
    lines = tuple((_typed(one, asked.words), one.help(asked.words)) for one in usable)
    asked.say(present.help_of_commands(asked.words, lines))


def _typed(command: Command, w: Words) -> str:
    """The word in the reader's language, with what may follow it."""
    english, *others = command.words
    word = others[0] if others and w.language is Language.DE else english
    return f"{word} <{command.takes(w)}>" if command.takes else word


COMMAND = Command(
    words=("help", "hilfe", "?", ""),
    help=lambda w: w.t("this list"),
    answer=answer,
)

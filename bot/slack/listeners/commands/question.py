"""Whatever is no command is a question, answered in place."""

from bot.slack import present
from bot.slack.listeners.commands.base import Asked
from bot.slack.listeners.hands import lent
from bot.workflows import ask


def answer(asked: Asked) -> None:
    """Finds the answer; a model may think for a while."""
    with lent():
        found = ask.answer_now(
            asked.desk.deps, person=asked.person, text=asked.text, is_private=True
        )
    message = present.answer(found, language=asked.person.language, site=asked.site)
    asked.say(message.text, blocks=message.blocks)

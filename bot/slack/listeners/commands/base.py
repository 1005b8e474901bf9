"""What a sub-command is, and what it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agents.facts import PersonFacts
from agents.vocabulary import RefusalCode, Role
from agents.words import Words, in_language
from bot.errors import Refusal
from bot.slack.listeners.desk import Desk, say_to_one
from bot.slack.listeners.payload import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One use of the slash command."""

    desk: Desk
    person: PersonFacts
    text: str
    """What follows the word; the whole of it where it is a question."""
    body: Body
    site: str
    """The workspace's address, for links to cards."""
    table: "tuple[Command, ...]"

    @property
    def words(self) -> Words:
        """The asker's words."""
        return in_language(self.person.language)

    def say(self, sentence: str, *, blocks: list[dict[str, Any]] | None = None) -> None:
        """Answers in place, for the asker's eyes only."""
        say_to_one(str(self.body["response_url"]), sentence, blocks=blocks)

    def open(self, view: dict[str, Any]) -> None:
        """Opens a modal."""
        self.desk.client.views_open(trigger_id=str(self.body["trigger_id"]), view=view)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A word after the slash command, and what it does."""

    words: tuple[str, ...]
    """English first, then German and short forms, in lower case; the first two are shown."""
    help: Callable[[Words], str]
    """What it does, in a line."""
    answer: Callable[[Asked], None]
    takes: Callable[[Words], str] | None = None
    """What may follow, for instance "company"; None: the word stands alone."""
    roles: frozenset[Role] | None = None
    """Who may use it; None: everybody of the team."""

    def may_use(self, role: Role) -> bool:
        """Whether a role may use it."""
        return self.roles is None or role in self.roles

    def run(self, asked: Asked) -> None:
        """Does it.

        Raises:
            Refusal: NOT_ALLOWED for other roles.
        """
        if not self.may_use(asked.person.role):
            raise Refusal(RefusalCode.NOT_ALLOWED)
        self.answer(asked)

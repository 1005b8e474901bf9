"""What workflows are given: the store, the policy, the clock, and what answers questions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from agents.answers import Answer
from agents.facts import CalendarEntryFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import Language
from bot.bell import Bell
from bot.clock import Clock
from bot.links import Links
from store import inbox
from store.batch import Grouped
from store.session import Store

Arrivals = Grouped[inbox.Arrival, inbox.Kept]


class Assistant(Protocol):
    """Answers a question with figures, passages or leads; never acts."""

    def answer(
        self, question: str, *, asker: PersonFacts, language: Language, is_private: bool
    ) -> Answer:
        """The answer as parts that can be shown and checked."""
        ...


class Calendars(Protocol):
    """Reads colleagues' calendars."""

    def entries(
        self, url: str, *, begin: datetime, end: datetime
    ) -> tuple[CalendarEntryFacts, ...]:
        """What stands in a calendar between two moments.

        Raises:
            CalendarError: it cannot be read now.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSettings:
    """Who gets mail when Slack takes nothing, and when."""

    operator: str | None
    """The operator's address; None: only the team gets mail."""
    language: Language
    """In which the operator is written to."""
    after: timedelta
    """How long Slack may be silent before anybody is written to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """Handed to every workflow; made once in bootstrap, or by a test."""

    store: Store
    policy: SalesPolicy
    """As it is in force: nothing that needs mail to leads, where there is none."""
    clock: Clock
    wake: Bell = field(default_factory=Bell)
    """Rung after a commit that leaves work, so that nobody need wait for the poll."""
    assistant: Assistant | None = None
    post: PostSettings | None = None
    """None: no mail server is configured."""
    links: Links | None = None
    """None: nothing is mailed to leads, because no mail server or no public address is set."""
    calendars: Calendars | None = None
    """None: nobody's calendar is read."""
    arrivals: Arrivals = field(init=False)
    """Keeps inbound deliveries; those that come at the same time share one commit."""

    def __post_init__(self) -> None:
        if self.links is None:
            object.__setattr__(self, "policy", self.policy.without_mail())
        object.__setattr__(self, "arrivals", Grouped(self.store, inbox.keep_all))

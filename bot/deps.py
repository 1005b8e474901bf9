"""What workflows are given: the store, the policy, the clock, and what answers questions."""

import threading
from dataclasses import dataclass, field
from typing import Protocol

from agents.answers import Answer
from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.vocabulary import Language
from bot.clock import Clock
from store.session import Store


class Assistant(Protocol):
    """Answers a question with figures, passages or leads; never acts."""

    def answer(
        self, question: str, *, asker: PersonFacts, language: Language, is_private: bool
    ) -> Answer:
        """The answer as parts that can be shown and checked."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """Handed to every workflow; made once in bootstrap, or by a test."""

    store: Store
    policy: SalesPolicy
    clock: Clock
    wake: threading.Event = field(default_factory=threading.Event)
    """Set after a commit that owes something, so that the relay need not wait for its poll."""
    assistant: Assistant | None = None

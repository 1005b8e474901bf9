"""What `staffel check` looks at, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.words import Words
from bot.settings import Settings

Part = Literal[
    "policy",
    "consent",
    "database",
    "people",
    "calendars",
    "slack",
    "mail",
    "outbox",
    "model",
    "playbooks",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report; `advice` says what to do where it is not good."""

    part: Part
    is_good: bool
    says: str
    advice: str | None = None
    is_warning: bool = False
    """Good, as long as it is meant."""


@dataclass(slots=True, kw_only=True)
class Look:
    """The installation as far as it has been looked at; each part adds what the next ones need."""

    settings: Settings
    w: Words
    policy: SalesPolicy | None = None
    """None until it was read, or where it is wrong."""
    team: tuple[PersonFacts, ...] = ()
    """Everybody who works here, where the database says so."""


Examine = Callable[[Look], Iterator[Finding]]

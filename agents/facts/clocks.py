"""What a clock remembers of itself, the tries of a cadence, and what marketing owes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from agents.vocabulary import (
    CadenceEnd,
    LeadField,
    MarketingDuty,
    PauseCause,
    Side,
    SlaState,
    TouchKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseFacts:
    """One time in which a clock stood still."""

    cause: PauseCause
    began_at: datetime
    until: datetime
    """When it goes on by itself at the latest."""
    ended_at: datetime | None = None
    """None: it still stands."""
    person_id: int | None = None
    """Who asked for it; None where the product knew by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryFacts:
    """One try of a cadence as it was planned at its start."""

    by: TouchKind
    after: timedelta
    """Working time since the try before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceFacts:
    """The tries to reach somebody who did not answer, as they were planned at the first one."""

    tries: tuple[TryFacts, ...]
    made: int
    """Tries that reached nobody."""
    by: TouchKind | None = None
    """How the next try is made; None: there is none."""
    next_at: datetime | None = None
    """When the next try is to be made."""
    look_at: datetime | None = None
    """When it is spoken of next."""
    reminders: int = 0
    """How often the next try was spoken of."""
    ended_at: datetime | None = None
    outcome: CadenceEnd | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is a next try."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFacts:
    """What marketing owes with a lead, measured like sales' promise."""

    missing: tuple[MarketingDuty, ...]
    """What is owed; once it is mended, what was."""
    fields: tuple[LeadField, ...] = ()
    """Mandatory fields that are not known."""
    state: SlaState
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachFacts:
    """A promise of an open lead that is broken now, and whose promise it was."""

    lead_id: int
    side: Side
    due_at: datetime
    is_unanswered: bool = False
    """Whether the whole chain went by and nobody reacted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFacts:
    """How many promises of a side have ended, and how many of them were kept."""

    side: Side
    n: int
    kept: int

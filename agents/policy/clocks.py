"""When a clock stands still, how often somebody is tried, and what marketing owes."""

from datetime import timedelta
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from agents.policy.base import Frozen
from agents.vocabulary import LeadField, MarketingDuty, TouchKind

ZERO = timedelta(0)
MOST_TRIES = 12


class PausePolicy(Frozen):
    """When a promise stands still: by itself, or because a person says so."""

    outages: bool = True
    """Whether a time in which Slack, the channel or the bot was gone counts for nobody."""
    outage_from: timedelta = Field(default=timedelta(minutes=2), ge=ZERO)
    """A shorter one is the weather."""
    bot_from: timedelta = Field(default=timedelta(minutes=5), ge=timedelta(minutes=1))
    """Without a sign of life for so long the bot itself counts as gone."""
    operator: bool = True
    """Whether a pause of all sends by the operator stops the clocks."""
    wake_after: timedelta = Field(default=timedelta(hours=4), gt=ZERO)
    """Working time after which a pause ends by itself, where nobody ends it before."""
    most: timedelta = Field(default=timedelta(hours=16), gt=ZERO)
    """Working time that people may let the clock of one lead stand still, in all."""


class TryPolicy(Frozen):
    """One try to reach somebody: how, and how much working time after the one before."""

    by: Literal[TouchKind.CALL, TouchKind.EMAIL]
    after: timedelta = Field(ge=ZERO)


def _tries() -> tuple[TryPolicy, ...]:
    """Six tries over about two weeks: call, call, mail, call, mail, call."""
    hours = (0, 2, 4, 8, 16, 24)
    ways = (*(TouchKind.CALL,) * 2, TouchKind.EMAIL, TouchKind.CALL, TouchKind.EMAIL)
    return tuple(
        TryPolicy(by=by, after=timedelta(hours=after))
        for by, after in zip((*ways, TouchKind.CALL), hours, strict=True)
    )


class CadencePolicy(Frozen):
    """What *No answer* starts: tries at growing distances, then the lead rests."""

    tries: tuple[TryPolicy, ...] = Field(
        default_factory=_tries, min_length=1, max_length=MOST_TRIES
    )
    """The first one is the try that was just made."""
    remind_again: timedelta = Field(default=timedelta(hours=4), gt=ZERO)
    """Working time until a try that nobody made is spoken of again."""
    reminders: int = Field(default=3, ge=1, le=10)
    """How often one try is spoken of at most."""
    rest: timedelta = Field(default=timedelta(days=60), gt=ZERO)
    """How long the lead rests after the last try."""

    @model_validator(mode="after")
    def _distances_grow(self) -> Self:
        later = self.tries[1:]
        if any(one.after > two.after for one, two in pairwise(later)):
            raise ValueError("cadence.tries: the distances must not shrink")
        return self


class MarketingPolicy(Frozen):
    """What marketing owes with every lead that it hands over, and by when."""

    duties: frozenset[MarketingDuty] = frozenset(MarketingDuty)
    within: timedelta = Field(default=timedelta(hours=4), gt=ZERO)
    """Working time from the hand-over, or from the word that the data is wrong."""
    calendar: str | None = None
    """Whose working time; None: that of the lead's team."""
    channel: str | None = None
    """Slack channel that is told of a breach; None: the managers' channel of the lead's team."""
    fields: tuple[LeadField, ...] = (LeadField.LAST_NAME, LeadField.EMAIL, LeadField.COMPANY)
    """The mandatory fields."""

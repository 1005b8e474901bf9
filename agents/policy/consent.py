"""What leads may be asked and written, and on which legal basis (S-035, S-036, S-100, S-108)."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from agents.policy.base import Frozen
from agents.vocabulary import Channel

Written = Annotated[str, Field(min_length=1)]
WEIGHABLE = frozenset({Channel.PHONE, Channel.POST})
"""Channels on which no express consent is demanded of businesses (UWG § 7 Abs. 2): a call to one
that may be presumed to agree, and a letter. Electronic mail, also within LinkedIn, needs it."""


class InterestPolicy(Frozen):
    """A balancing test (GDPR Art. 6(1)(f)): without a valid one a legitimate interest is no basis."""

    channels: frozenset[Channel] = Field(min_length=1)
    interest: Written
    """What we want, and why that is lawful."""
    necessity: Written
    """Why no milder means would do."""
    weighing: Written
    """What speaks for the person, and why it weighs less or more."""
    outcome: Literal["allowed", "refused"]
    decided_by: Written
    decided_on: date
    review_on: date
    """On this day it ends, unless somebody has weighed anew."""

    @model_validator(mode="after")
    def _can_be_true(self) -> Self:
        if self.decided_on >= self.review_on:
            raise ValueError("review_on must be after decided_on")
        if not self.channels <= WEIGHABLE:
            names = ", ".join(sorted(self.channels - WEIGHABLE))
            raise ValueError(f"{names}: needs a consent, an interest is no basis (UWG § 7)")
        return self

    def allows(self, channel: Channel, *, on: date) -> bool:
        """Whether it opens a channel on a day."""
        is_valid = self.decided_on <= on < self.review_on
        return self.outcome == "allowed" and channel in self.channels and is_valid


class ConsentPolicy(Frozen):
    """Balancing tests, and whether customers may be written to without a consent."""

    interests: tuple[InterestPolicy, ...] = ()
    existing_customers: bool = False
    """UWG § 7 Abs. 3: mail to customers about similar goods of our own. It may be switched on
    where each of them was told so when their address was taken, and in every mail since."""

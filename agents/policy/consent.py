"""What leads may be asked and written, and on which legal basis (S-035, S-036, S-100, S-108)."""

from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from agents.policy.base import Frozen
from agents.vocabulary import Channel, Language, LeadSource

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


class AwayPolicy(Frozen):
    """The answer to a hot lead that comes while nobody is on duty; honest, and sent once.

    In the texts `{greeting}` is ours with their name, `{moment}` when somebody will answer, and
    `{company}` we.
    """

    subject: dict[Language, Written]
    text: dict[Language, Written]
    booking_url: str | None = None
    """Where a time can be chosen at once; None: nothing is said of it."""
    booking: dict[Language, Written] = {}
    """The sentence with `{url}`."""

    @model_validator(mode="after")
    def _can_be_filled_in(self) -> Self:
        for texts, names in (
            (self.subject, ("greeting", "moment", "company")),
            (self.text, ("greeting", "moment", "company")),
            (self.booking, ("url",)),
        ):
            for language, text in texts.items():
                try:
                    text.format(**dict.fromkeys(names, ""))
                except (KeyError, IndexError, ValueError) as error:
                    raise ValueError(f"{language}: {text!r} has an unknown {{…}}") from error
        if self.booking_url and set(self.booking) != set(Language):
            raise ValueError("booking: a sentence with {url} is needed in each language")
        if set(self.subject) != set(Language) or set(self.text) != set(Language):
            raise ValueError("subject and text are needed in each language")
        return self


class ConsentPolicy(Frozen):
    """What people agree to, in which words, and what is written to them by ourselves."""

    company: str | None = None
    """Who writes to leads: the name under every mail; None: the policy's name."""
    imprint: str | None = None
    """A line under mails and pages: who is responsible, and where."""
    double_opt_in: frozenset[LeadSource] = frozenset()
    """Doors at which anybody can type anybody's address: a yes there counts once it is confirmed."""
    confirm_within: timedelta = timedelta(hours=48)
    texts: dict[str, dict[Language, Written]] = {}
    """What people agreed to, by version; a text that was used is never changed, but followed."""
    preferences_text: str | None = None
    """The version of the text that the preference centre shows."""
    topics: dict[str, dict[Language, str]] = {}
    """What may be chosen to be written about; ids as of case studies."""
    interests: tuple[InterestPolicy, ...] = ()
    existing_customers: bool = False
    """UWG § 7 Abs. 3: mail to customers about similar goods of our own. It may be switched on
    where each of them was told so when their address was taken, and in every mail since."""
    away: AwayPolicy | None = None
    """None: nobody is written to while nobody is on duty."""

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Self:
        if self.preferences_text is not None and self.preferences_text not in self.texts:
            raise ValueError(f"preferences_text: no text {self.preferences_text!r}")
        return self

    def without_mail(self) -> "ConsentPolicy":
        """It, where no mail can be sent: nothing is confirmed by mail, and nothing answered."""
        return self.model_copy(update={"double_opt_in": frozenset(), "away": None})

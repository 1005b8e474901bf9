"""What travels through Slack and back: typed values of buttons, options and modals.

Slack allows 2,000 characters in a button's value, 150 in an option's and 3,000 in a modal's
private_metadata; a test holds the largest of each.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agents.vocabulary import EdgeCase, EscalationStep, RejectReason
from bot.slack.ids import MoreId

LeadId = Annotated[int, Field(ge=1, le=2**53)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class LeadRef(_Value):
    """Which lead a button of its card means."""

    lead_id: LeadId


class PingRef(LeadRef):
    """A button of an escalation ping: enough to draw the ping again without its buttons."""

    step: EscalationStep
    person_id: int | None = None


class PairRef(_Value):
    """Which pair of records a button means."""

    pair_id: Annotated[int, Field(ge=1, le=2**53)]


class ListedRef(LeadRef):
    """A line of a list: which lead, and which list is to be drawn again."""

    list_id: Annotated[int, Field(ge=1, le=2**53)]


class DecisionChoice(LeadRef):
    """An option of the card's reject select: a reason code, or one of the two that do not count."""

    choice: RejectReason | Literal["spam", "test"]


class EdgeRef(LeadRef):
    """An answer in an edge case; which one says the button."""

    case: EdgeCase


class AdviceRef(LeadRef):
    """Which recommended action somebody rates."""

    advice_id: Annotated[int, Field(ge=1, le=2**53)]


class MoreChoice(LeadRef):
    """An option of the card's menu "⋯"."""

    more: MoreId


class _Origin(LeadRef):
    """A modal that was opened from a message: where its answer belongs."""

    answer_url: str | None = Field(default=None, max_length=1000)
    """The click's response_url: good for five answers in thirty minutes."""


class RejectForm(_Origin):
    """The modal behind a reason code."""

    reason: RejectReason


class AcceptForm(_Origin):
    """The modal that asks for what is missing, before a lead is accepted or becomes an SQL."""

    is_for_sql: bool = False
    step: EscalationStep | None = None
    """Set where it was opened from a ping, which is then drawn again instead of the card."""
    person_id: int | None = None


class DealForm(_Origin):
    """The modals of an opportunity."""


class SetAsideForm(_Origin):
    """The modal behind spam and test."""

    is_test: bool


class ConsentForm(_Origin):
    """The modal that shows what a person allows, and takes down what they refuse."""


class GiveForm(_Origin):
    """The modal that gives a lead to a colleague."""

    step: EscalationStep | None = None
    """Set where it was opened from a ping, which is then drawn again instead of the card."""
    person_id: int | None = None


class PauseForm(LeadRef):
    """The modal that lets a lead's clock stand still."""

    view_id: str | None = Field(default=None, max_length=40)
    """The receipt below it, which is drawn again."""


class NewLeadForm(_Value):
    """The modal that makes a lead."""

    is_sure: bool = False
    """Whether the leads it may double were shown already."""


class CorrectForm(_Origin):
    """The modal that corrects a lead."""

    accept: AcceptForm | None = None
    """What the modal below it asks, where it lies on one; that one is drawn again."""
    view_id: str | None = Field(default=None, max_length=40)
    """That modal."""


class SwapForm(_Origin):
    """The modal that offers a lead for a colleague's."""


class SnoozeForm(_Origin):
    """The modal that silences reminders of a lead."""


class SwapRef(LeadRef):
    """A button of the question whether somebody swaps; `lead_id` is the lead that is theirs."""

    swap_id: Annotated[int, Field(ge=1, le=2**53)]


class AwayForm(_Value):
    """The modal that enters an absence of the person themselves."""


class PersonForm(_Value):
    """The modal that adds or edits a colleague."""

    slack_user_id: str | None = None
    """None: somebody new, chosen in the form."""


class PersonRef(_Value):
    """Which colleague an edit button means."""

    slack_user_id: str

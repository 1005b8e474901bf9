"""Lists of the hand-over: who comes again, and what is checked."""

from enum import StrEnum


class Former(StrEnum):
    """How somebody stands who comes again: where their lead is, or how it ended."""

    KEPT = "kept"
    OPEN = "open"
    ACCEPTED = "accepted"
    QUALIFIED = "qualified"
    NO_FIT = "no_fit"
    NO_NEED = "no_need"
    TIMING = "timing"
    WRONG_PERSON = "wrong_person"
    CUSTOMER = "customer"
    LOST = "lost"
    SPAM = "spam"
    PAST = "past"


class CheckPoint(StrEnum):
    """The points of the hand-over's checklist (S-074)."""

    COMPLETE = "complete"
    FIT = "fit"
    CONSENT = "consent"
    CONTEXT = "context"

"""Promises of both sides: who is asked, why a clock stands still, what is owed."""

from enum import StrEnum


class Asked(StrEnum):
    """Whom a rung of the chain may ask."""

    OWNER = "owner"
    COVER = "cover"
    MANAGER = "manager"


class PauseCause(StrEnum):
    """Why a clock stands still; people give the last two, the others are known by themselves."""

    OUTAGE = "outage"
    OPERATOR = "operator"
    ABSENCE = "absence"
    CUSTOMER = "customer"
    WRONG_DATA = "wrong_data"


class GapKind(StrEnum):
    """Why a stretch of time counts for nothing on a receipt."""

    CLOSED = "closed"
    LUNCH = "lunch"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    ABSENCE = "absence"
    PAUSE = "pause"


class Side(StrEnum):
    """Whose promise it is: both sides of a hand-over are measured alike."""

    SALES = "sales"
    MARKETING = "marketing"


class MarketingDuty(StrEnum):
    """What marketing owes with a lead that it hands over."""

    FIELDS = "fields"
    CONSENT = "consent"
    CONTEXT = "context"
    DATA = "data"


class CadenceEnd(StrEnum):
    """How the tries to reach somebody came to their end."""

    REACHED = "reached"
    USED_UP = "used_up"
    NOT_ALLOWED = "not_allowed"
    STOPPED = "stopped"

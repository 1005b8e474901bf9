"""How figures are read, how much is said at once, how long values live."""

from datetime import timedelta
from decimal import Decimal

from pydantic import Field

from agents.policy.base import Frozen


class CoveragePolicy(Frozen):
    """How the coverage figure is read (S-009): an example band, not a law."""

    currency: str = "EUR"
    wanted_from: Decimal = Decimal(3)
    wanted_to: Decimal = Decimal(4)


class MessagesPolicy(Frozen):
    """How many leads may speak at once; hot ones always have a card of their own."""

    calm: timedelta = Field(default=timedelta(seconds=3), ge=timedelta(0), le=timedelta(minutes=5))
    """How long an ordinary card waits first, so that a hot one of the same burst overtakes it."""
    bundle_over: int = Field(default=3, ge=1)
    """When more ordinary cards than this wait in a channel, they become one list."""
    bundle_most: int = Field(default=10, ge=2, le=10)
    """Leads of one list."""


class RetentionPolicy(Frozen):
    """How long personal values live after their last use."""

    lead: timedelta = timedelta(days=730)
    inbox: timedelta = timedelta(days=90)
    chat: timedelta = timedelta(days=180)

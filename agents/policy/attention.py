"""How long somebody has to act on an alert before it counts as one too many."""

from datetime import timedelta

from pydantic import Field

from agents.policy.base import Frozen


class AttentionPolicy(Frozen):
    """What the rate of alerts that are acted on is measured by."""

    act_within: timedelta = Field(default=timedelta(hours=4), gt=timedelta(0))
    look_back: timedelta = Field(default=timedelta(days=30), gt=timedelta(0))

"""Leads that colleagues make in Slack: their own, and trial ones."""

from datetime import timedelta

from pydantic import Field

from agents.policy.base import Frozen


class MakingPolicy(Frozen):
    """How a trial lead comes about and ends."""

    trial_form: str = "demo"
    """The form it fills in."""
    trial_lasts: timedelta = Field(default=timedelta(hours=2), gt=timedelta(0))
    """After this time a trial lead is set aside by itself, and soon forgotten."""

"""Who looks after the data, what a stage needs, and when the weekly list comes."""

from typing import Literal

from pydantic import Field

from agents.policy.base import Frozen, MinuteOfDay
from agents.vocabulary import LeadField, Role, Stage

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class QualityPolicy(Frozen):
    """Data quality: its owner, its weekly list, its mandatory fields by stage."""

    owner: Role = Role.REVOPS
    """Whose list it is, and who is asked about pairs that nobody else owns."""
    owners: dict[str, str] = {}
    """Form or source -> who mends it: a role, or a Slack user such as U0ANNA."""
    channel: str | None = None
    """Where the list is posted; None: the fallback team's channel for managers."""
    weekday: Weekday = "mon"
    at: MinuteOfDay = 8 * 60
    """Minute of the day, in the zone of the fallback team's calendar."""
    required: dict[Stage, tuple[LeadField, ...]] = {}
    """Fields a lead must have from this stage on, besides those of its form."""
    asked_at_most: int = Field(default=20, ge=1)
    """Pairs that wait for an answer at once; further ones stand in the list only."""

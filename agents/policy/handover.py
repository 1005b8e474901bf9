"""The hand-over: what must be known, who may own a deal, why deals are lost, what can be undone."""

from datetime import timedelta
from typing import Literal

from pydantic import Field

from agents.policy.base import Frozen
from agents.vocabulary import Language, LeadField, Role

Label = dict[Language, str]
_LOST: dict[str, Label] = {
    "price": {Language.DE: "Preis", Language.EN: "Price"},
    "competitor": {Language.DE: "Wettbewerber", Language.EN: "Competitor"},
    "no_decision": {Language.DE: "Keine Entscheidung", Language.EN: "No decision"},
    "no_budget": {Language.DE: "Kein Budget", Language.EN: "No budget"},
    "missing_feature": {Language.DE: "Funktion fehlt", Language.EN: "Missing feature"},
    "other": {Language.DE: "Anderes", Language.EN: "Other"},
}


class ChecklistPolicy(Frozen):
    """What a lead must say before sales works it (S-074, S-135)."""

    required: tuple[LeadField, ...] = (
        LeadField.COMPANY,
        LeadField.JOB_TITLE,
        LeadField.NEED,
        LeadField.TIMEFRAME,
    )
    ask: Literal["at_accept", "before_sql"] = "at_accept"
    """`at_accept`: whoever accepts is asked for what is missing, and may leave it open;
    `before_sql`: accepting takes one click, and the SQL step asks."""


class DealPolicy(Frozen):
    """Opportunities."""

    owners: frozenset[Role] = frozenset({Role.AE, Role.MANAGER, Role.SDR})
    """Who may own one."""
    lost_reasons: dict[str, Label] = Field(default=_LOST, min_length=1)


class UndoPolicy(Frozen):
    """How long a decision can be taken back."""

    within: timedelta = Field(
        default=timedelta(minutes=10), gt=timedelta(0), le=timedelta(hours=1)
    )

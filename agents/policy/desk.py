"""What sales does with a lead: when it is handed over, reasons to reject."""

from datetime import timedelta

from agents.policy.base import Frozen
from agents.vocabulary import ActivityKind, Fit, Language


class QualificationPolicy(Frozen):
    """What makes a lead hot, and what the MQL's intent signal may be (S-056, S-134)."""

    hot_kinds: frozenset[ActivityKind]
    intent_kinds: frozenset[ActivityKind]
    mql_fits: frozenset[Fit]


class ReasonPolicy(Frozen):
    """Label, description and parameters of one reason code; the codes themselves are closed."""

    label: dict[Language, str]
    description: dict[Language, str]
    wake_after: timedelta | None = None
    sub: dict[str, dict[Language, str]] = {}
    """Finer reasons to choose from, by their code; counted apart in figures."""

"""What sales does with a lead: when it is handed over, plays, reasons to reject."""

from datetime import timedelta

from agents.policy.base import Frozen
from agents.vocabulary import ActivityKind, Fit, Language, NextAction


class QualificationPolicy(Frozen):
    """What makes a lead hot, and what the MQL's intent signal may be (S-056, S-134)."""

    hot_kinds: frozenset[ActivityKind]
    intent_kinds: frozenset[ActivityKind]
    mql_fits: frozenset[Fit]


class PlayPolicy(Frozen):
    """One rule of the next best action; the first whose every given condition holds, counts."""

    action: NextAction
    code: str
    hot: bool | None = None
    has_phone: bool | None = None
    min_score: int | None = None
    activity: ActivityKind | None = None
    fits: frozenset[Fit] | None = None


class CaseStudy(Frozen):
    """Something an SDR may send."""

    id: str
    title: dict[Language, str]
    url: str
    topics: tuple[str, ...] = ()


class ReasonPolicy(Frozen):
    """Label, description and parameters of one reason code; the codes themselves are closed."""

    label: dict[Language, str]
    description: dict[Language, str]
    wake_after: timedelta | None = None

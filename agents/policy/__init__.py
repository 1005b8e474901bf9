"""The team's rules as data: `policy.toml`, owned by RevOps.

`parse` is pure: text in, a frozen policy with its revision out. A decision keeps the revision
it was made under, so that an edit never rewrites a promise.
"""

from agents.policy.again import AgainPolicy, AgainRow, AgainTable
from agents.policy.attention import AttentionPolicy
from agents.policy.base import (
    MINUTES_A_DAY,
    WEEKDAYS,
    Blocks,
    CountryName,
    DayBlocks,
    MinuteOfDay,
    Points,
    Share,
    ZoneName,
)
from agents.policy.clocks import CadencePolicy, MarketingPolicy, PausePolicy, TryPolicy
from agents.policy.consent import WEIGHABLE, AwayPolicy, ConsentPolicy, InterestPolicy
from agents.policy.desk import QualificationPolicy, ReasonPolicy
from agents.policy.doors import ChatPolicy, FormPolicy, OptionPolicy, QuestionPolicy
from agents.policy.edition import EditionPolicy
from agents.policy.handover import ChecklistPolicy, DealPolicy, UndoPolicy
from agents.policy.making import MakingPolicy
from agents.policy.plays import EXPLAINED, AdvicePolicy, ContentPolicy, PlayPolicy
from agents.policy.promises import ASKED, CalendarPolicy, EscalationPolicy, SlaPolicy
from agents.policy.quality import QualityPolicy
from agents.policy.running import CoveragePolicy, MessagesPolicy, RetentionPolicy
from agents.policy.score import (
    BehaviourPolicy,
    FeaturePolicy,
    FitPolicy,
    NegativePolicy,
    ScorePolicy,
    SizeBand,
)
from agents.policy.teams import AbsencePolicy, RoutingPolicy, TerritoryPolicy
from agents.policy.whole import PolicyError, SalesPolicy, parse

__all__ = [
    "ASKED",
    "EXPLAINED",
    "MINUTES_A_DAY",
    "WEEKDAYS",
    "WEIGHABLE",
    "AbsencePolicy",
    "AdvicePolicy",
    "AgainPolicy",
    "AgainRow",
    "AgainTable",
    "AttentionPolicy",
    "AwayPolicy",
    "BehaviourPolicy",
    "Blocks",
    "CadencePolicy",
    "CalendarPolicy",
    "ChatPolicy",
    "ChecklistPolicy",
    "ConsentPolicy",
    "ContentPolicy",
    "CountryName",
    "CoveragePolicy",
    "DayBlocks",
    "DealPolicy",
    "EditionPolicy",
    "EscalationPolicy",
    "FeaturePolicy",
    "FitPolicy",
    "FormPolicy",
    "InterestPolicy",
    "MakingPolicy",
    "MarketingPolicy",
    "MessagesPolicy",
    "MinuteOfDay",
    "NegativePolicy",
    "OptionPolicy",
    "PausePolicy",
    "PlayPolicy",
    "Points",
    "PolicyError",
    "QualificationPolicy",
    "QualityPolicy",
    "QuestionPolicy",
    "ReasonPolicy",
    "RetentionPolicy",
    "RoutingPolicy",
    "SalesPolicy",
    "ScorePolicy",
    "Share",
    "SizeBand",
    "SlaPolicy",
    "TerritoryPolicy",
    "TryPolicy",
    "UndoPolicy",
    "ZoneName",
    "parse",
]

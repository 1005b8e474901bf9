"""What rules read: frozen values that have left the database.

Moments are aware and in UTC, durations are timedelta, money is Decimal with a currency, and
None means "not known".
"""

from agents.facts.advice import AdviceCount, AdviceFacts, SituationFacts
from agents.facts.clocks import (
    BreachFacts,
    CadenceFacts,
    DutyFacts,
    KeptFacts,
    PauseFacts,
    TryFacts,
)
from agents.facts.figures import (
    CohortRowFacts,
    OpportunityFacts,
    RejectionRowFacts,
    TargetFacts,
)
from agents.facts.histories import ScoreStateFacts, StageChangeFacts
from agents.facts.homes import AlertRate, OpenCounts, TeamFacts, WaitingFacts, WeekFacts
from agents.facts.knowledge import Passage
from agents.facts.leads import (
    AssignedFacts,
    ClockFacts,
    DealFacts,
    KnownFrom,
    LeadFacts,
    ScoreLineFacts,
    TouchFacts,
)
from agents.facts.people import (
    AbsenceFacts,
    CalendarEntryFacts,
    DayHours,
    HoursFacts,
    PersonFacts,
)
from agents.facts.subject import (
    AccountFacts,
    ActivityFacts,
    ChatTurnFacts,
    CompanyFacts,
    ConsentFacts,
    ContactFacts,
    LeadDraft,
    PlaceFacts,
    RightPerson,
)
from agents.facts.views import (
    CardFacts,
    HomeFacts,
    ListFacts,
    RoutingCandidateFacts,
    RoutingFacts,
    WhyFacts,
)

__all__ = [
    "AbsenceFacts",
    "AccountFacts",
    "ActivityFacts",
    "AdviceCount",
    "AdviceFacts",
    "AlertRate",
    "AssignedFacts",
    "BreachFacts",
    "CadenceFacts",
    "CalendarEntryFacts",
    "CardFacts",
    "ChatTurnFacts",
    "ClockFacts",
    "CohortRowFacts",
    "CompanyFacts",
    "ConsentFacts",
    "ContactFacts",
    "DayHours",
    "DealFacts",
    "DutyFacts",
    "HomeFacts",
    "HoursFacts",
    "KeptFacts",
    "KnownFrom",
    "LeadDraft",
    "LeadFacts",
    "ListFacts",
    "OpenCounts",
    "OpportunityFacts",
    "Passage",
    "PauseFacts",
    "PersonFacts",
    "PlaceFacts",
    "RejectionRowFacts",
    "RightPerson",
    "RoutingCandidateFacts",
    "RoutingFacts",
    "ScoreLineFacts",
    "ScoreStateFacts",
    "SituationFacts",
    "StageChangeFacts",
    "TargetFacts",
    "TeamFacts",
    "TouchFacts",
    "TryFacts",
    "WaitingFacts",
    "WeekFacts",
    "WhyFacts",
]

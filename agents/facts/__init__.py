"""What rules read: frozen values that have left the database.

Moments are aware and in UTC, durations are timedelta, money is Decimal with a currency, and
None means "not known".
"""

from agents.facts.figures import CohortRowFacts, OpportunityFacts, TargetFacts
from agents.facts.knowledge import Passage
from agents.facts.leads import AssignedFacts, ClockFacts, LeadFacts, ScoreLineFacts, TouchFacts
from agents.facts.people import PersonFacts
from agents.facts.subject import (
    ActivityFacts,
    ChatTurnFacts,
    CompanyFacts,
    ConsentFacts,
    ContactFacts,
    LeadDraft,
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
    "ActivityFacts",
    "AssignedFacts",
    "CardFacts",
    "ChatTurnFacts",
    "ClockFacts",
    "CohortRowFacts",
    "CompanyFacts",
    "ConsentFacts",
    "ContactFacts",
    "HomeFacts",
    "LeadDraft",
    "LeadFacts",
    "ListFacts",
    "OpportunityFacts",
    "Passage",
    "PersonFacts",
    "RoutingCandidateFacts",
    "RoutingFacts",
    "ScoreLineFacts",
    "TargetFacts",
    "TouchFacts",
    "WhyFacts",
]

"""Every table, so that `Base.metadata` knows them all."""

from store.models.advice import Advice, EdgeDecision
from store.models.base import Base
from store.models.chat import ChatSession, ChatTurn
from store.models.consents import ConsentText, Suppression
from store.models.flow import (
    Audit,
    Delivery,
    Gate,
    Heartbeat,
    Installation,
    ModelRun,
    Outage,
    Owed,
    Question,
    SeenSignature,
)
from store.models.histories import ScoreHistory, StageChange
from store.models.leads import (
    Account,
    Activity,
    Clock,
    Consent,
    Contact,
    Lead,
    LeadList,
    LeadStage,
    RoutingLedger,
    SwapOffer,
    Touch,
)
from store.models.people import Absence, CalendarFeed, Person
from store.models.pipeline import Opportunity, Target
from store.models.promises import Cadence, Duty, FrozenCalendar, Unanswered
from store.models.quality import MatchPair, Merge
from store.models.undo import Undo

__all__ = [
    "Absence",
    "Account",
    "Activity",
    "Advice",
    "Audit",
    "Base",
    "Cadence",
    "CalendarFeed",
    "ChatSession",
    "ChatTurn",
    "Clock",
    "Consent",
    "ConsentText",
    "Contact",
    "Delivery",
    "Duty",
    "EdgeDecision",
    "FrozenCalendar",
    "Gate",
    "Heartbeat",
    "Installation",
    "Lead",
    "LeadList",
    "LeadStage",
    "MatchPair",
    "Merge",
    "ModelRun",
    "Opportunity",
    "Outage",
    "Owed",
    "Person",
    "Question",
    "RoutingLedger",
    "ScoreHistory",
    "SeenSignature",
    "StageChange",
    "Suppression",
    "SwapOffer",
    "Target",
    "Touch",
    "Unanswered",
    "Undo",
]

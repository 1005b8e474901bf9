"""Every table, so that `Base.metadata` knows them all."""

from store.models.base import Base
from store.models.flow import (
    Audit,
    Delivery,
    Gate,
    Heartbeat,
    Installation,
    ModelRun,
    Owed,
    Question,
)
from store.models.leads import (
    Account,
    Activity,
    ChatSession,
    ChatTurn,
    Clock,
    Consent,
    Contact,
    Lead,
    LeadStage,
    RoutingLedger,
    Touch,
)
from store.models.people import Person
from store.models.pipeline import Opportunity, Target

__all__ = [
    "Account",
    "Activity",
    "Audit",
    "Base",
    "ChatSession",
    "ChatTurn",
    "Clock",
    "Consent",
    "Contact",
    "Delivery",
    "Gate",
    "Heartbeat",
    "Installation",
    "Lead",
    "LeadStage",
    "ModelRun",
    "Opportunity",
    "Owed",
    "Person",
    "Question",
    "RoutingLedger",
    "Target",
    "Touch",
]

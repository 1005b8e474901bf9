"""Every table, so that `Base.metadata` knows them all."""

from store.models.base import Base
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
from store.models.leads import (
    Account,
    Activity,
    ChatSession,
    ChatTurn,
    Clock,
    Consent,
    Contact,
    Lead,
    LeadList,
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
    "LeadList",
    "LeadStage",
    "ModelRun",
    "Opportunity",
    "Outage",
    "Owed",
    "Person",
    "Question",
    "RoutingLedger",
    "SeenSignature",
    "Target",
    "Touch",
]

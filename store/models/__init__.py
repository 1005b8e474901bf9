"""Every table, one file per aggregate; here `Base.metadata` learns of them all.

Personal values stand only in rows with `subject_id` and `delete_after`; ledgers hold ids and codes.
"""

from store.models import keys
from store.models.accounts import Account
from store.models.activities import Activity, Touch
from store.models.advice import Advice, EdgeDecision
from store.models.base import Base
from store.models.chat import ChatSession, ChatTurn
from store.models.clocks import Clock
from store.models.consents import Consent, ConsentText, Suppression
from store.models.contacts import Contact
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
from store.models.leads import Lead, LeadList, LeadStage
from store.models.people import Absence, CalendarFeed, Person
from store.models.pipeline import Opportunity, Target
from store.models.promises import Cadence, Duty, FrozenCalendar, PastDuty, Unanswered
from store.models.quality import MatchPair, Merge
from store.models.turns import RoutingLedger, SwapOffer
from store.models.undo import Undo

keys.keep(Contact, Account)

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
    "PastDuty",
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

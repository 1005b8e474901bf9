"""What rules read: frozen values that have left the database.

Moments are aware and in UTC, durations are timedelta, money is Decimal with a currency, and
None means "not known".
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from agents.vocabulary import (
    ActivityKind,
    ClockKind,
    ConsentPurpose,
    ConsentState,
    EscalationStep,
    Fit,
    Handover,
    Language,
    LeadSource,
    MqlCriterion,
    NextAction,
    RejectReason,
    Role,
    RoutingReason,
    SlaState,
    Stage,
    Tier,
    TouchKind,
    Visibility,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """A colleague: somebody of the team, never a lead."""

    id: int
    name: str
    slack_user_id: str
    role: Role
    language: Language
    territory: str | None = None
    is_active: bool = True
    weight: int = 1
    turns: int = 0
    """Leads this person got by turn so far, the pointer of the round robin."""
    capacity: int | None = None
    """Open leads this person can carry at once; None is no limit."""
    open_leads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """The person behind a lead."""

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    """E.164, for instance +4930901820."""
    job_title: str | None = None

    @property
    def full_name(self) -> str | None:
        """First and last name, or None where neither is known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFacts:
    """The company a lead named."""

    name: str | None = None
    domain: str | None = None
    industry: str | None = None
    employees: int | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFacts:
    """One thing the lead did."""

    kind: ActivityKind
    occurred_at: datetime
    title: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentFacts:
    """One consent with its proof."""

    purpose: ConsentPurpose
    state: ConsentState
    source: str
    text_version: str | None = None
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadDraft:
    """A cleaned delivery, before it is known whether the person is known."""

    source: LeadSource
    form: str | None = None
    origin: str | None = None
    external_id: str | None = None
    language: Language = Language.DE
    occurred_at: datetime
    contact: ContactFacts
    company: CompanyFacts
    message: str | None = None
    need: str | None = None
    timeframe: str | None = None
    stage: Stage | None = None
    """Only history states its stage."""
    won_at: datetime | None = None
    is_test: bool = False
    is_complete: bool = True
    """False: a mandatory field is missing, the lead is kept as incomplete."""
    activities: tuple[ActivityFacts, ...] = ()
    consents: tuple[ConsentFacts, ...] = ()
    chat: tuple["ChatTurnFacts", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFacts:
    """One running or ended promise."""

    id: int
    kind: ClockKind
    tier: Tier
    state: SlaState
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None
    next_step: EscalationStep | None = None
    next_step_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchFacts:
    """One logged act of a colleague towards the lead."""

    kind: TouchKind
    person_id: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLineFacts:
    """One line of a kept score: which rule gave how many points and why.

    `code` names the rule (words.py knows its sentence), `params` its details.
    """

    code: str
    points: int
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatTurnFacts:
    """One line of a conversation with the website chatbot."""

    is_visitor: bool
    text: str
    said_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFacts:
    """A lead as rules and readers see it."""

    id: int
    subject_id: str
    """Names the person in ledgers and logs; says nothing about them."""
    version: int
    stage: Stage
    handover: Handover
    source: LeadSource
    form: str | None = None
    origin: str | None = None
    """Campaign or traffic source as the sender names it; None where not given."""
    language: Language = Language.DE
    created_at: datetime
    contact: ContactFacts = ContactFacts()
    company: CompanyFacts = CompanyFacts()
    message: str | None = None
    need: str | None = None
    timeframe: str | None = None
    is_hot: bool = False
    is_test: bool = False
    score: int = 0
    fit: Fit | None = None
    score_lines: tuple[ScoreLineFacts, ...] = ()
    tier: Tier | None = None
    territory: str | None = None
    owner_id: int | None = None
    routing_reason: RoutingReason | None = None
    next_action: NextAction | None = None
    next_action_code: str | None = None
    next_action_params: dict[str, str | int] = field(default_factory=dict)
    reject_reason: RejectReason | None = None
    reject_note: str | None = None
    decided_by_id: int | None = None
    decided_at: datetime | None = None
    wake_at: datetime | None = None
    merged_into_id: int | None = None
    policy_revision: str
    activities: tuple[ActivityFacts, ...] = ()
    consents: tuple[ConsentFacts, ...] = ()
    clocks: tuple[ClockFacts, ...] = ()
    touches: tuple[TouchFacts, ...] = ()
    chat: tuple[ChatTurnFacts, ...] = ()
    card_channel: str | None = None
    card_ts: str | None = None
    shown_version: int | None = None
    """The version its card shows; None where nobody knows."""
    list_id: int | None = None
    """The list that names it while it has no card of its own."""
    list_ts: str | None = None
    """Where that list stands, in the same channel as the card would."""

    @property
    def shown_at(self) -> str | None:
        """The message that shows it: its card, else the list with its line."""
        return self.card_ts or self.list_ts

    def clock(self, kind: ClockKind) -> ClockFacts | None:
        """The newest clock of a kind, or None."""
        return next((clock for clock in reversed(self.clocks) if clock.kind is kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedFacts:
    """What an escalation needs to know of a lead: whose it is, and which team's."""

    owner_id: int | None
    territory: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """A lead with the people its card may name, by id."""

    lead: LeadFacts
    people: dict[int, PersonFacts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """Leads that stand together in one message, with the people their lines may name, by id."""

    id: int
    leads: tuple[LeadFacts, ...]
    """Oldest first."""
    card_comes: frozenset[int] = frozenset()
    """Leads whose own card is on its way."""
    people: dict[int, PersonFacts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingCandidateFacts:
    """One person the router looked at, as the ledger keeps it."""

    person_id: int
    is_eligible: bool
    skip_code: str | None = None
    share: float = 0.0
    """Turns per weight at that moment; the lowest eligible one got the lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingFacts:
    """One row of the routing ledger: who got the lead, why, and who was looked at."""

    decided_at: datetime
    owner_id: int | None
    reason: RoutingReason
    territory: str
    candidates: tuple[RoutingCandidateFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyFacts:
    """All that answers "why hot, why me, until when?" for one lead."""

    lead: LeadFacts
    failed: tuple[MqlCriterion, ...] = ()
    """The MQL conditions that do not hold now."""
    routing: tuple[RoutingFacts, ...] = ()
    """Oldest first."""
    people: dict[int, PersonFacts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFacts:
    """What a person's start page shows."""

    person: PersonFacts
    my: tuple[LeadFacts, ...] = ()
    """Open leads of this person, most urgent first."""
    all_open: tuple[LeadFacts, ...] = ()
    """Everybody's open leads, for those who lead a team; else empty."""
    people: dict[int, PersonFacts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityFacts:
    """A deal as the coverage figure needs it."""

    external_id: str
    name: str | None
    value: Decimal
    currency: str
    is_qualified: bool
    is_open: bool
    is_won: bool
    expected_close_on: date
    closed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """The revenue promised for a period, both days included."""

    name: str
    starts_on: date
    ends_on: date
    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortRowFacts:
    """How many leads of one origin became MQL, and how many of those were won."""

    origin: str | None
    mql_count: int
    won_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A section of a playbook that was found for a question."""

    section_id: str
    """Stable: `<playbook id>#<section slug>`, the same in both languages."""
    title: str
    """Title of the playbook."""
    heading: str
    text: str
    lang: Language
    path: str
    """File of the playbook below knowledge/playbooks."""
    owner: str | None = None
    reviewed_on: date | None = None
    visibility: Visibility = Visibility.TEAM
    evidence: float = 0.0
    """How well the question is covered, 0 to 1; the library says what it abstains under."""

"""A lead with all that belongs to it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from agents.facts.clocks import CadenceFacts, DutyFacts, PauseFacts
from agents.facts.subject import (
    ActivityFacts,
    ChatTurnFacts,
    CompanyFacts,
    ConsentFacts,
    ContactFacts,
)
from agents.vocabulary import (
    ClockKind,
    EscalationStep,
    FieldOrigin,
    Fit,
    Former,
    Handover,
    Language,
    LeadField,
    LeadSource,
    NextAction,
    RejectReason,
    RoutingReason,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)


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
    promised: timedelta | None = None
    """Working time; None for clocks of an older version, whose two moments say it."""
    calendar: str | None = None
    """The calendar as it was at the start, by its key."""
    pauses: tuple[PauseFacts, ...] = ()
    """Oldest first."""
    chain_ended_at: datetime | None = None
    """When the last rung was said; nobody looks at the clock after that."""
    policy_revision: str = ""

    @property
    def pause(self) -> PauseFacts | None:
        """The pause that lasts, or None."""
        return next((one for one in reversed(self.pauses) if one.ended_at is None), None)

    @property
    def held_by(self) -> PauseFacts | None:
        """The pause that holds up the promise; one that is broken already is held up by none."""
        return None if self.state is SlaState.BREACHED else self.pause


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchFacts:
    """One logged act of a colleague towards the lead."""

    kind: TouchKind
    person_id: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFacts:
    """The opportunity a lead has become."""

    stage: Stage
    value: Decimal
    currency: str
    expected_close_on: date
    closed_on: date | None = None
    lost_reason: str | None = None
    """A code of the policy's `deals.lost_reasons`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFrom:
    """Where a value comes from; with a colleague where one has typed it."""

    origin: FieldOrigin
    person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLineFacts:
    """One line of a kept score: which rule gave how many points and why.

    `code` names the rule (words.py knows its sentence), `params` its details.
    """

    code: str
    points: int
    params: dict[str, str | int] = field(default_factory=dict)


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
    score_falls_at: datetime | None = None
    """When an MQL will have faded out of its stage if nothing happens."""
    tier: Tier | None = None
    territory: str | None = None
    owner_id: int | None = None
    account_owner_id: int | None = None
    """Who looks after the company, whoever has the lead."""
    routing_reason: RoutingReason | None = None
    next_action: NextAction | None = None
    next_action_code: str | None = None
    next_action_params: dict[str, str | int] = field(default_factory=dict)
    reject_reason: RejectReason | None = None
    reject_sub: str | None = None
    """The finer reason, a code of the policy's `reasons.<reason>.sub`."""
    reject_note: str | None = None
    decided_by_id: int | None = None
    decided_at: datetime | None = None
    wake_at: datetime | None = None
    merged_into_id: int | None = None
    passed_to_id: int | None = None
    """The lead of the right person, where this one was of the wrong one."""
    referred_from_id: int | None = None
    """The lead of the wrong person through whom this one came."""
    former_id: int | None = None
    """The earlier lead of the same person, and how it had ended."""
    former: Former | None = None
    former_reason: str | None = None
    """The finer reason of that end, where it had one."""
    known_from: dict[LeadField, KnownFrom] = field(default_factory=dict)
    """Where values come from that did not come with the lead itself; see `came_from`."""
    open_fields: tuple[LeadField, ...] = ()
    """What whoever accepted did not know yet."""
    deal: DealFacts | None = None
    undo_until: datetime | None = None
    """Until when the last decision can be taken back; None: it cannot."""
    policy_revision: str
    activities: tuple[ActivityFacts, ...] = ()
    consents: tuple[ConsentFacts, ...] = ()
    clocks: tuple[ClockFacts, ...] = ()
    touches: tuple[TouchFacts, ...] = ()
    chat: tuple[ChatTurnFacts, ...] = ()
    cadence: CadenceFacts | None = None
    """The tries to reach somebody who did not answer; None: there were none."""
    duty: DutyFacts | None = None
    """What marketing owes or owed; None: all was there."""
    card_channel: str | None = None
    card_ts: str | None = None
    shown_version: int | None = None
    """The version its card shows; None where nobody knows."""
    list_id: int | None = None
    """The list that names it while it has no card of its own."""
    room: str | None = None
    """The team in whose waiting room it is; None: somebody has it."""
    watch_at: datetime | None = None
    """When it is seen whether its owner is still there; in a waiting room, its wake-up."""
    returns_to_id: int | None = None
    """Whose it becomes again when they are back, as long as their cover has not touched it."""
    previous_owner_id: int | None = None
    handed_at: datetime | None = None
    """When it came from the previous owner."""
    snoozed_until: datetime | None = None
    """Until then its owner is not reminded."""
    list_ts: str | None = None
    """Where that list stands, in the same channel as the card would."""

    @property
    def shown_at(self) -> str | None:
        """The message that shows it: its card, else the list with its line."""
        return self.card_ts or self.list_ts

    def clock(self, kind: ClockKind) -> ClockFacts | None:
        """The newest clock of a kind, or None."""
        return next((clock for clock in reversed(self.clocks) if clock.kind is kind), None)

    def came_from(self, name: LeadField) -> KnownFrom:
        """Where the value of a field comes from."""
        return self.known_from.get(name) or KnownFrom(origin=FieldOrigin(self.source.value))

    @property
    def is_touched(self) -> bool:
        """Whether somebody was in touch, and no first touch is promised anew since."""
        clock = self.clock(ClockKind.FIRST_TOUCH)
        return bool(self.touches) and (clock is None or clock.stopped_at is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedFacts:
    """What an escalation needs to know of a lead: whose it is, and which team's."""

    owner_id: int | None
    territory: str | None

"""What rules answer: codes, parameters and reasons, never sentences."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from agents.facts import ClockFacts, ScoreLineFacts
from agents.vocabulary import (
    CadenceEnd,
    ConsentPurpose,
    Consequence,
    EscalationStep,
    Fit,
    GapKind,
    Language,
    LeadField,
    LegalBasis,
    MarketingDuty,
    Metric,
    MqlCriterion,
    NextAction,
    PauseCause,
    PermissionCode,
    RejectReason,
    RoutingReason,
    SlaState,
    Stage,
    Tier,
    TouchKind,
)

Params = dict[str, str | int]
"""Details of a code, as words.py needs them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """A field that was refused: its name, a code and what the code needs to be worded."""

    name: str
    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreDecision:
    """A score with every line that made it; the lines sum to `total` (a property test)."""

    total: int
    fit: Fit
    fit_points: int
    behaviour_points: int
    negative_points: int
    lines: tuple[ScoreLineFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart:
    """What one rule, or fading, has added or taken between two moments."""

    code: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreChange:
    """From one score to a later one; the parts sum to the difference."""

    was: int | None
    """None: the lead was not there yet."""
    total: int
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualification:
    """Whether a lead is handed to sales, how fast, and which MQL conditions fail."""

    is_hot: bool
    is_mql: bool
    tier: Tier | None
    """None: nobody is called, the lead is only kept."""
    failed: tuple[MqlCriterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One person the router looked at, for the ledger that answers "why me?"."""

    person_id: int
    is_eligible: bool
    skip_code: str | None = None
    share: float = 0.0
    """Turns per weight; the lowest eligible one gets the lead."""
    turns: int = 0
    """The pointer at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingDecision:
    """Who has the lead from now on, or the waiting room in which it is."""

    owner_id: int | None
    """None: nobody has it. In a waiting room, whose it stays until somebody is there."""
    reason: RoutingReason
    territory: str
    counts_as_turn: bool
    candidates: tuple[Candidate, ...]
    watch_at: datetime | None = None
    """When it must be seen whether the owner is still there, or the wake-up of the waiting room;
    None: its owner keeps it."""
    room: str | None = None
    """The team in whose waiting room it is; None: its owner has it."""
    returns_to_id: int | None = None
    """Whose it is again once they are there, as long as it is untouched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDecision:
    """A promise: when it ends and when each step of the chain is taken, first to last."""

    due_at: datetime
    promised: timedelta
    """Working time."""
    steps: tuple[tuple[EscalationStep, datetime], ...]


# Not frozen, and nobody changes them: a tick makes hundreds, and frozen ones take three times as long.
@dataclass(slots=True, kw_only=True)
class LookDecision:
    """What a look at a running clock comes to."""

    state: SlaState
    said: EscalationStep | None
    """The rung that is said aloud now; None where there is nothing to say."""
    next_step: EscalationStep | None
    next_at: datetime | None
    """When the clock must be looked at again; None: its chain is at an end."""
    ended_at: datetime | None = None
    """When the chain came to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneOnDecision:
    """A clock that goes on after a pause: everything ahead moves by what the pause took."""

    paused: timedelta
    """Working time."""
    due_at: datetime
    steps: tuple[tuple[EscalationStep, datetime], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchDecision:
    """A stretch of time on a receipt: counted, or with the reason why not."""

    begins_at: datetime
    ends_at: datetime
    counted: timedelta = timedelta(0)
    gap: GapKind | None = None
    """None: it counts."""
    cause: PauseCause | None = None
    names: dict[Language, str] = field(default_factory=dict)
    """Of a holiday, as far as the calendar's country names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptDecision:
    """Which minutes of a promise counted, and which did not; the counted ones sum to `counted`."""

    begins_at: datetime
    ends_at: datetime
    stretches: tuple[StretchDecision, ...]
    counted: timedelta
    paused: timedelta
    """Working time in which the clock stood still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseReceipt:
    """A promise, minute by minute, by the calendar as it was when it was made."""

    clock: ClockFacts
    calendar: str
    """Its name in the policy."""
    label: dict[Language, str]
    zone: str
    promised: timedelta
    due_at: datetime
    """As it stands; while the clock stands still, as if it went on now."""
    whole: ReceiptDecision
    """From the start to the due moment: its minutes are those that were promised."""
    so_far: ReceiptDecision
    """From the start to the first touch, or to now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryDecision:
    """What follows when somebody was not reached."""

    made: int
    by: TouchKind | None
    next_at: datetime | None
    """None: that was the last try."""
    outcome: CadenceEnd | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedDecision:
    """What marketing owes with a lead."""

    missing: tuple[MarketingDuty, ...]
    fields: tuple[LeadField, ...]
    """Mandatory fields that are not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether a person may be contacted on a channel, and why or why not."""

    is_allowed: bool
    code: PermissionCode
    basis: LegalBasis | None = None
    """What allows it; None where nothing does."""
    purpose: ConsentPurpose
    """The purpose whose consent opens the channel, or whose suppression locks it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDecision:
    """The next best action with the reason that made it."""

    action: NextAction
    code: str
    """The play's; of `ask_context` the edge case."""
    params: Params = field(default_factory=dict)
    """Evidence, each only where known; `blocked_action` and `blocked_code` name the better action
    that a person's consents do not allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionDecision:
    """What a reason code brings about."""

    reason: RejectReason
    consequence: Consequence
    stage: Stage
    wake_at: datetime | None
    """When the lead comes back by itself; None: it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that can be defended: its value with n, unit, moment and rows.

    `value` None means that it cannot be given; `note` then says why as a code.
    """

    metric: Metric
    group: str
    value: Decimal | None
    n: int
    unit: str
    as_of: datetime
    interval: tuple[Decimal, Decimal] | None = None
    note: str | None = None
    parts: dict[str, str] = field(default_factory=dict)
    """What the figure was made of, by name, already exact (for coverage: pipeline, target, won)."""
    row_ids: tuple[str, ...] = ()

"""Leads with the people they name, as a card, a list, a start page or an answer needs them."""

from dataclasses import dataclass, field
from datetime import datetime

from agents.facts.advice import AdviceCount, AdviceFacts
from agents.facts.histories import ScoreStateFacts, StageChangeFacts
from agents.facts.homes import AlertRate, OpenCounts, TeamFacts, WeekFacts
from agents.facts.leads import LeadFacts
from agents.facts.people import PersonFacts
from agents.vocabulary import MqlCriterion, RoutingReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """A lead with the people its card may name, by id."""

    lead: LeadFacts
    people: dict[int, PersonFacts] = field(default_factory=dict)
    is_customer: bool = False
    """Whether the person has bought from us: what they allow may rest on that."""


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
    turns: int = 0
    """The pointer at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingFacts:
    """One row of the routing ledger: who got the lead, why, and who was looked at."""

    decided_at: datetime
    owner_id: int | None
    reason: RoutingReason
    territory: str
    candidates: tuple[RoutingCandidateFacts, ...] = ()
    lead_id: int | None = None
    credited_id: int | None = None
    """Whose turn it counted; None: nobody's."""
    by_person_id: int | None = None
    """Who decided it; None: the rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyFacts:
    """All that answers "why hot, why me, until when?" for one lead."""

    lead: LeadFacts
    failed: tuple[MqlCriterion, ...] = ()
    """The MQL conditions that do not hold now."""
    routing: tuple[RoutingFacts, ...] = ()
    """Oldest first."""
    advice: tuple[AdviceFacts, ...] = ()
    """What was recommended, oldest first."""
    people: dict[int, PersonFacts] = field(default_factory=dict)
    score_before: ScoreStateFacts | None = None
    """The score a day ago; None: it had none yet."""
    score_now: ScoreStateFacts | None = None
    """The score at this moment; None: it never had one."""
    steps: tuple[StageChangeFacts, ...] = ()
    """The stages of its life, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFacts:
    """What a person's start page shows."""

    person: PersonFacts
    my: tuple[LeadFacts, ...] = ()
    """Open leads of this person, most urgent first; not all where there are many."""
    mine: OpenCounts = field(default_factory=OpenCounts)
    all_open: tuple[LeadFacts, ...] = ()
    """Everybody's open leads, the first of many, for those who lead a team; else empty."""
    week: WeekFacts | None = None
    """Their own since Monday; nobody else sees it."""
    team: TeamFacts | None = None
    """For those who lead a team; else None."""
    alerts: tuple[AlertRate, ...] = ()
    """How often alerts are acted on, for those who lead a team."""
    advice: tuple[AdviceCount, ...] = ()
    """How often recommended actions are done, for those who lead a team."""
    people: dict[int, PersonFacts] = field(default_factory=dict)

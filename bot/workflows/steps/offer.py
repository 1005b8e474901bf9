"""Steps that score a lead and hand it to somebody; what they write is decided purely."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from agents.decisions import ActionDecision, Qualification, RoutingDecision, ScoreDecision
from agents.facts import (
    AccountFacts,
    ActivityFacts,
    CompanyFacts,
    ConsentFacts,
    ContactFacts,
    PersonFacts,
    PlaceFacts,
    SituationFacts,
)
from agents.policy import SalesPolicy
from agents.rules import fading, lifecycle, next_action, qualification, routing, scoring
from agents.rules.presence import Presence
from agents.rules.routing import Wish
from agents.vocabulary import (
    Former,
    Handover,
    Language,
    RoutingReason,
    Stage,
    StageCause,
    Tier,
)
from bot.workflows.steps import advice, clocks, journal
from store.models import Account, Lead, Person, RoutingLedger, ScoreHistory
from store.outbox import owe_all
from store.queries import advice as advice_queries
from store.queries import leads, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the rules say of a lead as it stands."""

    found: scoring.Score
    score: ScoreDecision
    verdict: Qualification
    action: ActionDecision
    now: datetime

    def columns(self, policy: SalesPolicy) -> dict[str, Any]:
        """It, as columns of the lead that is what the verdict says."""
        return {
            "score": self.score.total,
            "fit": self.score.fit,
            "score_lines": [
                {"code": line.code, "points": line.points, "params": line.params}
                for line in self.score.lines
            ],
            "score_falls_at": self.falls_at(policy) if self.verdict.is_mql else None,
            "is_hot": self.verdict.is_hot,
            "tier": self.verdict.tier,
            "next_action": self.action.action,
            "next_action_code": self.action.code,
            "next_action_params": dict(self.action.params),
            "policy_revision": policy.revision,
        }

    def falls_at(self, policy: SalesPolicy) -> datetime | None:
        """When an MQL with this score falls back if nothing happens; None: it does not."""
        return fading.falls_below(self.found.standing, policy.score.hysteresis, now=self.now)

    def history(self, stage: Stage, tier: Tier | None, policy: SalesPolicy) -> dict[str, Any]:
        """It, as a row of the lead's past scores, without the lead."""
        interest = zip(self.found.standing.codes, self.found.interest, strict=True)
        return {
            "scored_at": self.now,
            "total": self.score.total,
            "fit": self.score.fit,
            "tier": tier,
            "stage": stage,
            "standing": {line.code: line.points for line in self.found.standing.lines},
            "interest": {code: round(points, 6) for code, points in interest},
            "policy_revision": policy.revision,
        }


def assessment(
    *,
    contact: ContactFacts,
    company: CompanyFacts,
    activities: Sequence[ActivityFacts],
    consents: Sequence[ConsentFacts],
    stage: Stage,
    policy: SalesPolicy,
    now: datetime,
    since: datetime | None = None,
    situation: SituationFacts = next_action.NOBODY_YET,
) -> Assessment:
    """Score, verdict and next action; `since` leaves out requests answered before a comeback."""
    standing = scoring.standing(contact, company, activities=activities, policy=policy.score)
    found = scoring.score(standing, now)
    score = found.decision
    verdict = qualification.qualify(
        activities=activities,
        score=score,
        consents=consents,
        stage=stage,
        policy=policy,
        since=since,
    )
    action = next_action.next_action(
        contact=contact,
        company=company,
        activities=activities,
        consents=consents,
        is_hot=verdict.is_hot,
        score=score.total,
        fit=score.fit,
        policy=policy,
        now=now,
        marks={line.code for line in score.lines},
        situation=situation,
    )
    return Assessment(found=found, score=score, verdict=verdict, action=action, now=now)


def assess(
    session: Session,
    lead: Lead,
    *,
    policy: SalesPolicy,
    now: datetime,
    since: datetime | None = None,
    cause: StageCause = StageCause.SCORED,
) -> Tier | None:
    """Scores the lead as it stands and says how fast it must be touched; see `assessment`.

    A lead becomes an MQL, and an MQL that is none any more falls back to a lead; whoever was
    called for it stays called, so its tier is what was promised. What a lead was before is kept.
    """
    facts = leads.facts(lead)
    found = assessment(
        contact=facts.contact,
        company=facts.company,
        activities=facts.activities,
        consents=facts.consents,
        stage=facts.stage,
        policy=policy,
        now=now,
        since=since,
        situation=advice_queries.situation(session, facts, account_id=lead.account_id, now=now),
    )
    was = (lead.score, lead.fit, lead.tier, lead.stage)
    columns = found.columns(policy)
    if lead.handover is not Handover.NONE:
        columns["tier"] = found.verdict.tier or lead.tier
    _write(lead, columns)
    if lead.stage is Stage.LEAD and found.verdict.is_mql and not _is_customer(lead):
        journal.reach(session, lead, Stage.MQL, now=now)
    elif lead.stage in lifecycle.FALLS_BACK and not found.verdict.is_mql:
        journal.reach(session, lead, Stage.LEAD, now=now, cause=cause)
    elif lead.stage is not Stage.MQL:
        lead.score_falls_at = None
    if (lead.score, lead.fit, lead.tier, lead.stage) != was:
        row = found.history(lead.stage, lead.tier, policy)
        session.add(ScoreHistory(lead_id=lead.id, **row))
    return found.verdict.tier


def _is_customer(lead: Lead) -> bool:
    """Whoever has bought is answered, but is no new chance of marketing's."""
    return lead.former is Former.CUSTOMER


def _write(lead: Lead, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(lead, name, value)


class Turns:
    """Gives leads out one after the other, each knowing who got those before it.

    Args:
        everybody: the people as the block found them.
        policy: the team's rules.
        now: the moment of all these leads.
    """

    def __init__(
        self, everybody: Sequence[PersonFacts], policy: SalesPolicy, *, now: datetime
    ) -> None:
        self._people = {person.id: person for person in everybody}
        self._there = Presence(policy, now)
        self.everybody = tuple(everybody)
        self.spent: Counter[int] = Counter()
        """Turns by person."""

    def next(self, wish: Wish) -> RoutingDecision:
        """Who gets the next lead."""
        decision = routing.route(
            wish,
            people=tuple(self._people.values()),
            policy=self._there.policy,
            now=self._there.now,
            there=self._there,
        )
        if decision.owner_id is not None:
            taker = self._people[decision.owner_id]
            turn = int(decision.counts_as_turn)
            self.spent[taker.id] += turn
            self._people[taker.id] = replace(
                taker,
                turns=taker.turns + turn,
                leads_today=taker.leads_today + turn,
                open_leads=taker.open_leads + 1,
            )
        return decision

    def trial(self, person_id: int) -> RoutingDecision:
        """Whoever tries it out gets their own trial lead, and no turn is spent."""
        theirs = self._people[person_id].territory or ""
        policy = self._there.policy
        is_known = theirs in policy.territories
        return RoutingDecision(
            owner_id=person_id,
            reason=RoutingReason.TAKEN_OVER,
            territory=theirs if is_known else policy.routing.fallback_territory,
            counts_as_turn=False,
            candidates=(),
        )


def spend(session: Session, turns: Mapping[int, int]) -> None:
    """Writes how many turns each person has spent."""
    for person_id, count in turns.items():
        if count:
            taker = update(Person).where(Person.id == person_id)
            session.execute(taker.values(turns=Person.turns + count))


def hand_over(
    session: Session,
    lead: Lead,
    tier: Tier,
    *,
    policy: SalesPolicy,
    now: datetime,
    known_owner_id: int | None = None,
    stays_with_id: int | None = None,
) -> None:
    """Finds an owner, starts the clocks and owes the card.

    Args:
        session: the open block.
        lead: its row.
        tier: hot or not.
        policy: the team's rules.
        now: the moment.
        known_owner_id: whom the person of a new lead knows; the account's owner comes before.
        stays_with_id: whose a lead is that comes back; before everybody.
    """
    wish = wish_of(lead, is_hot=tier is Tier.HOT, known_owner_id=known_owner_id)
    decision = routing.route(
        replace(wish, stays_with_id=stays_with_id),
        people=people.for_routing(session, policy=policy, now=now),
        policy=policy,
        now=now,
    )
    had_card = lead.card_channel is not None
    give_to(session, lead, decision, policy=policy, now=now)
    clocks.start(session, lead, tier, policy=policy, now=now)
    advice.follow(session, lead, policy=policy, now=now)
    if had_card:
        journal.show_card(session, lead, now=now)
        return
    session.flush()  # the version of this change is part of the key
    assert lead.card_channel is not None
    card = journal.first_card(
        lead_id=lead.id,
        version=lead.version,
        channel=lead.card_channel,
        is_hot=tier is Tier.HOT,
        policy=policy,
        now=now,
    )
    owe_all(session, [card], now=now)


def place_of(company: CompanyFacts | Account | None, language: Language) -> PlaceFacts:
    """Where a lead is at home, as far as its company says it."""
    return PlaceFacts(
        country=company.country if company is not None else None,
        region=company.region if company is not None else None,
        postal_code=company.postal_code if company is not None else None,
        language=language,
    )


def wish_of(lead: Lead, *, is_hot: bool, known_owner_id: int | None = None) -> Wish:
    """The lead as the router reads it."""
    account = lead.account
    return Wish(
        place=place_of(account, lead.language),
        is_hot=is_hot,
        known_owner_id=known_owner_id,
        account=None
        if account is None
        else AccountFacts(id=account.id, owner_id=account.owner_id, is_key=account.is_key),
    )


def give_to(
    session: Session, lead: Lead, decision: RoutingDecision, *, policy: SalesPolicy, now: datetime
) -> None:
    """Writes a routing decision: owner, pointer, ledger. Without an owner the lead waits."""
    _write(lead, placing(decision, policy=policy, channel=lead.card_channel))
    if decision.owner_id is not None:
        spend(session, {decision.owner_id: int(decision.counts_as_turn)})
    session.add(RoutingLedger(lead_id=lead.id, **entry(decision, policy=policy, now=now)))


def placing(
    decision: RoutingDecision, *, policy: SalesPolicy, channel: str | None = None
) -> dict[str, Any]:
    """A routing decision as columns of the lead; a card that has a `channel` stays there."""
    has_owner = decision.owner_id is not None
    return {
        "territory": decision.territory,
        "card_channel": channel or policy.territories[decision.territory].channel,
        "owner_id": decision.owner_id,
        "routing_reason": decision.reason,
        "handover": Handover.OFFERED if has_owner else Handover.WAITING,
        "watch_at": decision.watch_at,
        "room": decision.room,
        "returns_to_id": decision.returns_to_id,
    }


def entry(
    decision: RoutingDecision,
    *,
    policy: SalesPolicy,
    now: datetime,
    by_person_id: int | None = None,
) -> dict[str, Any]:
    """A decision as the ledger keeps it, without the lead; the rules' where nobody made it."""
    return {
        "decided_at": now,
        "owner_id": decision.owner_id,
        "reason": decision.reason,
        "territory": decision.territory,
        "candidates": [
            {
                "person_id": item.person_id,
                "is_eligible": item.is_eligible,
                "skip_code": item.skip_code,
                "share": item.share,
                "turns": item.turns,
            }
            for item in decision.candidates
        ],
        "credited_id": decision.owner_id if decision.counts_as_turn else None,
        "by_person_id": by_person_id,
        "policy_revision": policy.revision,
    }

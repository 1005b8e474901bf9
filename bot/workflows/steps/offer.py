"""Steps that score a lead and hand it to somebody."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from agents.decisions import RoutingDecision
from agents.policy import SalesPolicy
from agents.rules import next_action, qualification, routing, scoring
from agents.vocabulary import Handover, Stage, Tier
from bot.workflows.steps import clocks, journal
from store.models import Lead, Person, RoutingLedger
from store.queries import leads, people


def assess(
    session: Session,
    lead: Lead,
    *,
    policy: SalesPolicy,
    now: datetime,
    since: datetime | None = None,
) -> Tier | None:
    """Scores the lead as it stands and says how fast it must be touched.

    `since` leaves out requests that were answered before a lead came back.
    """
    facts = leads.facts(lead)
    decision = scoring.score(
        facts.contact, facts.company, activities=facts.activities, policy=policy.score, now=now
    )
    verdict = qualification.qualify(
        activities=facts.activities,
        score=decision,
        consents=facts.consents,
        stage=facts.stage,
        policy=policy,
        since=since,
    )
    lead.score, lead.fit = decision.total, decision.fit
    lead.score_lines = [
        {"code": line.code, "points": line.points, "params": line.params}
        for line in decision.lines
    ]
    lead.is_hot, lead.tier = verdict.is_hot, verdict.tier
    lead.policy_revision = policy.revision
    if verdict.is_mql and lead.stage is Stage.LEAD:
        journal.reach(session, lead, Stage.MQL, now=now)
    _recommend(lead, policy=policy, now=now)
    return verdict.tier


def _recommend(lead: Lead, *, policy: SalesPolicy, now: datetime) -> None:
    facts = leads.facts(lead)
    action = next_action.next_action(
        contact=facts.contact,
        company=facts.company,
        activities=facts.activities,
        consents=facts.consents,
        is_hot=facts.is_hot,
        score=facts.score,
        fit=facts.fit,
        policy=policy,
        now=now,
    )
    lead.next_action = action.action
    lead.next_action_code, lead.next_action_params = action.code, dict(action.params)


def hand_over(
    session: Session,
    lead: Lead,
    tier: Tier,
    *,
    policy: SalesPolicy,
    now: datetime,
    known_owner_id: int | None = None,
) -> None:
    """Finds an owner, starts the clocks and owes the card."""
    country = lead.account.country if lead.account else None
    decision = routing.route(
        country=country,
        people=people.everybody(session),
        policy=policy,
        language=lead.language,
        known_owner_id=known_owner_id,
    )
    give_to(session, lead, decision, policy=policy, now=now)
    clocks.start(session, lead, tier, policy=policy, now=now)
    journal.show_card(session, lead, now=now)


def give_to(
    session: Session, lead: Lead, decision: RoutingDecision, *, policy: SalesPolicy, now: datetime
) -> None:
    """Writes a routing decision: owner, pointer, ledger. Without an owner the lead waits."""
    lead.territory = decision.territory
    if lead.card_channel is None:
        lead.card_channel = policy.territories[decision.territory].channel
    lead.owner_id, lead.routing_reason = decision.owner_id, decision.reason
    lead.handover = Handover.OFFERED if decision.owner_id is not None else Handover.WAITING
    if decision.counts_as_turn and decision.owner_id is not None:
        taker = update(Person).where(Person.id == decision.owner_id)
        session.execute(taker.values(turns=Person.turns + 1))
    session.add(
        RoutingLedger(
            lead_id=lead.id,
            decided_at=now,
            owner_id=decision.owner_id,
            reason=decision.reason,
            territory=decision.territory,
            candidates=[
                {
                    "person_id": item.person_id,
                    "is_eligible": item.is_eligible,
                    "skip_code": item.skip_code,
                    "share": item.share,
                }
                for item in decision.candidates
            ],
            policy_revision=policy.revision,
        )
    )

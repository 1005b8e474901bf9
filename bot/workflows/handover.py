"""Taking a lead over, or giving it to somebody, outside the turns."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agents.facts import LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import acceptance, checklist, routing, sla
from agents.rules.presence import Presence
from agents.vocabulary import (
    ClockKind,
    EscalationStep,
    Handover,
    RefusalCode,
    Role,
    RoutingReason,
    Stage,
    StageCause,
    Tier,
)
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, clocks, journal, owners, undoing
from store.models import Lead
from store.queries import leads, people


@settles_races
def take_over(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    for_account: bool = False,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """The person takes the lead and so accepts it; one that nobody was given is promised from now.

    Args:
        deps: the bot's parts.
        lead_id: which lead.
        person: who takes it.
        for_account: because the company is theirs.
        card_after: how long the outbox leaves the card alone.

    Raises:
        Refusal: when it is theirs already, closed, or the person may not.
    """
    may = acceptance.may_take_for_account if for_account else acceptance.may_take_over
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, may(facts, person), facts, person=person)
        before = undoing.picture(session, lead)
        _hand(session, lead, person, RoutingReason.TAKEN_OVER, by=person, deps=deps)
        lead.decided_by_id, lead.decided_at = person.id, now
        if lead.handover is not Handover.ACCEPTED:
            lead.handover = Handover.ACCEPTED
            cause = StageCause.TAKEN_OVER
            journal.reach(session, lead, Stage.SAL, now=now, cause=cause, person_id=person.id)
            clocks.stop(lead, ClockKind.ACCEPT, now=now)
            lead.open_fields = list(checklist.check(facts, deps.policy).missing)
        if not (clocks.is_promised(lead) or facts.touches):
            tier, first = lead.tier or Tier.MQL, {ClockKind.FIRST_TOUCH}
            clocks.start(session, lead, tier, policy=deps.policy, now=now, kinds=first)
            lead = act.lead_row(session, lead_id)
        owners.handed(
            session,
            lead,
            by=person,
            event="taken_over",
            policy=deps.policy,
            now=now,
            card_after=card_after,
            before=before,
        )
        return act.after(session, lead, now=now)


@settles_races
def give(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    to_person_id: int | None = None,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """The person gives the lead to a colleague; without a name, to the cover the rules choose.

    A promise that runs goes on; for a lead that was touched already a new one begins.

    Raises:
        Refusal: when nobody can get it, it is closed, or the person may not.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        receiver = _receiver(session, facts, to_person_id, policy=deps.policy, now=now)
        if receiver is None:
            raise Refusal(RefusalCode.NO_SUCH_PERSON)
        if receiver.absence(now) is not None:
            raise Refusal(RefusalCode.IS_AWAY, name=receiver.name)
        refusal = acceptance.may_give(facts, person, receiver=receiver)
        act.refuse(session, refusal, facts, person=person)
        _hand(session, lead, receiver, RoutingReason.GIVEN, by=person, deps=deps)
        lead.handover, lead.decided_at = Handover.OFFERED, now
        lead.decided_by_id = None
        if not clocks.is_running(lead):
            tier = lead.tier or Tier.MQL
            clocks.start(session, lead, tier, policy=deps.policy, now=now)
            lead = act.lead_row(session, lead_id)
        owners.handed(
            session,
            lead,
            by=person,
            event="given",
            policy=deps.policy,
            now=now,
            card_after=card_after,
        )
        return act.after(session, lead, now=now)


def may_get(deps: Deps, lead_id: int) -> tuple[PersonFacts, ...]:
    """Who can be given the lead: the company's owner first, the territory's SDRs and managers.

    Only who is here, and not its owner.
    """
    with deps.store.read() as session:
        lead = leads.get(session, lead_id)
        everybody = people.all_active(session)
    if lead is None:
        return ()
    now = deps.clock()
    here = (person for person in everybody if person.absence(now) is None)
    able = [person for person in here if _can_get(lead, person)]
    return tuple(sorted(able, key=lambda one: not acceptance.looks_after(lead, one)))


def _can_get(lead: LeadFacts, person: PersonFacts) -> bool:
    works_there = person.role is Role.MANAGER or (
        person.role is Role.SDR and person.territory == lead.territory
    )
    works_there = works_there or acceptance.looks_after(lead, person)
    return works_there and person.id != lead.owner_id


def _receiver(
    session: Session,
    lead: LeadFacts,
    to_person_id: int | None,
    *,
    policy: SalesPolicy,
    now: datetime,
) -> PersonFacts | None:
    """Who was named; else the owner's nominee, else the cover the rules choose, if they are here."""
    everybody = {person.id: person for person in people.all_active(session)}
    if to_person_id is not None:
        return everybody.get(to_person_id)
    here = [person for person in everybody.values() if person.absence(now) is None]
    owner = everybody.get(lead.owner_id or 0)
    nominee_id = routing.nominee_id(owner, Presence(policy, now)) if owner else None
    return sla.addressee(EscalationStep.CALL_COVER, lead=lead, people=here, nominee_id=nominee_id)


def _hand(
    session: Session,
    lead: Lead,
    to: PersonFacts,
    reason: RoutingReason,
    *,
    by: PersonFacts,
    deps: Deps,
) -> None:
    owners.by_hand(
        session, lead, owner_id=to.id, reason=reason, by=by, policy=deps.policy, now=deps.clock()
    )

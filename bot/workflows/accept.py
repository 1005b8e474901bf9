"""Somebody accepts a lead: it is theirs, the accept clock stops, the first touch is still due."""

from datetime import timedelta

from agents.facts import LeadFacts, PersonFacts
from agents.rules import acceptance
from agents.vocabulary import ClockKind, Handover, RoutingReason, Stage
from bot.deps import Deps
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, clocks, journal, owners
from store.queries import leads


@settles_races
def accept(
    deps: Deps, lead_id: int, *, person: PersonFacts, card_after: timedelta = timedelta(0)
) -> LeadFacts:
    """The person accepts the lead and owns it from now on.

    Raises:
        Refusal: when somebody was faster, the lead is closed, or the person may not.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, acceptance.may_accept(facts, person), facts, person=person)
        owners.by_hand(
            session,
            lead,
            owner_id=person.id,
            reason=RoutingReason.TAKEN_OVER,
            by=person,
            policy=deps.policy,
            now=now,
        )
        lead.handover = Handover.ACCEPTED
        lead.decided_by_id, lead.decided_at = person.id, now
        journal.reach(session, lead, Stage.SAL, now=now, person_id=person.id)
        clocks.stop(lead, ClockKind.ACCEPT, now=now)
        journal.note(
            session,
            "accepted",
            lead=lead,
            person_id=person.id,
            now=now,
            policy_revision=deps.policy.revision,
        )
        journal.show_card(session, lead, now=now, after=card_after)
        return act.after(session, lead, now=now)

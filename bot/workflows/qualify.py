"""Sales has qualified the lead further: it is an SQL (S-007)."""

from datetime import timedelta

from agents.facts import LeadFacts, PersonFacts
from agents.rules import acceptance
from agents.vocabulary import Handover, Stage
from bot.deps import Deps
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, advice, journal
from store.queries import leads


@settles_races
def qualify(
    deps: Deps, lead_id: int, *, person: PersonFacts, card_after: timedelta = timedelta(0)
) -> LeadFacts:
    """The lead becomes an SQL.

    Raises:
        Refusal: when it is not accepted, not touched yet, closed, or the person may not.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, acceptance.may_qualify(facts, person), facts, person=person)
        lead.handover, lead.decided_at = Handover.QUALIFIED, now
        journal.reach(session, lead, Stage.SQL, now=now, person_id=person.id)
        advice.helped(session, lead.id, policy=deps.policy, now=now)
        journal.note(
            session,
            "qualified",
            lead=lead,
            person_id=person.id,
            now=now,
            policy_revision=deps.policy.revision,
        )
        journal.show_card(session, lead, now=now, after=card_after)
        return act.after(session, lead, now=now)

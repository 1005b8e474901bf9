"""The sixth way out: spam or a test, which counts in no rate."""

from datetime import timedelta

from agents.facts import LeadFacts, PersonFacts
from agents.rules import acceptance
from agents.vocabulary import Handover, Stage
from bot.deps import Deps
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, clocks, journal, undoing
from store.queries import leads


@settles_races
def set_aside(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    is_test: bool,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """Takes a lead out of everything that is counted.

    Raises:
        Refusal: when it is closed already, or the person may not.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, acceptance.may_mark_spam(facts, person), facts, person=person)
        before = undoing.picture(session, lead)
        lead.handover, lead.is_test = Handover.SPAM, is_test
        lead.decided_by_id, lead.decided_at = person.id, now
        journal.reach(session, lead, Stage.SPAM, now=now, person_id=person.id)
        clocks.cancel(lead, now=now)
        audit = journal.note(
            session,
            "test" if is_test else "spam",
            lead=lead,
            person_id=person.id,
            now=now,
            policy_revision=deps.policy.revision,
        )
        undoing.keep(session, lead, before=before, audit=audit, policy=deps.policy)
        journal.show_card(session, lead, now=now, after=card_after)
        return act.after(session, lead, now=now)

"""A colleague logs what they did; the first such act stops the first-touch clock.

Only the last try, which lets the lead rest, can be taken back like a decision.
"""

from datetime import timedelta

from agents.facts import LeadFacts, PersonFacts
from agents.rules import acceptance
from agents.vocabulary import ClockKind, Handover, TouchKind
from bot.deps import Deps
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, advice, cadence, clocks, journal, undoing
from store.models import Touch
from store.queries import leads


@settles_races
def log_touch(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    kind: TouchKind,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """Keeps a call, a try, a mail or a meeting.

    Raises:
        Refusal: when the lead is not accepted, closed, or the person may not.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, acceptance.may_log_touch(facts, person), facts, person=person)
        before = undoing.picture(session, lead) if kind is TouchKind.NO_ANSWER else None
        lead.touches.append(Touch(person_id=person.id, kind=kind, occurred_at=now))
        clocks.stop(lead, ClockKind.FIRST_TOUCH, now=now)
        lead.decided_at = now
        cadence.touched(session, lead, kind, person_id=person.id, policy=deps.policy, now=now)
        advice.touched(session, lead, kind, person_id=person.id, policy=deps.policy, now=now)
        if kind is TouchKind.MEETING:
            advice.helped(session, lead.id, policy=deps.policy, now=now)
        advice.renew(session, lead, policy=deps.policy, now=now)
        audit = journal.note(
            session,
            "touched",
            lead=lead,
            person_id=person.id,
            now=now,
            policy_revision=deps.policy.revision,
            kind=kind,
        )
        if before is not None and lead.handover is Handover.CLOSED:
            undoing.keep(session, lead, before=before, audit=audit, policy=deps.policy)
        journal.show_card(session, lead, now=now, after=card_after)
        return act.after(session, lead, now=now)

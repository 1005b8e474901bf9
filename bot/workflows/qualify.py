"""Sales has qualified the lead further: it is an SQL (S-007), with all that must be known."""

from datetime import timedelta

from agents.facts import CardFacts, LeadFacts, PersonFacts
from agents.facts.values import Values
from agents.rules import acceptance, checklist
from agents.vocabulary import Handover, RefusalCode, Stage
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows import fill, look
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, advice, journal, undoing
from store.locks import wait_for_the_book
from store.queries import leads


def asks(deps: Deps, lead_id: int, *, person: PersonFacts) -> CardFacts | None:
    """The lead, where something is missing that must be known of an SQL; else None.

    Raises:
        Refusal: as `qualify`.
    """
    with deps.store.read() as session:
        facts = leads.get(session, lead_id)
        if facts is None:
            raise Refusal(RefusalCode.LEAD_GONE)
        act.refuse(session, acceptance.may_qualify(facts, person), facts, person=person)
    is_missing = checklist.check(facts, deps.policy).missing
    return look.card_of(deps, facts) if is_missing else None


@settles_races
def qualify(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    values: Values | None = None,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """The lead becomes an SQL.

    Raises:
        Refusal: when it is not accepted, not touched yet, closed, incomplete, or the person may
            not.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        if values:
            wait_for_the_book(session)
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, acceptance.may_qualify(facts, person), facts, person=person)
        before = undoing.picture(session, lead)
        if values:
            lead = fill.fill(session, lead, values, person=person, policy=deps.policy, now=now)
        if checklist.check(leads.facts(lead), deps.policy).missing:
            raise Refusal(RefusalCode.STILL_OPEN, lead_id=lead_id)
        lead.handover, lead.decided_at = Handover.QUALIFIED, now
        lead.decided_by_id, lead.open_fields = person.id, []
        journal.reach(session, lead, Stage.SQL, now=now, person_id=person.id)
        advice.helped(session, lead.id, policy=deps.policy, now=now)
        audit = journal.note(
            session,
            "qualified",
            lead=lead,
            person_id=person.id,
            now=now,
            policy_revision=deps.policy.revision,
        )
        undoing.keep(session, lead, before=before, audit=audit, policy=deps.policy)
        journal.show_card(session, lead, now=now, after=card_after)
        return act.after(session, lead, now=now)

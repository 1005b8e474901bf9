"""Somebody accepts a lead: it is theirs, the accept clock stops, the first touch is still due."""

from datetime import timedelta

from agents.facts import CardFacts, LeadFacts, PersonFacts
from agents.facts.values import Values
from agents.rules import acceptance, checklist
from agents.vocabulary import ClockKind, Handover, RefusalCode, RoutingReason, Stage
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows import fill, look
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, clocks, journal, owners, undoing
from store.locks import wait_for_the_book
from store.queries import leads


def asks(deps: Deps, lead_id: int, *, person: PersonFacts) -> CardFacts | None:
    """The lead, where whoever accepts it is asked for what is missing first; else None.

    Raises:
        Refusal: as `accept`, so that nobody fills in a form for nothing.
    """
    with deps.store.read() as session:
        facts = leads.get(session, lead_id)
        if facts is None:
            raise Refusal(RefusalCode.LEAD_GONE)
        act.refuse(session, acceptance.may_accept(facts, person), facts, person=person)
    is_asked = deps.policy.checklist.ask == "at_accept"
    is_missing = is_asked and checklist.check(facts, deps.policy).missing
    return look.card_of(deps, facts) if is_missing else None


@settles_races
def accept(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    values: Values | None = None,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """The person accepts the lead and owns it from now on.

    What they know of it is written down; what stays missing of the mandatory fields is noted as
    open, and asked again before the lead is qualified.

    Raises:
        Refusal: when somebody was faster, the lead is closed, or the person may not.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        if values:
            wait_for_the_book(session)
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, acceptance.may_accept(facts, person), facts, person=person)
        before = undoing.picture(session, lead)
        if values:
            lead = fill.fill(session, lead, values, person=person, policy=deps.policy, now=now)
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
        found = checklist.check(leads.facts(lead), deps.policy)
        lead.open_fields = list(found.missing)
        journal.reach(session, lead, Stage.SAL, now=now, person_id=person.id)
        clocks.stop(lead, ClockKind.ACCEPT, now=now)
        audit = journal.note(
            session,
            "accepted",
            lead=lead,
            person_id=person.id,
            now=now,
            policy_revision=deps.policy.revision,
            open_fields=len(lead.open_fields),
            lacks=",".join(found.lacks),
        )
        undoing.keep(session, lead, before=before, audit=audit, policy=deps.policy)
        journal.show_card(session, lead, now=now, after=card_after)
        return act.after(session, lead, now=now)

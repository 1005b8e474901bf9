"""A rejection with one of the five reason codes, and what the code brings about."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from agents.decisions import RejectionDecision
from agents.facts import LeadFacts, PersonFacts
from agents.rules import acceptance
from agents.vocabulary import (
    ClockKind,
    Consequence,
    Handover,
    RefusalCode,
    RejectReason,
    StageCause,
)
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, admit, clocks, journal, records
from store import book
from store.book import ACTIVITY
from store.models import Lead
from store.queries import leads


@settles_races
def reject(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    reason: RejectReason,
    wake_on: date | None = None,
    note: str | None = None,
    other_lead_id: int | None = None,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """The person rejects the lead; the consequence happens in the same block.

    Args:
        deps: the bot's parts.
        lead_id: the lead.
        person: who rejects.
        reason: one of the five codes.
        wake_on: for timing, the day the lead comes back.
        note: what the person adds; for a wrong person, who the right one is.
        other_lead_id: for a duplicate, the lead it doubles.
        card_after: how long whoever clicked may take to redraw the card.

    Raises:
        Refusal: when it is decided already, a field is missing, or the person may not.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, acceptance.may_reject(facts, person), facts, person=person)
        other = _other(session, other_lead_id)
        decision = acceptance.reject(
            reason,
            lead=facts,
            policy=deps.policy,
            calendar=clocks.calendar_of(lead, deps.policy),
            now=now,
            wake_on=wake_on,
            other_lead=leads.facts(other) if other is not None else None,
            right_person=note,
        )
        if isinstance(decision, RefusalCode):
            raise Refusal(decision, lead_id=lead_id)
        if decision.consequence is Consequence.MERGE and other is not None:
            _merge(session, lead, other, deps, now=now)
        lead.reject_note = note
        _write(
            session, lead, decision, person=person, policy_revision=deps.policy.revision, now=now
        )
        journal.show_card(session, lead, now=now, after=card_after)
        return act.after(session, lead, now=now)


def _write(
    session: Session,
    lead: Lead,
    decision: RejectionDecision,
    *,
    person: PersonFacts,
    policy_revision: str,
    now: datetime,
) -> None:
    """The rejected lead: its reason, its stage, its clocks, the record."""
    lead.handover, lead.reject_reason = Handover.REJECTED, decision.reason
    lead.wake_at = decision.wake_at
    lead.decided_by_id, lead.decided_at = person.id, now
    journal.reach(
        session,
        lead,
        decision.stage,
        now=now,
        cause=StageCause.REJECTED,
        person_id=person.id,
        detail=decision.reason,
    )
    clocks.stop(lead, ClockKind.ACCEPT, now=now)
    clocks.cancel(lead, now=now)
    journal.note(
        session,
        "rejected",
        lead=lead,
        person_id=person.id,
        now=now,
        policy_revision=policy_revision,
        reason=decision.reason,
        consequence=decision.consequence,
        other_lead_id=lead.merged_into_id,
    )


def _other(session: Session, lead_id: int | None) -> Lead | None:
    """The lead that is doubled.

    Raises:
        Refusal: NO_SUCH_LEAD for a number that names none.
    """
    if lead_id is None:
        return None
    row = leads.row(session, lead_id)
    if row is None:
        raise Refusal(RefusalCode.NO_SUCH_LEAD, lead_id=lead_id)
    return row


def _merge(session: Session, lead: Lead, other: Lead, deps: Deps, *, now: datetime) -> None:
    """What the doubled lead's person did stands at the other one too, and counts there.

    A wish is not lost with the lead it came by: the other one is scored again and, where nobody
    had it, handed over. The older of the two keeps the credit: its date and origin go on.
    """
    lead.merged_into_id = other.id
    if lead.created_at < other.created_at:
        other.created_at, other.origin = lead.created_at, lead.origin or other.origin
    of = {"lead_id": other.id, "subject_id": other.subject_id}
    done = zip(lead.activities, leads.activity_facts(lead), strict=True)
    rows = [
        records.activity(facts, of, door="merge", number=f"{lead.id}:{row.id}", policy=deps.policy)
        for row, facts in done
    ]
    book.add(session, ACTIVITY, rows)
    session.flush()
    whole = leads.row(session, other.id)
    assert whole is not None
    admit.settle(session, whole, policy=deps.policy, now=now, known_owner_id=lead.owner_id)

"""A rejection with one of the five reason codes, and what the code brings about."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from agents.decisions import RejectionDecision
from agents.facts import LeadFacts, PersonFacts, RightPerson
from agents.policy import SalesPolicy
from agents.rules import acceptance
from agents.vocabulary import (
    ClockKind,
    Consequence,
    Handover,
    RefusalCode,
    RejectReason,
    Stage,
    StageCause,
)
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, admit, clocks, journal, records, referral, undoing, union
from bot.workflows.steps.undoing import Picture
from store import book
from store.book import ACTIVITY
from store.locks import wait_for_the_book
from store.models import Audit, Lead
from store.queries import leads


@dataclass(frozen=True, slots=True)
class _Brought:
    """What a rejection has changed besides its own lead."""

    others: tuple[tuple[Picture, Lead], ...] = ()
    made_id: int | None = None


@settles_races
def reject(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    reason: RejectReason,
    sub: str | None = None,
    wake_on: date | None = None,
    note: str | None = None,
    other_lead_id: int | None = None,
    right: RightPerson | None = None,
    card_after: timedelta = timedelta(0),
) -> LeadFacts:
    """The person rejects the lead; the consequence happens in the same block.

    Args:
        deps: the bot's parts.
        lead_id: the lead.
        person: who rejects.
        reason: one of the five codes.
        sub: a finer reason, by its code in the policy.
        wake_on: for timing, the day the lead comes back.
        note: what the person adds.
        other_lead_id: for a duplicate, the lead it doubles.
        right: for a wrong person, who is the right one.
        card_after: how long whoever clicked may take to redraw the card.

    Raises:
        Refusal: when it is decided already, a field is missing, or the person may not.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        wait_for_the_book(session)
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, acceptance.may_reject(facts, person), facts, person=person)
        other = _other(session, other_lead_id)
        decision = _decide(lead, facts, reason, other, right, wake_on=wake_on, deps=deps)
        before = undoing.picture(session, lead)
        brought = _bring_about(session, lead, decision, other, right, deps=deps)
        lead.reject_note = note
        lead.reject_sub = sub if sub in deps.policy.reasons[reason].sub else None
        audit = _write(session, lead, decision, person=person, policy=deps.policy, now=now)
        undoing.keep(
            session,
            lead,
            before=before,
            audit=audit,
            policy=deps.policy,
            others=brought.others,
            made_id=brought.made_id,
        )
        journal.show_card(session, lead, now=now, after=card_after)
        return act.after(session, lead, now=now)


def _decide(
    lead: Lead,
    facts: LeadFacts,
    reason: RejectReason,
    other: Lead | None,
    right: RightPerson | None,
    *,
    wake_on: date | None,
    deps: Deps,
) -> RejectionDecision:
    """What the reason brings about.

    Raises:
        Refusal: where it cannot be given.
    """
    decision = acceptance.reject(
        reason,
        lead=facts,
        policy=deps.policy,
        calendar=clocks.calendar_of(lead, deps.policy),
        now=deps.clock(),
        wake_on=wake_on,
        other_lead=leads.facts(other) if other is not None else None,
        right_person=right.name if right is not None else None,
    )
    if isinstance(decision, RefusalCode):
        raise Refusal(decision, lead_id=lead.id)
    return decision


def _bring_about(
    session: Session,
    lead: Lead,
    decision: RejectionDecision,
    other: Lead | None,
    right: RightPerson | None,
    *,
    deps: Deps,
) -> _Brought:
    """What the reason does to other leads."""
    now = deps.clock()
    if decision.consequence is Consequence.MERGE and other is not None:
        was = undoing.picture(session, other)
        return _Brought(others=((was, _merge(session, lead, other, deps, now=now)),))
    if decision.consequence is Consequence.REROUTE and right is not None:
        row, before = referral.refer(session, lead, right, policy=deps.policy, now=now)
        lead.passed_to_id = row.id
        if before is None:
            return _Brought(made_id=row.id)
        return _Brought(others=((before, row),))
    return _Brought()


def _write(
    session: Session,
    lead: Lead,
    decision: RejectionDecision,
    *,
    person: PersonFacts,
    policy: SalesPolicy,
    now: datetime,
) -> Audit:
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
    return journal.note(
        session,
        "rejected",
        lead=lead,
        person_id=person.id,
        now=now,
        policy_revision=policy.revision,
        reason=decision.reason,
        sub=lead.reject_sub,
        consequence=decision.consequence,
        other_lead_id=lead.merged_into_id or lead.passed_to_id,
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


def _merge(session: Session, lead: Lead, other: Lead, deps: Deps, *, now: datetime) -> Lead:
    """What the doubled lead's person did stands at the other one too, and counts there.

    A wish is not lost with the lead it came by: the other one is scored again and, where nobody
    had it, handed over. What was promised to the doubled one is promised to it, where that was
    sooner. The older of the two keeps the credit: its date and origin go on.
    """
    lead.merged_into_id = other.id
    if lead.created_at < other.created_at:
        other.created_at, other.origin = lead.created_at, lead.origin or other.origin
    of = {"lead_id": other.id, "subject_id": other.subject_id}
    done = zip(lead.activities, leads.activity_facts(lead), strict=True)
    rows = [
        records.activity(
            facts, of, door=undoing.MERGED, number=f"{lead.id}:{row.id}", policy=deps.policy
        )
        for row, facts in done
    ]
    book.add(session, ACTIVITY, rows)
    union.share(session, lead, other, policy=deps.policy, now=now)
    session.flush()
    whole = _whole(session, other.id)
    had_owner = whole.handover is not Handover.NONE
    admit.settle(session, whole, policy=deps.policy, now=now, known_owner_id=lead.owner_id)
    if had_owner and lead.is_hot and whole.stage is not Stage.SPAM:
        clocks.hasten(session, whole, policy=deps.policy, now=now)
    clocks.inherit(whole, lead)
    session.flush()
    return _whole(session, other.id)


def _whole(session: Session, lead_id: int) -> Lead:
    row = leads.row(session, lead_id)
    assert row is not None
    return row

"""What colleagues may do with leads among themselves: swap, take back, silence (S-053, S-139)."""

from datetime import datetime, timedelta

from agents.facts import LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty
from agents.vocabulary import Handover, RefusalCode, Role, SlaState

OPEN = frozenset({Handover.OFFERED, Handover.ACCEPTED})
LONGEST_SNOOZE = timedelta(days=14)
ENDED = frozenset({SlaState.CANCELLED, SlaState.PAUSED})


def may_swap(
    mine: LeadFacts,
    theirs: LeadFacts,
    *,
    person: PersonFacts,
    colleague: PersonFacts | None,
    now: datetime,
) -> RefusalCode | None:
    """None where the person may offer a lead of theirs for a colleague's.

    Both must be open, not contacted yet and no trial, and the colleague must be there to answer.
    """
    if mine.owner_id != person.id:
        return RefusalCode.NOT_YOURS
    are_open = all(
        lead.handover in OPEN and not (lead.touches or lead.is_test) for lead in (mine, theirs)
    )
    if not are_open or theirs.owner_id in {None, person.id} or colleague is None:
        return RefusalCode.NO_SWAP
    if not colleague.is_active or colleague.role not in {Role.SDR, Role.MANAGER}:
        return RefusalCode.NO_SWAP
    return RefusalCode.IS_AWAY if colleague.absence(now) is not None else None


def may_take_back(
    lead: LeadFacts, person: PersonFacts, *, policy: SalesPolicy, now: datetime
) -> RefusalCode | None:
    """None where the previous owner may still have it back: soon, and while it is untouched."""
    if lead.previous_owner_id != person.id or lead.owner_id == person.id:
        return RefusalCode.NOT_YOURS
    until = None if lead.handed_at is None else lead.handed_at + policy.routing.take_back_within
    is_untouched = lead.handover is Handover.OFFERED and not _touched_since(lead)
    return None if is_untouched and until is not None and now <= until else RefusalCode.TOO_LATE


def _touched_since(lead: LeadFacts) -> bool:
    handed = lead.handed_at
    return any(handed is None or touch.occurred_at >= handed for touch in lead.touches)


def may_snooze(
    lead: LeadFacts, person: PersonFacts, *, until: datetime, now: datetime
) -> RefusalCode | None:
    """None where the owner may silence their own reminders until then.

    The promise stays: what is due, and whom the chain calls beside the owner.
    """
    if lead.owner_id != person.id:
        return RefusalCode.NOT_YOURS
    runs = any(clock.stopped_at is None and clock.state not in ENDED for clock in lead.clocks)
    is_possible = lead.handover in OPEN and runs and now < until <= now + LONGEST_SNOOZE
    return None if is_possible else RefusalCode.NO_SNOOZE


def snooze_until_duty(
    person: PersonFacts, *, policy: SalesPolicy, now: datetime
) -> datetime | None:
    """When the person's hours begin next: after this moment, so not the ones that run."""
    ends = duty.duty_ends_at(person, policy=policy, at=now)
    return duty.next_duty_at(person, policy=policy, at=ends)

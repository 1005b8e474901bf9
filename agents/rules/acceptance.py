"""Who may do what to a lead, and what a rejection brings about (S-076, S-116, S-140 to S-143)."""

from datetime import date, datetime

from agents.decisions import RejectionDecision
from agents.facts import LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules.working_time import WorkingTime
from agents.vocabulary import (
    Consequence,
    Handover,
    RefusalCode,
    RejectReason,
    Role,
    Stage,
)

SELLERS = frozenset({Role.SDR, Role.AE})
"""Roles that act on the leads of their territory, of their companies, and on their own."""
EVERYWHERE = frozenset({Role.MANAGER, Role.REVOPS})
"""Roles that may act on the leads of every territory."""
ENDED = frozenset({Stage.MERGED, Stage.SPAM, Stage.WON, Stage.LOST})
TAKEN = frozenset({Handover.ACCEPTED, Handover.QUALIFIED})
OPEN = frozenset({Handover.WAITING, Handover.OFFERED})
REQUIRED = {
    RejectReason.TIMING: ("wake_on",),
    RejectReason.DUPLICATE: ("other_lead",),
    RejectReason.WRONG_PERSON: ("right_person",),
}
OUTCOMES = {
    RejectReason.NO_FIT: (Consequence.DISQUALIFY, Stage.DISQUALIFIED),
    RejectReason.NO_NEED: (Consequence.LONG_NURTURE, Stage.NURTURE),
    RejectReason.WRONG_PERSON: (Consequence.REROUTE, Stage.DISQUALIFIED),
    RejectReason.TIMING: (Consequence.RECYCLE, Stage.RECYCLED),
    RejectReason.DUPLICATE: (Consequence.MERGE, Stage.MERGED),
}


def may_accept(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    """None where the person may accept; whoever of the team accepts becomes the owner."""
    if not person.is_active:
        return RefusalCode.NOT_ALLOWED
    return _barred(lead, person) or _not_offered(lead)


def may_take_over(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    """None where the person may make a colleague's lead theirs, accepted or not.

    A qualified lead goes on as a deal and is handed on instead.
    """
    if not person.is_active:
        return RefusalCode.NOT_ALLOWED
    refusal = _barred(lead, person)
    is_theirs = lead.handover is Handover.ACCEPTED and lead.owner_id == person.id
    if refusal is None and (is_theirs or lead.handover is Handover.QUALIFIED):
        return RefusalCode.ALREADY_ACCEPTED
    return refusal


def looks_after(lead: LeadFacts, person: PersonFacts) -> bool:
    """Whether the lead is of a company that is theirs, whoever has the lead and in which team."""
    return lead.account_owner_id == person.id


def may_take_for_account(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    """None where the company's owner may take a lead that somebody else got."""
    return may_take_over(lead, person) if looks_after(lead, person) else RefusalCode.NOT_YOURS


def may_reject(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    """None where the person may reject: an offered lead, or an accepted one of their own."""
    refusal = _barred(lead, person)
    if refusal is not None:
        return refusal
    if lead.handover is Handover.QUALIFIED:
        return RefusalCode.ALREADY_ACCEPTED
    if lead.handover is Handover.ACCEPTED:
        return _not_yours(lead, person)
    return _not_offered(lead)


def may_log_touch(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    """None where the person may log a touch; anyone of the team, before or after Accept."""
    return _barred(lead, person)


def may_qualify(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    """None where an accepted and touched lead may become an SQL."""
    refusal = _barred(lead, person)
    if refusal is not None:
        return refusal
    if lead.handover is Handover.QUALIFIED:
        return RefusalCode.STALE_CLICK
    if lead.handover is not Handover.ACCEPTED:
        return RefusalCode.NOT_ACCEPTED_YET
    return _not_yours(lead, person) or (None if lead.touches else RefusalCode.NOT_TOUCHED_YET)


def may_deal(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    """None where the person may make a deal of a qualified lead: its owner, or who leads a team."""
    refusal = _barred(lead, person)
    if refusal is not None:
        return refusal
    if lead.handover is not Handover.QUALIFIED:
        return RefusalCode.NOT_QUALIFIED_YET
    return _not_yours(lead, person)


def may_own_deals(person: PersonFacts, policy: SalesPolicy) -> bool:
    """Whether somebody may be given a qualified lead."""
    return person.is_active and person.role in policy.deals.owners


def deal_rank(person: PersonFacts, lead: LeadFacts) -> tuple[bool, bool, int]:
    """The order of those who may: account executives first, the lead's territory first."""
    return person.role is not Role.AE, person.territory != lead.territory, person.id


def may_mark_spam(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    """None where the person may call the lead spam."""
    return _barred(lead, person)


def may_give(lead: LeadFacts, person: PersonFacts, *, receiver: PersonFacts) -> RefusalCode | None:
    """None where the person may hand the lead to a colleague of the team who works here.

    A lead nobody accepted yet may be given by anyone of the team, an accepted one by its owner or
    the company's. The company's owner may get it in whichever team they are.
    """
    refusal = _barred(lead, person)
    if refusal is not None:
        return refusal
    if lead.handover is Handover.QUALIFIED:
        return RefusalCode.ALREADY_ACCEPTED
    is_theirs = looks_after(lead, person) or not _not_yours(lead, person)
    if lead.handover is Handover.ACCEPTED and not is_theirs:
        return RefusalCode.NOT_YOURS
    may_own = looks_after(lead, receiver) or receiver.role in {Role.SDR, Role.MANAGER}
    if not receiver.is_active or not may_own:
        return RefusalCode.NO_SUCH_PERSON
    return RefusalCode.STALE_CLICK if receiver.id == lead.owner_id else None


def required_fields(reason: RejectReason) -> tuple[str, ...]:
    """What a rejection must state besides its reason; a note is always welcome."""
    return REQUIRED.get(reason, ())


def reject(
    reason: RejectReason,
    *,
    lead: LeadFacts,
    policy: SalesPolicy,
    calendar: WorkingTime,
    now: datetime,
    wake_on: date | None = None,
    other_lead: LeadFacts | None = None,
    right_person: str | None = None,
) -> RejectionDecision | RefusalCode:
    """What the reason brings about, or why it cannot be given.

    `timing` wakes the lead at the opening of `wake_on` (a local day after today), `no_need`
    after the policy's `wake_after` (never where that is None); the others do not wake it. A
    duplicate needs the lead it is merged into: another one, and not merged itself.
    """
    given = {
        "wake_on": wake_on,
        "other_lead": other_lead,
        "right_person": (right_person or "").strip(),
    }
    if any(not given[name] for name in required_fields(reason)):
        return RefusalCode.FIELD_MISSING
    today = now.astimezone(calendar.zone).date()
    wake_at: datetime | None = None
    if reason is RejectReason.TIMING and wake_on is not None:
        if wake_on <= today:
            return RefusalCode.DATE_IN_PAST
        wake_at = calendar.opening(wake_on)
    if reason is RejectReason.DUPLICATE and other_lead is not None:
        refusal = _not_mergeable(lead, other_lead)
        if refusal is not None:
            return refusal
    after = policy.reasons[reason].wake_after
    if reason is RejectReason.NO_NEED and after is not None:
        wake_at = calendar.opening(today + after)
    consequence, stage = OUTCOMES[reason]
    return RejectionDecision(reason=reason, consequence=consequence, stage=stage, wake_at=wake_at)


def _not_mergeable(lead: LeadFacts, other: LeadFacts) -> RefusalCode | None:
    if lead.id in {other.id, other.merged_into_id}:
        return RefusalCode.SAME_LEAD
    return RefusalCode.NO_SUCH_LEAD if other.stage is Stage.MERGED else None


def _barred(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    """Why the person may do nothing to the lead, or why nobody may any more."""
    if not _is_team(lead, person):
        return RefusalCode.NOT_ALLOWED
    if lead.stage in ENDED or lead.handover in {Handover.SPAM, Handover.CLOSED}:
        return RefusalCode.ALREADY_CLOSED
    if lead.handover is Handover.REJECTED:
        return RefusalCode.ALREADY_REJECTED
    return RefusalCode.ALREADY_CLOSED if lead.stage is Stage.DISQUALIFIED else None


def _is_team(lead: LeadFacts, person: PersonFacts) -> bool:
    """Whether the person is of the team that works the lead; its owner and the company's are."""
    if person.role in SELLERS:
        is_theirs = person.id in {lead.owner_id, lead.account_owner_id}
        return is_theirs or lead.territory in {None, person.territory}
    return person.role in EVERYWHERE


def _not_offered(lead: LeadFacts) -> RefusalCode | None:
    if lead.handover in TAKEN:
        return RefusalCode.ALREADY_ACCEPTED
    return None if lead.handover in OPEN else RefusalCode.STALE_CLICK


def _not_yours(lead: LeadFacts, person: PersonFacts) -> RefusalCode | None:
    is_theirs = lead.owner_id == person.id or person.role in EVERYWHERE
    return None if is_theirs else RefusalCode.NOT_YOURS

"""The promise on a lead, its escalation chain and who is called (S-056 to S-058, S-137, S-139)."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter

from agents.decisions import ClockDecision, LookDecision
from agents.facts import AssignedFacts, ClockFacts, LeadFacts, PersonFacts
from agents.policy import ASKED, SalesPolicy
from agents.rules.routing import OWNERS, share
from agents.rules.working_time import WorkingTime
from agents.vocabulary import Asked, ClockKind, EscalationStep, Role, SlaState, Tier

LEFT_ALONE = frozenset({SlaState.PAUSED, SlaState.CANCELLED})
Rung = tuple[EscalationStep, datetime]
MOMENT = itemgetter(1)
"""Of a rung; those of a chain rise."""


def promise(
    tier: Tier, policy: SalesPolicy, *, calendar: WorkingTime, started_at: datetime
) -> ClockDecision:
    """When the promise ends and when each rung is due, all in working time.

    A rung at share 0.5 of 15 minutes is due after 7.5 working minutes. Outside the hours the
    clock starts at the next opening. A chain ends by saying that nobody reacted.
    """
    promised = policy.sla.hot if tier is Tier.HOT else policy.sla.mql
    return ClockDecision(
        due_at=calendar.due(started_at, promised),
        promised=promised,
        steps=tuple(
            (step, calendar.due(started_at, promised * share)) for step, share in _chain(policy)
        ),
    )


def _chain(policy: SalesPolicy) -> list[tuple[EscalationStep, float]]:
    """Each rung once, by its share; a chain without rungs has no end to speak of."""
    rungs = [(rung.step, rung.at) for rung in policy.sla.escalation]
    end = [(EscalationStep.NOBODY_REACTED, policy.sla.nobody_reacted)]
    return rungs + end if rungs else rungs


def asked(policy: SalesPolicy) -> dict[EscalationStep, tuple[Asked, ...]]:
    """Whom each rung asks: as the policy says, else as the step's name does."""
    return ASKED | {rung.step: rung.asks for rung in policy.sla.escalation if rung.asks}


def state(clock: ClockFacts, now: datetime) -> SlaState:
    """Where a promise stands at `now`.

    Met and breached follow from the moments: the due moment itself still keeps the promise. An
    open one is at risk once a rung of its chain has come due. Paused and cancelled stay.
    """
    if clock.state in LEFT_ALONE:
        return clock.state
    if (clock.stopped_at or now) > clock.due_at:
        return SlaState.BREACHED
    if clock.stopped_at is not None:
        return SlaState.MET
    rung_is_due = clock.next_step_at is not None and now >= clock.next_step_at
    if rung_is_due or clock.state is SlaState.AT_RISK:
        return SlaState.AT_RISK
    return SlaState.PENDING


def look(
    kind: ClockKind,
    chain: Sequence[Rung],
    *,
    due_at: datetime,
    now: datetime,
    expected: EscalationStep | None = None,
) -> LookDecision:
    """What has become of a running clock: its state, the rung to say, and the next look.

    After a pause of the whole bot several rungs may be due; only the highest is said aloud. That
    nobody reacted is never said before everybody was asked: where the chain stands before the
    last rung (`expected`), that one speaks first. A chain leaves one more look at the due moment.
    The accept clock says nothing, it only breaks.
    """
    rungs = chain if kind is ClockKind.FIRST_TOUCH else ()
    place = bisect_right(rungs, now, key=MOMENT)
    reached, ahead = rungs[:place], rungs[place:]
    said = reached[-1][0] if reached else None
    if said is EscalationStep.NOBODY_REACTED and expected not in {None, said} and reached[1:]:
        (said, asked_at), (end, end_at) = reached[-2:]
        ahead = ((end, now + (end_at - asked_at)),)
    next_step, next_at = ahead[0] if ahead else (None, None)
    if now < due_at and (next_at is None or due_at < next_at):
        next_step, next_at = None, due_at
    at_risk = SlaState.AT_RISK if reached else SlaState.PENDING
    return LookDecision(
        state=SlaState.BREACHED if now >= due_at else at_risk,
        said=said,
        next_step=next_step,
        next_at=next_at,
        ended_at=now if next_at is None else None,
    )


def anew(kind: ClockKind, chain: Sequence[Rung], *, due_at: datetime) -> LookDecision:
    """Where a clock begins: before its first rung, or before the due moment.

    One that has lost its place begins here again. No rung is said twice: what was said already is
    known by its key in the outbox.
    """
    step, at = chain[0] if kind is ClockKind.FIRST_TOUCH and chain else (None, due_at)
    return LookDecision(state=SlaState.PENDING, said=None, next_step=step, next_at=at)


def resume(
    kind: ClockKind, chain: Sequence[Rung], *, due_at: datetime, now: datetime
) -> LookDecision:
    """Where a clock goes on after a pause: what came due meanwhile is looked at at once."""
    look_now = look(kind, chain, due_at=due_at, now=now)
    if look_now.said is None:
        return look_now
    return LookDecision(
        state=look_now.state, said=None, next_step=look_now.said, next_at=now, ended_at=None
    )


def addressee(
    step: EscalationStep,
    *,
    lead: AssignedFacts | LeadFacts,
    people: Sequence[PersonFacts],
    asks: Sequence[Asked] | None = None,
    nominee_id: int | None = None,
) -> PersonFacts | None:
    """Whom a rung calls: the first of those it asks who is there.

    Only active people are called. None: nobody is there for this rung, and the caller has to say
    it in the channel.

    Args:
        step: the rung.
        lead: whose it is, and which team's.
        people: those who are there.
        asks: whom the rung asks, where the policy says it.
        nominee_id: the cover whom the owner has named (rules/routing.py); they come before the
            colleague with the fewest leads.
    """
    active = [person for person in people if person.is_active]
    for who in ASKED[step] if asks is None else asks:
        found = _found(who, lead=lead, active=active, nominee_id=nominee_id)
        if found is not None:
            return found
    return None


def _found(
    who: Asked,
    *,
    lead: AssignedFacts | LeadFacts,
    active: list[PersonFacts],
    nominee_id: int | None,
) -> PersonFacts | None:
    if who is Asked.OWNER:
        return next((person for person in active if person.id == lead.owner_id), None)
    if who is Asked.COVER:
        named = {nominee_id} - {lead.owner_id, None}
        nominee = next((one for one in active if one.id in named and one.role in OWNERS), None)
        if nominee is not None:
            return nominee
        covers = [
            person
            for person in active
            if person.role is Role.SDR
            and person.id != lead.owner_id
            and person.territory is not None
            and person.territory == lead.territory
        ]
        return min(covers, key=lambda one: (one.open_leads, share(one), one.id), default=None)
    managers = [person for person in active if person.role is Role.MANAGER]
    return min(
        managers,
        key=lambda one: (one.id == lead.owner_id, one.territory != lead.territory, one.id),
        default=None,
    )

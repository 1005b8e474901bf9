"""The promise on a lead, its escalation chain and who is called (S-056 to S-058, S-137, S-139)."""

from collections.abc import Sequence
from datetime import datetime

from agents.decisions import ClockDecision, LookDecision
from agents.facts import AssignedFacts, ClockFacts, LeadFacts, PersonFacts
from agents.policy import SalesPolicy
from agents.rules.routing import share
from agents.rules.working_time import WorkingTime
from agents.vocabulary import ClockKind, EscalationStep, Role, SlaState, Tier

LEFT_ALONE = frozenset({SlaState.PAUSED, SlaState.CANCELLED})
CHAIN = tuple(EscalationStep)
Rung = tuple[EscalationStep, datetime]


def promise(
    tier: Tier, policy: SalesPolicy, *, calendar: WorkingTime, started_at: datetime
) -> ClockDecision:
    """When the promise ends and when each rung is due, all in working time.

    A rung at share 0.5 of 15 minutes is due after 7.5 working minutes. Outside the hours the
    clock starts at the next opening.
    """
    promised = policy.sla.hot if tier is Tier.HOT else policy.sla.mql
    return ClockDecision(
        due_at=calendar.due(started_at, promised),
        promised=promised,
        steps=tuple(
            (rung.step, calendar.due(started_at, promised * rung.at))
            for rung in policy.sla.escalation
        ),
    )


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
    kind: ClockKind, chain: Sequence[Rung], *, due_at: datetime, now: datetime
) -> LookDecision:
    """What has become of a running clock: its state, the rung to say, and the next look.

    After a pause of the whole bot several rungs may be due; only the highest is said aloud. A
    chain that ends before the promise leaves one more look, at the due moment. The accept clock
    says nothing, it only breaks.
    """
    rungs = chain if kind is ClockKind.FIRST_TOUCH else ()
    reached = [step for step, at in rungs if at <= now]
    last = (None, due_at if now < due_at else None)
    ahead = next(((step, at) for step, at in rungs if at > now), last)
    at_risk = SlaState.AT_RISK if reached else SlaState.PENDING
    return LookDecision(
        state=SlaState.BREACHED if now >= due_at else at_risk,
        said=reached[-1] if reached else None,
        next_step=ahead[0],
        next_at=ahead[1],
    )


def anew(kind: ClockKind, chain: Sequence[Rung], *, due_at: datetime) -> LookDecision:
    """Where a clock begins: before its first rung, or before the due moment.

    One that has lost its place begins here again. No rung is said twice: what was said already is
    known by its key in the outbox.
    """
    step, at = chain[0] if kind is ClockKind.FIRST_TOUCH and chain else (None, due_at)
    return LookDecision(state=SlaState.PENDING, said=None, next_step=step, next_at=at)


def addressee(
    step: EscalationStep, *, lead: AssignedFacts | LeadFacts, people: Sequence[PersonFacts]
) -> PersonFacts | None:
    """Whom a rung calls: owner, cover or manager; where nobody is there, the next rung's.

    Only active people are called. None: the manager's rung has nobody either, and the caller
    has to say it in the channel.
    """
    active = [person for person in people if person.is_active]
    for rung in CHAIN[CHAIN.index(step) :]:
        found = _on_rung(rung, lead=lead, active=active)
        if found is not None:
            return found
    return None


def _on_rung(
    rung: EscalationStep, *, lead: AssignedFacts | LeadFacts, active: list[PersonFacts]
) -> PersonFacts | None:
    if rung is EscalationStep.REMIND_OWNER:
        return next((person for person in active if person.id == lead.owner_id), None)
    if rung is EscalationStep.CALL_COVER:
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

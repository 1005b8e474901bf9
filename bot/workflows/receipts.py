"""The receipt of a lead's promise: read, then reckoned by the calendar it was promised by."""

from datetime import datetime

from agents.decisions import PromiseReceipt
from agents.facts import CardFacts, ClockFacts, LeadFacts
from agents.policy import SalesPolicy
from agents.rules import pauses, receipt
from agents.rules.working_time import WorkingTime
from agents.vocabulary import ClockKind, RefusalCode
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.steps import calendars
from store.queries import leads, people


def of_lead(deps: Deps, lead_id: int) -> tuple[CardFacts, PromiseReceipt]:
    """The lead and the receipt of its newest first-touch promise.

    Raises:
        Refusal: LEAD_GONE, or NO_CLOCK where nothing was promised.
    """
    now = deps.clock()
    with deps.store.read() as session:
        lead = leads.get(session, lead_id)
        if lead is None:
            raise Refusal(RefusalCode.LEAD_GONE)
        clock = lead.clock(ClockKind.FIRST_TOUCH)
        if clock is None:
            raise Refusal(RefusalCode.NO_CLOCK, lead_id=lead_id)
        calendar = calendars.promised_by(
            session, clock.calendar, territory=lead.territory, policy=deps.policy
        )
        everybody = {person.id: person for person in people.everybody(session, with_load=False)}
    due_at = _due(clock, calendar, now=now)
    whole = receipt.receipt(
        calendar, begins_at=clock.started_at, ends_at=due_at, pauses=clock.pauses
    )
    so_far = receipt.receipt(
        calendar,
        begins_at=clock.started_at,
        ends_at=max(clock.stopped_at or now, clock.started_at),
        pauses=clock.pauses,
    )
    found = PromiseReceipt(
        clock=clock,
        calendar=name_of(clock, lead, deps.policy),
        label=calendar.policy.label,
        zone=str(calendar.zone),
        promised=clock.promised or whole.counted,
        due_at=due_at,
        whole=whole,
        so_far=so_far,
    )
    return CardFacts(lead=lead, people=everybody), found


def name_of(clock: ClockFacts, lead: LeadFacts, policy: SalesPolicy) -> str:
    """The name in the policy of the calendar by which it was promised."""
    current = policy.team(lead.territory).calendar
    return clock.calendar.rpartition(":")[0] if clock.calendar else current


def _due(clock: ClockFacts, calendar: WorkingTime, *, now: datetime) -> datetime:
    pause = clock.pause
    if pause is None or clock.stopped_at is not None:
        return clock.due_at
    gone_on = pauses.go_on(
        (),
        due_at=clock.due_at,
        began_at=pause.began_at,
        ended_at=max(now, pause.began_at),
        calendar=calendar,
    )
    return gone_on.due_at

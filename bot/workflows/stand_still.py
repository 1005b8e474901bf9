"""A person lets the clock of a lead stand still, with a reason, and lets it go on (W4)."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agents.facts import LeadFacts, PauseFacts, PersonFacts
from agents.rules import pauses
from agents.vocabulary import ClockKind, PauseCause, RefusalCode, SlaState
from bot.deps import Deps
from bot.errors import Refusal
from bot.workflows.decide import settles_races
from bot.workflows.steps import act, calendars, duties, journal, still
from store.models import Clock, Lead
from store.queries import leads

ENDS = frozenset({SlaState.CANCELLED, SlaState.MET})


@settles_races
def pause(
    deps: Deps,
    lead_id: int,
    *,
    person: PersonFacts,
    cause: PauseCause,
    wanted: timedelta | None = None,
) -> LeadFacts:
    """The clock stands still until somebody lets it go on, or until the pause ends by itself.

    Where the data is wrong, marketing's own clock begins: the minutes count against marketing.

    Args:
        deps: the bot's parts.
        lead_id: the lead.
        person: who asks for it.
        cause: why; one of those that people may give.
        wanted: working time until it ends by itself; None: as the policy says.

    Raises:
        Refusal: where nothing runs, it stands already, or the lead has used up its pauses.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, pauses.may_pause(facts, person), facts, person=person)
        if cause not in pauses.BY_PEOPLE:
            raise Refusal(RefusalCode.NOT_ALLOWED)
        clock = facts.clock(ClockKind.FIRST_TOUCH)
        assert clock is not None
        calendars.keep_all(session, deps.policy, now=now)
        calendar = calendars.promised_by(
            session, clock.calendar, territory=lead.territory, policy=deps.policy
        )
        until = pauses.until(
            clock.pauses, policy=deps.policy.pauses, calendar=calendar, now=now, wanted=wanted
        )
        if isinstance(until, RefusalCode):
            raise Refusal(until, lead_id=lead_id)
        found = PauseFacts(cause=cause, began_at=now, until=until, person_id=person.id)
        for row in running(lead):
            still.begin(row, found)
        if cause is PauseCause.WRONG_DATA:
            duties.data_is_wrong(session, lead, policy=deps.policy, now=now)
        note(session, lead, deps, "clock_paused", person_id=person.id, cause=cause, now=now)
        journal.show_card(session, lead, now=now)
        return act.after(session, lead, now=now)


@settles_races
def go_on(deps: Deps, lead_id: int, *, person: PersonFacts) -> LeadFacts:
    """The clock goes on; its due moment and the rungs ahead have moved by the working time.

    Raises:
        Refusal: NOT_PAUSED, or where the person may not.
    """
    now = deps.clock()
    with deps.store.begin() as session:
        lead = act.lead_row(session, lead_id)
        facts = leads.facts(lead)
        act.refuse(session, pauses.may_go_on(facts, person), facts, person=person)
        let_go_on(session, lead, deps, person_id=person.id, now=now)
        journal.show_card(session, lead, now=now)
        return act.after(session, lead, now=now)


def let_go_on(
    session: Session,
    lead: Lead,
    deps: Deps,
    *,
    person_id: int | None,
    now: datetime,
    ended_at: datetime | None = None,
) -> None:
    """Every clock of the lead that stands still goes on, as of `ended_at` where that was earlier."""
    cause: PauseCause | None = None
    for row in lead.clocks:
        if row.still is None:
            continue
        cause = row.still
        calendar = calendars.promised_by(
            session, row.calendar, territory=lead.territory, policy=deps.policy
        )
        still.go_on(row, calendar, now=now, ended_at=ended_at)
    if cause is PauseCause.WRONG_DATA:
        duties.data_is_right(session, lead, policy=deps.policy, now=now)
    if cause is not None:
        note(session, lead, deps, "clock_resumed", person_id=person_id, cause=cause, now=now)


def mended(
    session: Session, lead: Lead, deps: Deps, *, person_id: int | None, now: datetime
) -> None:
    """Somebody has corrected the lead: what stood still for its wrong data goes on."""
    if any(row.still is PauseCause.WRONG_DATA for row in lead.clocks):
        let_go_on(session, lead, deps, person_id=person_id, now=now)
    else:
        duties.data_is_right(session, lead, policy=deps.policy, now=now)


def running(lead: Lead) -> list[Clock]:
    """The clocks of a lead that are waited for."""
    return [
        row
        for row in lead.clocks
        if row.stopped_at is None and row.still is None and row.state not in ENDS
    ]


def note(
    session: Session,
    lead: Lead,
    deps: Deps,
    event: str,
    *,
    person_id: int | None,
    cause: PauseCause,
    now: datetime,
) -> None:
    """Keeps who, or no one, made the clocks of a lead stand still or go on, and why."""
    journal.note(
        session,
        event,
        lead=lead,
        person_id=person_id,
        now=now,
        policy_revision=deps.policy.revision,
        cause=cause,
    )

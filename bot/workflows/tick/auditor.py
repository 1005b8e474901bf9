"""The auditor: finds promises that were lost, and says that it lives."""

from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from agents.rules import sla
from agents.vocabulary import ClockKind, Handover, Tier
from bot.deps import Deps
from bot.workflows.steps import clocks as promises
from bot.workflows.steps import journal
from bot.workflows.steps.apart import apart
from bot.workflows.tick.each import each
from store import clocks, heartbeats, lost
from store.clocks import RunningClock
from store.models import Lead

NEWEST = 5_000
"""Leads that every audit looks at, by their ids: the last ones that came."""
SWEEP = 20_000
"""Older leads that one audit looks at, in turns."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one audit has seen."""

    lead_ids: tuple[int, ...]
    any_silent: bool
    """Whether a clock runs that nobody would look at again."""
    swept_to: int
    """The id up to which leads were looked at in turns; 0: all of them."""


def audit(deps: Deps, *, limit: int = 1_000) -> int:
    """Heals lost promises and leaves a sign of life; says how many leads and clocks.

    What is guaranteed, at one audit a minute: a running clock without a next look is healed by
    the next audit. An open lead without a promise is healed by the next audit where it is among
    the newest 5,000, else within as many minutes as there are 20,000 leads; up to 25,000 leads
    are all looked at each time. The place of the sweep stands in the auditor's heartbeat; two
    auditors at once do some of it twice and heal nothing twice.

    A promise that was kept, or kept late, is one: somebody may call before they accept.

    Args:
        deps: the bot's parts.
        limit: at most so many leads, and so many clocks.
    """
    found = _look(deps, limit=limit)
    healed = 0
    if found.lead_ids:
        these = select(Lead.id).where(Lead.id.in_(found.lead_ids))
        healed += each(deps, these, _heal, limit=len(found.lead_ids))
    now = deps.clock()
    with deps.store.begin() as session:
        if found.any_silent:
            healed += _wind_up(session, limit=limit)
        heartbeats.beat(
            session, heartbeats.AUDITOR, now=now, healed=healed, swept_to=found.swept_to
        )
    return healed


def _look(deps: Deps, *, limit: int) -> Found:
    """Searches without a lock; what is found is looked at again under one."""
    with deps.store.read() as session:
        known = heartbeats.last(session).get(heartbeats.AUDITOR)
        start = known.params.get("swept_to", 0) if known else 0
        newest = lost.newest_lead_id(session)
        end = start + SWEEP
        fresh = max(newest - NEWEST, 0)
        young = lost.leads_without_promise(session, after=fresh, up_to=newest, limit=limit)
        old = lost.leads_without_promise(session, after=start, up_to=min(end, fresh), limit=limit)
        if len(old) == limit:  # the rest of this window waits for the next audit
            end = old[-1]
        return Found(
            lead_ids=(*young, *old),
            any_silent=lost.any_clock_without_look(session),
            swept_to=end if end < fresh else 0,
        )


def _heal(session: Session, lead: Lead, deps: Deps) -> bool:
    """What is not promised begins now; a lead that was accepted waits for the first touch only.

    Its card says so: it had no deadline.
    """
    if lead.id not in lost.leads_without_promise(
        session, after=lead.id - 1, up_to=lead.id, limit=1
    ):  # somebody was first just now
        return False
    runs = {clock.kind for clock in lead.clocks if clock.stopped_at is None}
    done = {ClockKind.ACCEPT} if lead.handover is Handover.ACCEPTED else set()
    now = deps.clock()
    promises.start(
        session,
        lead,
        lead.tier or Tier.MQL,
        policy=deps.policy,
        now=now,
        kinds=set(ClockKind) - runs - done,
    )
    journal.show_card(session, lead, now=now)
    log.warning("clock_healed", lead_id=lead.id)
    return True


def _wind_up(session: Session, *, limit: int) -> int:
    """Clocks that nobody would look at again begin anew; no rung is said twice, by its key."""
    outcomes = [
        apart(session, partial(_begin_anew, session, clock), what="wind_up", number=clock.id)
        for clock in lost.clocks_without_look(session, limit=limit)
    ]
    return outcomes.count("done")


def _begin_anew(session: Session, clock: RunningClock) -> None:
    look = sla.anew(clock.kind, clock.chain(), due_at=clock.due_at)
    clocks.write_looks(session, {clock.id: look})
    log.warning("clock_wound_up", clock_id=clock.id)

"""Clocks stand still while Slack, the channel or the bot is gone, and go on by themselves (W4).

No pause is without an end: each has a moment at which this job lets the clock go on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import and_, insert, or_
from sqlalchemy.orm import Session

from agents.facts import PauseFacts
from agents.vocabulary import PauseCause
from bot.deps import Deps
from bot.workflows import stand_still
from bot.workflows.steps import calendars, journal
from bot.workflows.steps import still as steps
from bot.workflows.tick import waits
from bot.workflows.tick.each import Step, each
from store import heartbeats, pause, still
from store.models import Base, Lead
from store.queries import people

BATCH = 100
WAKE_AFTER = timedelta(days=1)
"""A pause that the product began by itself is looked at again by then, whatever has happened."""
BOT = "bot"
"""The name of the bot's own outages."""
GAP = Base.metadata.tables["outage"]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why clocks stand still now: all, or those of one channel."""

    cause: PauseCause
    began_at: datetime
    channel: str | None = None


def stand_still_by_themselves(deps: Deps, *, limit: int = BATCH) -> int:
    """Begins and ends the pauses that need no person; says for how many leads."""
    now = deps.clock()
    with deps.store.read() as session:
        reasons = tuple(_reasons(session, deps, now=now))
        any_stands = still.any_stands(session)
    changed = 0
    for reason in reasons:
        wanted = still.leads_that_run(channel=reason.channel)
        changed += each(deps, wanted, _beginner(reason), limit=limit)
    if any_stands:
        changed += each(deps, still.leads_to_wake(now), _go_on, limit=limit)
        for cause in (PauseCause.OUTAGE, PauseCause.OPERATOR):
            changed += _end(deps, cause, reasons, limit=limit)
        changed += _end_absences(deps, limit=limit)
    return changed


def account_for_gap(deps: Deps, *, limit: int = BATCH) -> int:
    """At the start: the time in which no bot ticked counts for nobody; says for how many leads.

    Where another bot has ticked meanwhile there is no such time. A start that dies on the way is
    done again by the next one, and no clock is given the same time twice.
    """
    now, rules = deps.clock(), deps.policy.pauses
    with deps.store.read() as session:
        beat = heartbeats.last(session).get(heartbeats.TICKER)
    if not rules.outages or beat is None or now - beat.beat_at < rules.bot_from:
        return 0
    gap = PauseFacts(
        cause=PauseCause.OUTAGE, began_at=beat.beat_at, until=now + WAKE_AFTER, ended_at=now
    )
    step = partial(_take_gap, gap)
    step.__name__ = "account_for_gap"  # type: ignore[attr-defined]
    done, after = 0, 0
    while True:
        wanted = still.leads_that_run().where(Lead.id > after)
        with deps.store.read() as session:
            last = session.scalars(wanted.limit(limit)).all()
        if not last:
            break
        done += each(deps, wanted.where(Lead.id <= last[-1]), step, limit=limit)
        after = last[-1]
    with deps.store.begin() as session:
        session.execute(
            insert(GAP).values(
                name=BOT,
                code="no_tick",
                began_at=gap.began_at,
                last_at=now,
                told_at=now,
                ended_at=now,
            )
        )
    log.warning("bot_was_gone", since=gap.began_at.isoformat(), leads=done)
    return done


def _reasons(session: Session, deps: Deps, *, now: datetime) -> Iterator[Reason]:
    rules = deps.policy.pauses
    tap = pause.current(session) if rules.operator else None
    if tap is not None:
        yield Reason(cause=PauseCause.OPERATOR, began_at=min(tap.since, now))
    if not rules.outages:
        return
    for name, began_at in still.gone(session, before=now - rules.outage_from):
        channel = name.partition(":")[2] or None
        yield Reason(cause=PauseCause.OUTAGE, began_at=began_at, channel=channel)


def _beginner(reason: Reason) -> Step:
    def begin(session: Session, lead: Lead, deps: Deps) -> bool:
        return _begin(session, lead, deps, reason)

    return begin


def _begin(session: Session, lead: Lead, deps: Deps, reason: Reason) -> bool:
    """The lead's clocks stand still since then, or since they began."""
    now = deps.clock()
    calendars.keep_all(session, deps.policy, now=now)
    for row in stand_still.running(lead):
        began_at = max(reason.began_at, row.started_at)
        found = PauseFacts(cause=reason.cause, began_at=began_at, until=now + WAKE_AFTER)
        steps.begin(row, found)
    stand_still.note(
        session, lead, deps, "clock_paused", person_id=None, cause=reason.cause, now=now
    )
    journal.show_card(session, lead, now=now)
    return True


def _end(deps: Deps, cause: PauseCause, reasons: tuple[Reason, ...], *, limit: int) -> int:
    """Those that stood still for a cause that does not hold any more go on."""
    holds = [one for one in reasons if one.cause is cause]
    if any(one.channel is None for one in holds):
        return 0
    closed = [one.channel for one in holds if one.channel is not None]
    wanted = still.leads_that_stand_for(cause)
    if closed:
        is_elsewhere = or_(Lead.card_channel.is_(None), Lead.card_channel.not_in(closed))
        wanted = wanted.where(is_elsewhere)
    return each(deps, wanted, _go_on, limit=limit)


def _end_absences(deps: Deps, *, limit: int) -> int:
    """Somebody is on duty earlier than was known, or a lead went to somebody who is: it goes on."""
    now = deps.clock()
    with deps.store.read() as session:
        whose = still.owners_and_teams(session, PauseCause.ABSENCE)
        team = people.all_active(session, with_load=False) if whose else ()
    there = [
        one for one in whose if waits.back_at(team, *one, policy=deps.policy, now=now) is None
    ]
    if not there:
        return 0
    of_these = (
        and_(
            Lead.owner_id.is_not_distinct_from(owner_id),
            Lead.territory.is_not_distinct_from(territory),
        )
        for owner_id, territory in there
    )
    wanted = still.leads_that_stand_for(PauseCause.ABSENCE).where(or_(*of_these))
    return each(deps, wanted, _go_on, limit=limit)


def _go_on(session: Session, lead: Lead, deps: Deps) -> bool:
    now = deps.clock()
    stand_still.let_go_on(session, lead, deps, person_id=None, now=now)
    journal.show_card(session, lead, now=now)
    return True


def _take_gap(gap: PauseFacts, session: Session, lead: Lead, deps: Deps) -> bool:
    """The gap stands on the receipt, and everything ahead has moved by it."""
    now, moved = deps.clock(), False
    calendars.keep_all(session, deps.policy, now=now)
    for row in stand_still.running(lead):
        begin = max(gap.began_at, row.started_at)
        known = (still.facts(one) for one in row.pauses)
        if any(one.began_at == begin and one.cause is gap.cause for one in known):
            continue
        calendar = calendars.promised_by(
            session, row.calendar, territory=lead.territory, policy=deps.policy
        )
        steps.begin(row, PauseFacts(cause=gap.cause, began_at=begin, until=gap.until))
        steps.go_on(row, calendar, now=now)
        moved = True
    if moved:
        for event in ("clock_paused", "clock_resumed"):
            stand_still.note(session, lead, deps, event, person_id=None, cause=gap.cause, now=now)
        journal.show_card(session, lead, now=now)
    return moved

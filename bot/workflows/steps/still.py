"""Steps that let one clock stand still and go on; see rules/pauses.py for where it goes on."""

from datetime import datetime

from sqlalchemy.orm import object_session
from sqlalchemy.orm.attributes import flag_modified

from agents.facts import PauseFacts
from agents.rules import pauses, sla
from agents.rules.working_time import WorkingTime
from agents.vocabulary import SlaState
from bot.workflows.steps import calendars
from store import still
from store.clocks import RunningClock
from store.models import Clock


def begin(clock: Clock, pause: PauseFacts) -> None:
    """The clock stands still from the pause's beginning on, and is looked at when it must end."""
    clock.pauses = [*clock.pauses, still.as_row(pause)]
    clock.still, clock.state = pause.cause, SlaState.PAUSED
    clock.next_step_at = pause.until


def end(clock: Clock, *, now: datetime) -> None:
    """The clock goes on, if it stood still: its due moment and the rungs ahead have moved.

    The calendar of its promise was kept when the pause began.
    """
    if clock.still is None:
        return
    session = object_session(clock)
    calendar = calendars.frozen(session, clock.calendar) if session is not None else None
    go_on(clock, calendar, now=now)


def go_on(
    clock: Clock,
    calendar: WorkingTime | None,
    *,
    now: datetime,
    ended_at: datetime | None = None,
) -> None:
    """The same by a calendar that is known; without one (it was deleted) nothing has moved.

    A pause ends when it was to end at the latest, or earlier: now, or at `ended_at`.
    """
    pause = still.facts(clock.pauses[-1])
    ended_at = max(min(ended_at or now, pause.until), pause.began_at)
    running = RunningClock(id=clock.id, kind=clock.kind, due_at=clock.due_at, steps=clock.steps)
    chain = running.chain()
    if calendar is not None:
        moved = pauses.go_on(
            chain,
            due_at=clock.due_at,
            began_at=pause.began_at,
            ended_at=ended_at,
            calendar=calendar,
        )
        clock.due_at, chain = moved.due_at, moved.steps
        clock.steps = running.moved(chain)
    clock.pauses = [*clock.pauses[:-1], still.as_row(pause, ended_at=ended_at)]
    flag_modified(clock, "pauses")
    clock.still = None
    look = sla.resume(clock.kind, chain, due_at=clock.due_at, now=now)
    clock.state, clock.chain_ended_at = look.state, look.ended_at
    clock.next_step, clock.next_step_at = look.next_step, look.next_at

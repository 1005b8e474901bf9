"""The tick: APScheduler calls, the rows and their locks decide."""

import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from bot.clock import system_clock
from bot.deps import Deps
from bot.workflows import (
    absences,
    calendars,
    chat,
    intake,
    pairs,
    quality,
    road,
    tick,
    trial,
)
from bot.workflows.steps import calendars as own_calendars
from store import heartbeats

EVERY_MINUTE = 60.0
BEAT_EVERY = timedelta(seconds=10)
"""A sign of life is a commit: not one every tick."""
INBOX_POLL = 1.0
GATHER = 0.15
"""Seconds in which deliveries gather, at most, while more of them come."""
QUIET = 0.02
"""Seconds without a delivery after which no more of them are waited for."""

log = structlog.get_logger()


def start_clock(deps: Deps, *, every: float) -> BackgroundScheduler:
    """Starts the tick of escalations, wake-ups, waiting rooms and the auditor, at once.

    Several processes may tick: rows are claimed under their locks. A job that takes longer than
    its interval is not started twice, and what it missed is caught up by one run.

    Args:
        deps: the bot's parts.
        every: seconds between two ticks.
    """
    scheduler = BackgroundScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    ticks = (
        tick.stand_still_by_themselves,
        tick.escalate,
        tick.wake_leads,
        absences.end_absences,
        tick.find_owners,
        tick.fade_leads,
        tick.remind_tries,
        tick.tell_marketing,
        tick.end_undos,
        road.tell_by_mail,
    )
    pulse = Pulse(deps, heartbeats.TICKER, jobs={job.__name__ for job in ticks})
    jobs: tuple[tuple[Callable[[Deps], int], float], ...] = (
        *((job, every) for job in ticks),
        (tick.audit, EVERY_MINUTE),
        (own_calendars.keep, EVERY_MINUTE),
        (tick.greet_mornings, EVERY_MINUTE),
        (tick.tell_hints, EVERY_MINUTE),
        (calendars.sync_calendars, EVERY_MINUTE),
        (chat.end_idle, EVERY_MINUTE),
        (trial.end_trials, EVERY_MINUTE),
        (trial.forget_trials, EVERY_MINUTE),
        (tick.advise_anew, EVERY_MINUTE),
        (pairs.look, every),
        (tick.rescore_leads, every),
        (quality.post_weekly, EVERY_MINUTE),
    )
    for job, seconds in jobs:
        scheduler.add_job(
            _guarded(job, deps, pulse),
            "interval",
            seconds=seconds,
            id=job.__name__,
            next_run_time=system_clock(),
        )
    tick.account_for_gap(deps)
    scheduler.start()
    return scheduler


class Pulse:
    """The sign of life of a part with several jobs: each has come to its end since the last one.

    Args:
        deps: the bot's parts.
        name: of the part.
        jobs: names of those that must have run.
    """

    def __init__(self, deps: Deps, name: str, *, jobs: Collection[str]) -> None:
        self._deps = deps
        self._name = name
        self._jobs = frozenset(jobs)
        self._done: set[str] = set()
        self._last: datetime | None = None
        self._lock = threading.Lock()

    def ran(self, job: str) -> None:
        """This job has ended without an error; one of another part counts for nothing."""
        now = self._deps.clock()
        with self._lock:
            self._done |= {job} & self._jobs
            is_soon = self._last is not None and now - self._last < BEAT_EVERY
            if is_soon or self._done != self._jobs:
                return
            self._done.clear()
            self._last = now
        with self._deps.store.begin() as session:
            heartbeats.beat(session, self._name, now=now)


def _guarded(job: Callable[[Deps], int], deps: Deps, pulse: Pulse) -> Callable[[], None]:
    """One failing tick must not end the clock."""

    def run() -> None:
        try:
            job(deps)
            pulse.ran(job.__name__)
        except Exception:
            log.exception("tick_failed", job=job.__name__)

    return run


class InboxWorker:
    """Processes kept deliveries as soon as the bell rings."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._stopped = threading.Event()

    def run(self) -> None:
        """Processes until `stop`; a lonely delivery at once, those of a burst a batch at a time.

        Forty deliveries in one block cost little more than four: after each block that found
        something the next ones may gather.
        """
        heard = 0
        while not self._stopped.is_set():
            try:
                handled = intake.process_waiting(self._deps)
            except Exception:
                log.exception("inbox_failed")
                handled = 0
            if handled == 0:
                heard = self._deps.wake.wait(heard, INBOX_POLL)
            elif handled < intake.MOST_AT_ONCE:
                self._deps.wake.wait_for_quiet(QUIET, GATHER)

    def stop(self) -> None:
        """Ends `run` after the batch that is under way."""
        self._stopped.set()
        self._deps.wake.set()

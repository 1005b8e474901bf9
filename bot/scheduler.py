"""The tick: APScheduler calls, the rows and their locks decide."""

from collections.abc import Callable

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from bot.deps import Deps
from bot.workflows import chat, intake, tick

EVERY_MINUTE = 60.0
INBOX_POLL = 1.0

log = structlog.get_logger()


def start_clock(deps: Deps, *, every: float) -> BackgroundScheduler:
    """Starts the tick of escalations, wake-ups, waiting rooms and the auditor.

    Args:
        deps: the bot's parts.
        every: seconds between two ticks; missed ones are caught up by one.
    """
    scheduler = BackgroundScheduler(
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    jobs: tuple[tuple[Callable[[Deps], int], float], ...] = (
        (tick.escalate, every),
        (tick.wake_leads, every),
        (tick.find_owners, every),
        (tick.audit, EVERY_MINUTE),
        (chat.end_idle, EVERY_MINUTE),
    )
    for job, seconds in jobs:
        scheduler.add_job(
            _guarded(job, deps), "interval", seconds=seconds, id=job.__name__, next_run_time=None
        )
    scheduler.start()
    for job, _ in jobs:
        scheduler.resume_job(job.__name__)
    return scheduler


def _guarded(job: Callable[[Deps], int], deps: Deps) -> Callable[[], None]:
    """One failing tick must not end the clock."""

    def run() -> None:
        try:
            job(deps)
        except Exception:
            log.exception("tick_failed", job=job.__name__)

    return run


class InboxWorker:
    """Processes kept deliveries as soon as the bell rings."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._stopped = False

    def run(self) -> None:
        """Processes until `stop`."""
        heard = 0
        while not self._stopped:
            try:
                handled = intake.process_waiting(self._deps)
            except Exception:
                log.exception("inbox_failed")
                handled = 0
            if handled == 0:
                heard = self._deps.wake.wait(heard, INBOX_POLL)

    def stop(self) -> None:
        """Ends `run` after the batch that is under way."""
        self._stopped = True
        self._deps.wake.set()

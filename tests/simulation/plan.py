"""What a seed means: who takes part, which faults there are, how often."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """Everything that may go wrong; a seed takes a few of them, and those often."""

    CRASH_IN_CALL = "crash_in_call"
    """The process dies before the message lands, or after it and before the answer."""
    CRASH_AT_COMMIT = "crash_at_commit"
    """It dies just before COMMIT (nothing is kept) or just after it (nobody is told)."""
    PAUSE = "pause"
    """It stands still, often for longer than its lease, while others go on."""
    LATE_LANDING = "late_landing"
    """No answer, and the message lands up to a margin after the call has ended."""
    LOST_ANSWER = "lost_answer"
    DROPPED = "dropped"
    """No answer, and nothing was stored."""
    RATE_LIMITED = "rate_limited"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    """HTTP 500, although it was stored."""
    BLIND = "blind"
    """History is not shown."""
    UNREACHABLE = "unreachable"
    CLOSED_CHANNEL = "closed_channel"
    SKEW = "skew"
    """The processes' clocks are off by up to five minutes."""
    REPEATED_DELIVERY = "repeated_delivery"
    """A sender that got its answer sends again, also in another order."""
    REPEATED_CLICK = "repeated_click"
    LOST_LOOK = "lost_look"
    """A running clock has lost the moment at which it is looked at next."""


SENDS = (
    Fault.LATE_LANDING,
    Fault.LOST_ANSWER,
    Fault.DROPPED,
    Fault.RATE_LIMITED,
    Fault.ERROR_BEFORE,
    Fault.ERROR_AFTER,
    Fault.UNREACHABLE,
    Fault.CLOSED_CHANNEL,
)
REDRAWS = (Fault.LATE_LANDING, Fault.LOST_ANSWER, Fault.DROPPED, Fault.UNREACHABLE)
LOOKS = (Fault.BLIND, Fault.RATE_LIMITED, Fault.UNREACHABLE, Fault.DROPPED)
POSITIONS = ("nothing", "hot", "hot", "ordinary", "hot_and_ordinary", "two_hot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of one seed; what happens in detail is drawn from the same seed on the way."""

    seed: int
    position: str
    """What the database holds at the beginning (ground.py)."""
    processes: int
    faults: tuple[Fault, ...]
    rate: float
    """How often a call, commit or act that can meet a fault meets one."""
    steps: int
    skews: tuple[timedelta, ...]
    is_whole: bool
    """Whether messages are drawn by the product's own renderer; else by a light one."""

    def __str__(self) -> str:
        skews = ", ".join(f"{skew.total_seconds():+.0f} s" for skew in self.skews)
        return (
            f"seed {self.seed}: {self.position}, {self.processes} processes (clocks {skews}), "
            f"{self.steps} steps, faults at {self.rate:.0%}: {', '.join(self.faults) or 'none'}"
            f"{', whole cards' if self.is_whole else ''}"
        )


def plan_of(seed: int) -> Plan:
    """The plan of a seed, always the same."""
    rng = Random(f"plan {seed}")  # noqa: S311 — reproducible on purpose
    others = [fault for fault in Fault if fault not in SENDS]
    of_sends = rng.sample(SENDS, k=rng.randint(1, 3))
    of_others = rng.sample(others, k=rng.randint(2, 5))
    if rng.random() < 0.3:  # only together with others does it bring about anything
        of_others.append(Fault.BLIND)
    faults = tuple(sorted({*of_sends, *of_others}))
    processes = rng.choice((2, 2, 3))
    reach = 300.0 if Fault.SKEW in faults else 0.0
    return Plan(
        seed=seed,
        position=rng.choice(POSITIONS),
        processes=processes,
        faults=faults,
        rate=rng.choice((0.3, 0.5, 0.7)),
        steps=rng.randint(2, 6),
        skews=tuple(timedelta(seconds=rng.uniform(-reach, reach)) for _ in range(processes)),
        is_whole=seed % 10 == 0,
    )

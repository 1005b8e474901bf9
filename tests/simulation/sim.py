"""One seed: processes that share a database and a Slack, in one thread, in virtual time.

There is no concurrency but nesting: inside a call of one process the others act, as often and as
long as the seed says. A pause is just that; a death is an exception that nothing of the product
catches, after which the process begins anew.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from structlog.testing import capture_logs

from bot.deps import Deps
from bot.errors import Refusal
from bot.gateways.outgoing import SlackMessage
from bot.relay import Pace, Relay, TooLateError
from bot.rendering import renderer
from store.claims import Claimed
from tests.simulation.acts import Acts
from tests.simulation.ground import Ground
from tests.simulation.limits import Refusals, Violation, keep_silent
from tests.simulation.line import MARGIN, REDRAW, TIMEOUT, Line
from tests.simulation.plan import Fault, Plan
from tests.simulation.rendering import light
from tests.simulation.slack import VirtualSlack
from tests.simulation.timeline import ActorClock, Timeline

PACE = Pace(
    lease=timedelta(seconds=60),
    timeout=timedelta(seconds=TIMEOUT),
    margin=timedelta(seconds=MARGIN),
    posts=timedelta(seconds=1),
)
"""As shipped."""
UNPACED = replace(PACE, posts=timedelta(0), updates=timedelta(0))
"""What is left when the faults have ended goes out without a pace in most seeds: it takes half."""
SHORT = (0.3, 3.0, 12.0)
LONG = (20.0, 46.0, 61.0, 66.5, 75.0, 200.0, 480.0)
"""Pauses in seconds: some longer than a send may wait, than the lease, than lease and margin."""
DEEPEST = 2
"""A process that acts while another is in a call may itself be in a call."""
MOST_ACTS = 16
LONGEST_DRAIN = 80


class Crash(BaseException):
    """The process is dead."""


@dataclass(slots=True)
class Process:
    """A bot: its relay, its doors and its clock live and die together."""

    name: str
    deps: Deps
    clock: ActorClock
    line: Line
    relay: Relay | None = None
    is_busy: bool = False
    batch_began: datetime | None = None
    claim: Claimed | None = None
    """What its relay is handling."""
    refusals: Refusals = field(default_factory=Refusals)


class WatchedRelay(Relay):
    """The product's relay; what it claims and gives up is counted."""

    world: "Simulation"
    process: Process

    def _deliver(self, claimed: Claimed, message: Any, *, last_start: float) -> Any:
        self.process.claim = claimed
        self.world.marks[self.mark(claimed.dedup_key)] = claimed.dedup_key
        if claimed.in_doubt:
            self.world.seen["taken over"] += 1
        try:
            return super()._deliver(claimed, message, last_start=last_start)
        except TooLateError:
            self.world.seen["gave up in time"] += 1
            raise


class Simulation:
    """Runs a plan to its end; afterwards `trace`, `seen` and the ledgers tell what happened."""

    def __init__(self, ground: Ground, plan: Plan) -> None:
        self.plan = plan
        self.ground = ground
        self.store = ground.store
        self.timeline = Timeline()
        self.slack = VirtualSlack()
        self.rng = Random(f"run {plan.seed}")  # noqa: S311 — reproducible on purpose
        self.seen: Counter[str] = Counter({Fault.SKEW: 1} if any(plan.skews) else {})
        self.trace: list[str] = []
        self.marks: dict[str, str] = {REDRAW: "the redrawn card"}
        self.is_calm = False
        self.paused_at: datetime | None = None
        self._depth = 0
        self._acts_left = MOST_ACTS
        self._stack: list[Process] = []
        ground.reset(plan.position)
        ground.now = self.leases_read
        self.acts = Acts(self)
        self.processes = [self._process(place) for place in range(plan.processes)]

    def leases_read(self) -> datetime:
        """The clock by which leases are made and judged: the database's."""
        return self.timeline.now

    @property
    def running(self) -> Process | None:
        """The process that acts."""
        return self._stack[-1] if self._stack else None

    def _process(self, place: int) -> Process:
        origin = self.rng.uniform(0, 1_000_000)
        clock = ActorClock(self.timeline, skew=self.plan.skews[place], origin=origin)
        deps = Deps(store=self.store, policy=self.ground.policy, clock=clock.wall)
        line = Line(self, name_of=lambda mark: self.marks.get(mark, "?"))
        process = Process(name=f"bot-{place + 1}", deps=deps, clock=clock, line=line)
        self._start(process)
        return process

    def _start(self, process: Process) -> None:
        """A bot without a past; its relay begins when it is needed, with a name of its own."""
        process.deps, process.relay = replace(process.deps), None

    def relay_of(self, process: Process) -> Relay:
        """The relay of a process; its start is no step of the seed."""
        if process.relay is None:
            with self.undisturbed():
                process.relay = self._relay(process)
        return process.relay

    def _relay(self, process: Process) -> Relay:
        draw = renderer(process.deps) if self.plan.is_whole else light(process.deps)

        def render(effect: Any, *, is_repeat: bool = False) -> Any:
            self.elsewhere("before it is drawn")
            message = draw(effect, is_repeat=is_repeat)
            self.elsewhere("after it is drawn")
            return message

        in_a_hurry = self.is_calm and not self.plan.is_whole
        relay = WatchedRelay(
            process.deps,
            {SlackMessage: process.line},
            render,
            pace=UNPACED if in_a_hurry else PACE,
            monotonic=process.clock.monotonic,
        )
        relay.world, relay.process = self, process
        return relay

    # What the lines ask.

    def fate(self, *faults: Fault) -> Fault | None:
        """Which of these faults happens now."""
        possible = [fault for fault in faults if fault in self.plan.faults]
        if self.is_calm or not possible or self.rng.random() >= self.plan.rate:
            return None
        fault = self.rng.choice(possible)
        self.seen[fault] += 1
        return fault

    def between(self, least: float, most: float) -> float:
        """A number of seconds."""
        return round(self.rng.uniform(least, most), 3)

    def say(self, text: str) -> None:
        """A line of the trace, with the virtual second."""
        who = self.running.name if self.running else "–"
        self.trace.append(f"{self.timeline.seconds:9.3f}  {'  ' * self._depth}{who}  {text}")

    def sending(self) -> None:
        """A message leaves the process that acts."""
        keep_silent(self)

    def refused(self) -> None:
        """A call of the process that acts is answered by a no."""
        if self.running and self.running.claim:
            self.running.refusals.note(self.running.claim)

    def elsewhere(self, where: str) -> None:
        """This process dies, stands still, or others are a little faster."""
        if self.is_calm:
            return
        if self._meets(Fault.CRASH_IN_CALL, share=0.3):
            self.say(f"dies {where}")
            raise Crash
        is_pause = self._meets(Fault.PAUSE, share=0.5)
        if self._depth >= DEEPEST or not (is_pause or self.rng.random() < 0.1):
            return
        seconds = self.rng.choice(LONG if is_pause else SHORT)
        if is_pause:
            self.say(f"stands still for {seconds} s {where}")
        self._depth += 1
        times = self.rng.randint(1, 3)
        for _ in range(times):
            self.timeline.forward(seconds / times)
            self.act()
        self._depth -= 1

    def _meets(self, fault: Fault, *, share: float) -> bool:
        if fault not in self.plan.faults or self.rng.random() >= self.plan.rate * share:
            return False
        self.seen[fault] += 1
        return True

    def _at_commit(self, when: str) -> None:
        if self.running and not self.is_calm and self._meets(Fault.CRASH_AT_COMMIT, share=0.25):
            self.seen[f"died {when} COMMIT"] += 1
            self.say(f"dies {when} COMMIT")
            raise Crash

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Nobody dies of what is done here."""
        dies, self.store.at_commit = self.store.at_commit, lambda _: None
        yield
        self.store.at_commit = dies

    # What happens.

    def run(self) -> None:
        """The plan, then calm until everything is settled.

        Raises:
            Violation: when something happens that must not.
        """
        self.store.at_commit = self._at_commit
        with capture_logs() as heard:
            for _ in range(self.plan.steps):
                self.act()
                self.timeline.forward(self.rng.choice((0.0, 0.5, 1.5, 6.0, 20.0)))
            self._calm_down()
        for line in heard:
            self.seen[line["event"]] += 1
            if line["log_level"] == "error":
                raise Violation("logged_error", str(line))

    def act(self) -> None:
        """Some process that stands around does something."""
        idle = [process for process in self.processes if not process.is_busy]
        if idle and self._acts_left > 0:
            self._acts_left -= 1
            self.acts.any(self.rng.choice(idle))

    def do(self, process: Process, what: str, work: Callable[[], object]) -> bool:
        """A process does something; False when it died of it."""
        self._stack.append(process)
        process.is_busy = True
        self.say(what)
        depth = self._depth
        try:
            work()
        except Crash:
            self._depth = depth
            self._stack.pop()
            process.refusals.forget()
            self._restart(process)
            return False
        except Refusal as refusal:
            self.say(f"refused: {refusal.code}")
        finally:
            process.is_busy = False
        self._stack.pop()
        return True

    def _restart(self, process: Process) -> None:
        """What a process does at its start: nobody is left without an answer."""
        with self.undisturbed():
            self._start(process)
            self.acts.answer_the_unanswered(process)

    def _calm_down(self) -> None:
        """No more faults; within a bounded number of steps nothing is left to do."""
        self.is_calm = True
        self.slack.closed_until.clear()
        process = self.processes[0]
        process.relay = None
        self.acts.end(process)
        waits = 0
        for _ in range(LONGEST_DRAIN):
            if self.acts.is_settled():
                return
            waits = 0 if self.acts.send(process) else waits + 1
            self.timeline.forward((1.3, 1.3, 10, 66, 310)[min(waits, 4)])
        raise Violation("rest", "something is left to do for ever")

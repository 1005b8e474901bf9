"""A process's line to the virtual Slack: every call meets the fate that the seed has for it.

Time passes in a call, and others act in it. What a call has sent lands when it was to land,
also when its sender stands still or is dead.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NoReturn, Protocol

from bot.gateways.outgoing import (
    AmbiguousError,
    CannotLookError,
    ClosedError,
    InTime,
    Posted,
    RateLimitedError,
    RefusedError,
    SlackMessage,
    UnreachableError,
)
from bot.gateways.slack import CLOCKS_DIFFER_BY
from store import outages
from store.session import Store
from tests.simulation.plan import LOOKS, REDRAWS, SENDS, Fault
from tests.simulation.slack import VirtualSlack
from tests.simulation.timeline import Timeline

TIMEOUT = 10.0
REDRAW = "redraw"
MARGIN = 5.0
"""In seconds, as PACE of the relays says."""


class Fates(Protocol):
    """What a line asks of the simulation."""

    timeline: Timeline
    slack: VirtualSlack
    store: Store
    seen: Counter[str]

    def fate(self, *faults: Fault) -> Fault | None:
        """Which of these faults a call meets, if any."""
        ...

    def between(self, least: float, most: float) -> float:
        """Some number of seconds."""
        ...

    def elsewhere(self, where: str) -> None:
        """Others may act now, or this process dies."""
        ...

    def say(self, text: str) -> None:
        """A line of the trace."""
        ...

    def sending(self) -> None:
        """A message leaves a process."""
        ...

    def refused(self) -> None:
        """A call is answered by a no."""
        ...


class Line:
    """The carrier of one process."""

    def __init__(self, world: Fates, *, name_of: Callable[[str], str]) -> None:
        self._world = world
        self._name_of = name_of
        self.blind: set[str] = set()
        """Marks for which history was not shown."""

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        """Posts or replaces."""
        world = self._world
        world.store.refuse_while_busy()
        world.elsewhere("before the bytes leave")
        in_time()
        world.sending()
        fate = world.fate(*SENDS)
        if world.slack.is_closed(message.channel, now=world.timeline.now):
            fate = Fault.CLOSED_CHANNEL
        what = "replaces" if message.ts else "posts"
        world.say(f"{what} {self._name_of(mark)} v{message.version}: {fate or 'taken'}")
        if fate in {Fault.RATE_LIMITED, Fault.UNREACHABLE, Fault.CLOSED_CHANNEL}:
            self._refuse(message.channel, fate)
        (posted,) = self._call(message, mark, fate) or (None,)
        if fate is not None:
            raise AmbiguousError(fate)
        if posted is None:
            raise RefusedError("message_not_found")
        return posted

    def redraw(self, message: SlackMessage) -> bool:
        """A listener replaces the card that was clicked, by its response_url; whether it is told."""
        world = self._world
        world.store.refuse_while_busy()
        world.elsewhere("before it redraws the card")
        fate = world.fate(*REDRAWS)
        world.say(f"redraws the card v{message.version}: {fate or 'taken'}")
        world.seen["card redrawn by a click"] += 1
        landed = self._call(message, REDRAW, fate)
        return fate is None and landed != [None]

    def _call(self, message: SlackMessage, mark: str, fate: Fault | None) -> list[Posted | None]:
        """The call as it passes; what it has posted or replaced by its end, if anything."""
        world = self._world
        begun = world.timeline.now
        landed: list[Posted | None] = []
        ends = begun + timedelta(seconds=self._lasts(fate))
        lands = self._lands(fate, begun=begun, ends=ends)
        if lands is not None:
            self._land_at(lands, message, mark, landed)
        world.elsewhere("in the call, before it lands")
        world.timeline.until(ends)
        world.elsewhere("in the call, before its answer")
        return landed

    def _lasts(self, fate: Fault | None) -> float:
        """Seconds until the caller has an answer or gives up."""
        gives_up = {Fault.LATE_LANDING, Fault.LOST_ANSWER, Fault.DROPPED}
        return TIMEOUT if fate in gives_up else self._world.between(0.05, 2)

    def _lands(self, fate: Fault | None, *, begun: datetime, ends: datetime) -> datetime | None:
        if fate in {Fault.DROPPED, Fault.ERROR_BEFORE, Fault.UNREACHABLE}:
            return None
        if fate is Fault.LATE_LANDING:
            return ends + timedelta(seconds=self._world.between(0, MARGIN))
        return begun + (ends - begun) * self._world.between(0, 1)

    def _land_at(
        self,
        moment: datetime,
        message: SlackMessage,
        mark: str,
        landed: list[Posted | None],
    ) -> None:
        world = self._world

        def land() -> None:
            landed.append(world.slack.land(message, mark, now=world.timeline.now))
            world.say(f"{self._name_of(mark)} v{message.version} has landed")

        world.timeline.at(moment, land)

    def _refuse(self, channel: str, fate: Fault) -> NoReturn:
        """An answer that says that nothing was stored."""
        world = self._world
        world.refused()
        world.timeline.forward(world.between(0.05, 2))
        world.elsewhere("before a refusal is heard")
        if fate is Fault.RATE_LIMITED:
            raise RateLimitedError(timedelta(seconds=round(world.between(1, 30))))
        if fate is Fault.UNREACHABLE:
            raise UnreachableError(fate)
        if not world.slack.is_closed(channel, now=world.timeline.now):
            until = world.timeline.now + timedelta(seconds=world.between(10, 200))
            world.slack.close(channel, until=until)
        raise ClosedError(outages.channel(channel), "is_archived")

    def find(self, message: SlackMessage, *, mark: str, since: datetime) -> Posted | None:
        """Looks for a message by its mark."""
        world = self._world
        world.store.refuse_while_busy()
        fate = world.fate(*LOOKS)
        world.say(f"looks for {self._name_of(mark)}: {fate or 'history is shown'}")
        world.elsewhere("before the look")
        world.timeline.forward(TIMEOUT if fate is Fault.DROPPED else world.between(0.05, 2))
        if fate is Fault.BLIND:
            self.blind.add(mark)
            raise CannotLookError("missing_scope")
        if fate is Fault.DROPPED:
            raise AmbiguousError("timeout")
        if fate is not None:
            self._refuse(message.channel, fate)
        seen = world.slack.find(message, mark, since=since - CLOCKS_DIFFER_BY)
        world.elsewhere("after the look")
        world.say(f"{'found' if seen else 'did not find'} {self._name_of(mark)}")
        return seen

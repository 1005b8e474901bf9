"""Virtual time: it moves only when somebody waits, and what is due on the way happens then."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from tests.world import TUESDAY


class Timeline:
    """True time, which is also the database's."""

    def __init__(self) -> None:
        self.now = TUESDAY
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()

    def __call__(self) -> datetime:
        return self.now

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return (self.now - TUESDAY).total_seconds()

    def at(self, moment: datetime, act: Callable[[], None]) -> None:
        """Has something happen then, whoever waits at that moment."""
        heapq.heappush(self._due, (moment, next(self._order), act))

    def until(self, moment: datetime) -> None:
        """Waits; a moment that has passed is no wait."""
        while self._due and self._due[0][0] <= moment:
            at, _, act = heapq.heappop(self._due)
            self.now = max(self.now, at)
            act()
        self.now = max(self.now, moment)

    def forward(self, seconds: float) -> None:
        """Waits that long."""
        self.until(self.now + timedelta(seconds=seconds))


class ActorClock:
    """What a process believes the time is."""

    def __init__(self, timeline: Timeline, *, skew: timedelta, origin: float) -> None:
        self._timeline = timeline
        self._skew = skew
        self._origin = origin

    def wall(self) -> datetime:
        """The time of day, wrong by the skew."""
        return self._timeline.now + self._skew

    def monotonic(self) -> float:
        """Seconds since some beginning of its own."""
        return self._origin + self._timeline.seconds

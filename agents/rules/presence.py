"""Who is there for a lead, worked out once for a moment (S-053, S-055)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from agents.facts import PersonFacts
from agents.policy import SalesPolicy
from agents.rules import duty, waiting


@dataclass(slots=True)
class Presence:
    """Answers for one moment; what was asked once is known."""

    policy: SalesPolicy
    now: datetime
    _codes: dict[tuple[int, bool], str | None] = field(default_factory=dict)
    _ends: dict[tuple[int, bool], datetime | None] = field(default_factory=dict)
    _wakes: dict[tuple[int | str | None, ...], datetime] = field(default_factory=dict)

    def code(self, person: PersonFacts, *, is_hot: bool) -> str | None:
        """Why somebody is not there for a lead; None where they are.

        For a hot lead they must be on duty now; any other waits for them, unless they are away
        for long.
        """
        key = (person.id, is_hot)
        if key not in self._codes:
            self._codes[key] = self._code(person, is_hot=is_hot)
        return self._codes[key]

    def _code(self, person: PersonFacts, *, is_hot: bool) -> str | None:
        if not person.is_active:
            return "inactive"
        if not is_hot:
            is_long = duty.is_away_long(person, policy=self.policy, at=self.now)
            return "away" if is_long else None
        if person.absence(self.now) is not None:
            return "away"
        return None if duty.is_on_duty(person, policy=self.policy, at=self.now) else "off_duty"

    def watch_at(
        self, person: PersonFacts, *, is_hot: bool, back: PersonFacts | None = None
    ) -> datetime | None:
        """When the lead of somebody who is there must be looked at again; None: they keep it.

        That is when they are not there for it any more, or when `back`, whose it becomes again,
        is on duty.
        """
        key = (person.id, is_hot)
        if key not in self._ends:
            self._ends[key] = self._end(person, is_hot=is_hot)
        moments = [self._ends[key]]
        if back is not None:
            moments.append(duty.next_duty_at(back, policy=self.policy, at=self.now))
        return min((one for one in moments if one is not None), default=None)

    def _end(self, person: PersonFacts, *, is_hot: bool) -> datetime | None:
        if is_hot:
            return duty.duty_ends_at(person, policy=self.policy, at=self.now)
        begins = (one.starts_at for one in person.absences if one.starts_at > self.now)
        long = (at for at in begins if duty.is_away_long(person, policy=self.policy, at=at))
        return min(long, default=None)

    def wake_up(
        self, people: Sequence[PersonFacts], *, territory: str, knowing: PersonFacts | None
    ) -> datetime:
        """When a lead of the waiting room may find somebody; see `waiting.wake_up`.

        Which leads people have makes no difference.
        """
        key = (territory, knowing.id if knowing else None, *(one.id for one in people))
        if key not in self._wakes:
            self._wakes[key] = waiting.wake_up(
                people, territory=territory, policy=self.policy, now=self.now, knowing=knowing
            )
        return self._wakes[key]

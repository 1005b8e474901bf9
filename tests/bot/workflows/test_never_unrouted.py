"""An open hot lead is always with somebody on duty, or in a named room with a wake-up (issue C 6).

A machine hires, dismisses, sends people away and back, takes leads in, lets colleagues act and
moves the clock over shift ends, nights, weekends and the change to summer time, on a real
database; after every step it looks at every lead.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update

from agents.facts import HoursFacts
from agents.rules import duty
from agents.vocabulary import AbsenceSource, Handover, Language, Role, Tier
from bot.errors import Refusal
from bot.workflows import absences, accept, handover, leavers, tick, touch
from bot.workflows.absences import AbsenceDraft
from bot.workflows.steps import owners
from store.models import Lead, Person
from store.queries import leads, people
from store.session import Store
from tests.world import StandingClock, World

FRIDAY = datetime(2026, 3, 27, 15, 0, tzinfo=UTC)
"""16:00 in Berlin; the clocks change on Sunday."""
EVENING = [[[17 * 60, 23 * 60]]] * 7
PLACES = st.sampled_from(["dach", "dach", "international"])


class Desk(RuleBasedStateMachine):
    """One installation in time."""

    make = staticmethod(lambda: Store("sqlite://"))

    @initialize()
    def open(self) -> None:
        self.world = World(self.make(), clock=StandingClock(FRIDAY))
        self.people = 0
        self.leads = 0
        self.policy = self.world.policy

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.store.close()

    @rule(place=PLACES, is_manager=st.sampled_from([False, False, True]), late=st.booleans())
    def hire(self, place: str, *, is_manager: bool, late: bool) -> None:
        self.people += 1
        user = f"U{self.people:04d}"
        role = Role.MANAGER if is_manager else Role.SDR
        self.world.hire((user, f"P{self.people}", role, Language.DE, place))
        if late:
            with self.world.store.begin() as session:
                own = update(Person).where(Person.slack_user_id == user)
                session.execute(own.values(hours=EVENING, tz="Europe/Berlin"))
                owners.look_again(session, now=self.world.clock())
        self._tick()

    @rule(country=st.sampled_from(["DE", "GB"]), is_hot=st.sampled_from([True, True, False]))
    def lead_arrives(self, country: str, *, is_hot: bool) -> None:
        self.leads += 1
        self.world.receive(
            "demo" if is_hot else "contact",
            email=f"p{self.leads}@firma{self.leads % 3}.example",
            company=f"Firma {self.leads % 3}",
            country=country,
        )

    @rule(minutes=st.sampled_from([1, 20, 90, 300, 900, 2000]))
    def time_passes(self, minutes: int) -> None:
        """Minute for minute nothing else happens: only moments at which something is due count."""
        end = self.world.clock() + timedelta(minutes=minutes)
        while True:
            with self.world.store.read() as session:
                due = session.scalar(
                    select(Lead.watch_at)
                    .where(Lead.watch_at.is_not(None), Lead.watch_at > self.world.clock())
                    .order_by(Lead.watch_at)
                    .limit(1)
                )
            if due is None or due >= end:
                break
            self.world.clock.now = due
            self._tick()
            self.hot_leads_are_never_unrouted()
        self.world.clock.now = end
        self._tick()

    @precondition(lambda self: self.people)
    @rule(data=st.data(), hours=st.sampled_from([None, 1, 30, 200]), later=st.integers(0, 20))
    def somebody_is_away(self, data: st.DataObject, hours: int | None, later: int) -> None:
        person, cover = self._somebody(data), self._somebody(data)
        begin = self.world.clock() + timedelta(hours=later)
        draft = AbsenceDraft(
            person_id=person.id,
            starts_at=begin,
            ends_at=None if hours is None else begin + timedelta(hours=hours),
            cover_id=cover.id if cover.is_active and cover.id != person.id else None,
        )
        absences.add(self.world.deps, draft, by=None, source=AbsenceSource.COMMAND)
        self._tick()

    @precondition(lambda self: self.people)
    @rule(data=st.data())
    def somebody_is_back(self, data: st.DataObject) -> None:
        self._try(lambda: absences.back(self.world.deps, self._somebody(data)))
        self._tick()

    @precondition(lambda self: self.people)
    @rule(data=st.data())
    def somebody_leaves(self, data: st.DataObject) -> None:
        user = self._somebody(data).slack_user_id
        leavers.leave(self.world.deps, user, by=None)
        self._tick()

    @precondition(lambda self: self.people and self.leads)
    @rule(
        data=st.data(),
        act=st.sampled_from([accept.accept, handover.take_over, handover.give, touch.log_touch]),
    )
    def somebody_acts(self, data: st.DataObject, act) -> None:
        with self.world.store.read() as session:
            lead_id = data.draw(st.sampled_from(session.scalars(select(Lead.id)).all()))
        more = {"kind": "call"} if act is touch.log_touch else {}
        person = self._somebody(data)
        self._try(lambda: act(self.world.deps, lead_id, person=person, **more))
        self._tick()

    def _somebody(self, data: st.DataObject):
        with self.world.store.read() as session:
            return data.draw(st.sampled_from(people.everybody(session)))

    def _try(self, work) -> None:
        try:
            work()
        except Refusal:
            return

    def _tick(self) -> None:
        absences.end_absences(self.world.deps)
        tick.find_owners(self.world.deps)

    @invariant()
    def hot_leads_are_never_unrouted(self) -> None:
        if not hasattr(self, "world"):
            return
        now = self.world.clock()
        with self.world.store.read() as session:
            wanted = select(Lead.id).where(Lead.handover.in_(owners.OPEN))
            found = [leads.get(session, one) for one in session.scalars(wanted)]
            team = {one.id: one for one in people.everybody(session)}
        for lead in found:
            assert lead is not None
            owner = team.get(lead.owner_id or 0)
            if lead.tier is not Tier.HOT or lead.touches:
                assert owner is None or owner.is_active, "an ordinary lead of a former colleague"
            elif lead.room is not None:
                assert lead.watch_at is not None
                assert lead.watch_at > now, "nobody wakes it"
                self._wakes_when_somebody_comes(lead, team)
            else:
                assert owner is not None, f"lead {lead.id} is with nobody and in no room"
                assert self._is_there(lead, owner, now), f"{owner} is not there for {lead.id}"
            assert (lead.handover is Handover.WAITING) is (lead.owner_id is None)

    def _is_there(self, lead, owner, now: datetime) -> bool:
        """On duty, or took it by hand outside their hours not long ago."""
        if duty.is_on_duty(owner, policy=self.policy, at=now):
            return True
        stay = self.policy.routing.absence.off_shift_stay
        by_hand = lead.decided_at is not None and now < lead.decided_at + stay
        return by_hand and owner.is_active and owner.absence(now) is None

    def _wakes_when_somebody_comes(self, lead, team) -> None:
        """Nobody of its team is on duty before it wakes, and whoever is there now has no room."""
        for one in team.values():
            if one.role is not Role.SDR or one.territory != lead.room:
                continue
            comes = duty.next_duty_at(one, policy=self.policy, at=self.world.clock())
            assert comes is None or comes >= lead.watch_at, f"{one} comes before {lead.watch_at}"


def test_a_hot_lead_is_never_unrouted(sqlite_migrated: Path, tmp_path: Path) -> None:
    databases = iter(range(10_000))

    def make() -> Store:
        copy = tmp_path / f"{next(databases)}.db"
        copy.write_bytes(sqlite_migrated.read_bytes())
        return Store(f"sqlite:///{copy}")

    class Here(Desk):
        pass

    Here.make = staticmethod(make)
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("zone", ["Europe/Berlin"])
def test_hours_are_read_back_as_they_were_kept(store: Store, zone: str) -> None:
    world = World(store)
    world.hire()
    with store.begin() as session:
        session.execute(update(Person).values(hours=EVENING, tz=zone))
    assert world.person("U0LENA").hours == HoursFacts(tz=zone, week=(((1020, 1380),),) * 7)

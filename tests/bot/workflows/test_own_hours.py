"""Own hours count from the moment on at which somebody saves them (S-053; issue C 6)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from agents.facts import HoursFacts
from agents.vocabulary import Handover, RefusalCode, Role
from bot.errors import Refusal
from bot.workflows import leavers, own_hours, tick
from store.models import Person
from store.session import Store
from tests.world import World

NIGHT = datetime(2026, 3, 24, 21, 0, tzinfo=UTC)
LATE = HoursFacts(tz="Europe/Berlin", week=(((14 * 60, 24 * 60),),) * 7)
NEW_YORK = HoursFacts(tz="America/New_York", week=(((9 * 60, 20 * 60),),) * 7)


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


@pytest.mark.parametrize("hours", [LATE, NEW_YORK])
def test_a_hot_lead_of_the_night_goes_to_who_works_now(world: World, hours: HoursFacts) -> None:
    world.clock.now = NIGHT
    lead = world.receive()
    assert (lead.handover, lead.room) == (Handover.WAITING, "dach")
    jonas = own_hours.save(world.deps, person=world.person("U0JONAS"), hours=hours)
    assert jonas.hours == hours
    assert world.lead(lead.id).watch_at == NIGHT
    tick.find_owners(world.deps)
    assert world.lead(lead.id).owner_id == jonas.id
    own_hours.save(world.deps, person=jonas, hours=None)
    tick.find_owners(world.deps)
    waits = world.lead(lead.id)
    assert waits.room == "dach"
    assert world.person("U0JONAS").hours is None


def test_the_next_morning_is_planned_anew_and_only_for_another_week(world: World) -> None:
    tick.greet_mornings(world.deps)
    lena = world.person("U0LENA")
    own_hours.save(world.deps, person=lena, hours=None)
    assert _plans(world) == {world.policy.revision}
    own_hours.save(world.deps, person=lena, hours=LATE)
    assert _plans(world) == {world.policy.revision, ""}
    tick.greet_mornings(world.deps)
    assert _plans(world) == {world.policy.revision}


def _plans(world: World) -> set[str | None]:
    with world.store.read() as session:
        wanted = select(Person.queue_revision).where(Person.role == Role.SDR)
        return set(session.scalars(wanted))


def test_who_left_has_no_hours(world: World) -> None:
    lena = world.person("U0LENA")
    leavers.leave(world.deps, "U0LENA", by=None)
    with pytest.raises(Refusal) as refusal:
        own_hours.save(world.deps, person=lena, hours=LATE)
    assert refusal.value.code is RefusalCode.UNKNOWN_PERSON

"""The list of the morning when hours change, on both databases (S-053; issue C 6)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agents.policy import SalesPolicy
from agents.rules.colleagues import read_person
from agents.vocabulary import Language
from bot.workflows import tick
from bot.workflows.import_people import import_people
from store.session import Store
from tests.world import World

EVENING = datetime(2026, 3, 24, 20, 0, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 25, tzinfo=UTC)


@pytest.fixture
def world(store: Store) -> World:
    """Everybody's next day is planned, and three leads come in overnight."""
    made = World(store)
    made.hire()
    tick.greet_mornings(made.deps)
    return made


def overnight(world: World) -> None:
    world.clock.now = EVENING
    for one in range(3):
        world.receive("contact", email=f"p{one}@firma{one}.example", company=f"Firma {one}")


def works(world: World, hours: str) -> None:
    row = {"slack_user_id": "U0LENA", "name": "Lena Vogt", "role": "sdr", "hours": hours}
    draft, problems = read_person(row, territories=world.policy.territories)
    assert draft is not None, problems
    import_people(world.deps, [draft], default_language=Language.DE)


def greeted(world: World, moments: list[str], day: datetime = WEDNESDAY) -> list[str]:
    """The moments, in Berlin, at which Lena got her list."""
    lena, found = world.person("U0LENA").id, []
    before = lists(world, lena)
    for moment in moments:
        hour, minute = moment.split(":")
        world.clock.now = day + timedelta(hours=int(hour) - 1, minutes=int(minute))
        tick.greet_mornings(world.deps)
        after = lists(world, lena)
        found += [moment] * (after - before)
        before = after
    return found


def lists(world: World, person_id: int) -> int:
    owed = [payload for kind, payload in world.owed() if kind == "MorningQueue"]
    return sum(payload["person_id"] == person_id for payload in owed)


def test_an_earlier_day_brings_its_list_earlier_and_once(world: World) -> None:
    overnight(world)
    works(world, "Mo-Fr 7-15")
    assert greeted(world, ["06:59", "07:01", "07:02", "09:01", "12:00"]) == ["07:01"]


def test_a_later_day_brings_it_later_and_loses_nothing(world: World) -> None:
    overnight(world)
    world.clock.now = WEDNESDAY + timedelta(hours=8, seconds=30)  # the old day has just begun
    works(world, "Mo-Fr 10-18")
    assert greeted(world, ["09:01", "09:30", "10:01", "10:02", "13:31"]) == ["10:01"]


def test_a_day_that_has_begun_by_the_new_hours_begins_now(world: World) -> None:
    works(world, "Mo-Fr 13-21")
    overnight(world)
    assert greeted(world, ["09:01"]) == []
    works(world, "Mo-Fr 9-17")
    assert greeted(world, ["09:30", "09:31", "13:01"]) == ["09:30"]


def test_hours_that_change_during_the_day_bring_no_second_list(world: World) -> None:
    overnight(world)
    assert greeted(world, ["09:01"]) == ["09:01"]
    works(world, "Mo-Fr 12-20")
    assert greeted(world, ["09:30", "12:01", "12:02", "19:00"]) == []
    world.receive("contact", email="late@firma.example", company="Spät GmbH")
    world.receive("contact", email="later@firma2.example", company="Später GmbH")
    works(world, "Mo-Fr 9-21")
    assert greeted(world, ["19:30", "20:30"]) == []


def test_what_came_after_the_old_end_is_told_the_next_morning(world: World) -> None:
    overnight(world)  # at nine in the evening, after the team's hours
    works(world, "Mo-Fr 9-23")
    world.clock.forward(minutes=30)
    tick.greet_mornings(world.deps)  # she is at work again, by the new hours
    assert greeted(world, ["09:00", "09:01"]) == ["09:01"]


def test_the_policys_hours_count_from_the_moment_on_at_which_they_are_in_force(
    world: World,
) -> None:
    overnight(world)
    world.deps = replace(world.deps, policy=_from_seven(world.policy))
    assert greeted(world, ["06:59", "07:01", "07:02", "09:01"]) == ["07:01"]


def _from_seven(policy: SalesPolicy) -> SalesPolicy:
    name = policy.team("dach").calendar
    calendar = policy.calendars[name]
    hours = dict.fromkeys(calendar.hours, ((7 * 60, 15 * 60),))
    early = calendar.model_copy(update={"hours": hours})
    calendars = {**policy.calendars, name: early}
    return policy.model_copy(update={"calendars": calendars, "revision": "another"})

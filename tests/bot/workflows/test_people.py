"""The team changes: who comes, who goes, and who gets the next lead after that."""

from dataclasses import replace

import pytest

from agents.facts import PersonFacts
from agents.rules.colleagues import PersonDraft
from agents.vocabulary import Language, RefusalCode, Role
from bot.errors import Refusal
from bot.workflows import people
from bot.workflows.import_people import import_people
from store.models import Person
from store.session import Store
from tests.world import World


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def turns(world: World, **pointers: int) -> None:
    with world.store.begin() as session:
        for person in session.query(Person):
            person.turns = pointers.get(person.slack_user_id.removeprefix("U0").lower(), 0)


def save(world: World, person: PersonFacts, by: str = "U0MIRA") -> PersonFacts:
    return people.save(
        world.deps,
        by=world.person(by),
        slack_user_id=person.slack_user_id,
        name=person.name,
        role=person.role,
        language=person.language,
        territory=person.territory,
        is_active=person.is_active,
    )


def newcomer(world: World, **changes: object) -> PersonFacts:
    kai = replace(world.person("U0LENA"), slack_user_id="U0KAI", name="Kai Lund")
    return replace(kai, **changes)  # type: ignore[arg-type]


def test_a_joiner_starts_level_with_the_team(world: World) -> None:
    turns(world, lena=7, jonas=9, amy=30)
    assert save(world, newcomer(world)).turns == 7
    assert save(world, newcomer(world, slack_user_id="U0X", territory="international")).turns == 30


def test_a_joiner_does_not_get_every_lead(world: World) -> None:
    turns(world, lena=7, jonas=7)
    kai = save(world, newcomer(world))
    owners = [world.receive(email=f"a{number}@b.example").owner_id for number in range(3)]
    assert owners.count(kai.id) == 1


def test_who_returns_is_level_again_and_never_falls_back(world: World) -> None:
    turns(world, lena=3, jonas=3)
    gone = save(world, replace(world.person("U0LENA"), is_active=False))
    assert not gone.is_active
    with pytest.raises(Refusal, match="unknown_person"):
        people.who(world.deps, "U0LENA")
    turns(world, lena=3, jonas=12)
    assert save(world, replace(gone, is_active=True)).turns == 12
    turns(world, lena=20, jonas=12)
    save(world, gone)
    assert save(world, replace(gone, is_active=True)).turns == 20


def test_who_changes_the_team_is_a_joiner_there(world: World) -> None:
    turns(world, lena=3, amy=11, jonas=3)
    assert save(world, replace(world.person("U0LENA"), territory="international")).turns == 11


def test_a_changed_name_moves_no_pointer(world: World) -> None:
    turns(world, lena=3, jonas=12)
    assert save(world, replace(world.person("U0LENA"), name="Lena V.")).turns == 3


def test_managers_take_no_turns(world: World) -> None:
    turns(world, lena=3, jonas=12)
    assert save(world, newcomer(world, role=Role.MANAGER)).turns == 0


def test_who_leaves_keeps_their_leads_and_gets_no_new_ones(world: World) -> None:
    lead = world.receive()
    owner = next(
        one for one in people.everybody(world.deps) if one.id == world.lead(lead.id).owner_id
    )
    gone = save(world, replace(owner, is_active=False))
    assert world.lead(lead.id).owner_id == gone.id
    listed = next(one for one in people.everybody(world.deps) if one.id == gone.id)
    assert (listed.is_active, listed.open_leads) == (False, 1)
    later = [world.receive(email=f"a{number}@b.example").owner_id for number in range(2)]
    assert gone.id not in later


def test_nobody_switches_themselves_off(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        save(world, replace(world.person("U0MIRA"), is_active=False))
    assert refused.value.code is RefusalCode.NOT_ALLOWED
    assert world.person("U0MIRA").is_active


def test_an_imported_joiner_is_level_too(world: World) -> None:
    turns(world, lena=7, jonas=9)
    kai = PersonDraft(
        slack_user_id="U0KAI",
        name="Kai Lund",
        role=Role.SDR,
        language=None,
        territory="dach",
        channels=None,
        email=None,
        weight=2,
        capacity=None,
        is_active=None,
    )
    import_people(world.deps, [kai], default_language=Language.DE)
    assert world.person("U0KAI").turns == 14

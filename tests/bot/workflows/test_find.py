"""Looking for leads: by any spelling, with any mark, and never in vain for a merged one."""

import pytest

from agents.assistant.scope import Scope
from agents.facts import ContactFacts, LeadFacts
from agents.vocabulary import Match, RejectReason
from bot.workflows import find, pairs, reject
from bot.workflows.books import stored_leads
from store.queries import search
from store.session import Store
from tests.world import World

MUELLER = {
    "first_name": "Jörg",
    "last_name": "Müller",
    "email": "j@mueller-soehne.example",
    "company": "MÜLLER & Söhne 100% Bio_Holz GmbH",
    "phone": "0711 9876543",
}


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def found(world: World, words: str) -> list[int]:
    asker = world.person("U0MIRA")
    return [lead.id for lead in find.find(world.deps, words, person=asker)]


@pytest.mark.parametrize(
    "words",
    [
        *("müller", "MÜLLER", "Mueller", "mueller &", "Joerg Müller", "jörg mueller"),
        *("SÖHNE", "soehne", "100%", "Bio_", "% Bio", "Mu\u0308ller"),
    ],
)
def test_a_name_is_found_in_every_spelling(world: World, words: str) -> None:
    lead = world.receive(**MUELLER)
    world.receive()
    assert found(world, words) == [lead.id]


@pytest.mark.parametrize("words", ["%", "_", "S%r", "S_mmer", "100_", "\\"])
def test_marks_stand_for_themselves(world: World, words: str) -> None:
    world.receive()
    assert found(world, words) == []


def test_a_double_is_no_pattern(world: World) -> None:
    world.receive()
    with world.store.read() as session:
        for name in ("S%", "S_mmer"):
            contact = ContactFacts(last_name=name)
            assert search.alike(session, contact, "Sommer Anlagenbau GmbH") == ()
        same = ContactFacts(last_name="SOMMER")
        assert len(search.alike(session, same, "sommer anlagenbau gmbh")) == 1


def test_whoever_was_joined_is_found_by_both_addresses(world: World) -> None:
    """Also before a colleague makes a lead of them anew; a team's mailbox leads to all of it."""
    company = {"company": "Kay AG", "phone": "", "last_name": "Kay"}
    world.receive(**company, email="m.kay@kay.example", first_name="Mira")
    second = world.receive(**company, email="kay@kay.example", first_name="M.")
    assert pairs.look(world.deps) == 1
    (pair,) = pairs.undecided(world.deps)
    pairs.decide(world.deps, pair.id, person=world.person("U0MIRA"), verdict=Match.SAME)
    team = world.receive(**company, email="info@kay.example", first_name="Jona")
    assert second.id in found(world, "KAY@kay.example")
    with world.store.read() as session:
        for email, lead_id in (("kay@kay.example", second.id), ("info@kay.example", team.id)):
            alike = search.alike(session, ContactFacts(email=email), None)
            assert lead_id in {lead.id for lead in alike}


def merged(world: World) -> tuple[LeadFacts, LeadFacts]:
    """A lead that was merged, and the one that stays."""
    stays = world.receive("whitepaper", email="e@alt.example", company="Alt AG")
    gone = world.receive(email="n@neu.example", company="Neu AG")
    reject.reject(
        world.deps,
        gone.id,
        person=world.person("U0LENA"),
        reason=RejectReason.DUPLICATE,
        other_lead_id=stays.id,
    )
    return world.lead(gone.id), world.lead(stays.id)


def test_a_merged_lead_leads_to_the_one_that_stays(world: World) -> None:
    gone, stays = merged(world)
    assert gone.merged_into_id == stays.id
    book = stored_leads(world.store)(Scope(asker=world.person("U0MIRA"), is_private=True))
    for words in ("Neu AG", "Alt AG", str(gone.id), f"#{gone.id}", str(stays.id)):
        assert found(world, words) == [stays.id]
        assert [lead.id for lead in book.find(words)] == [stays.id]

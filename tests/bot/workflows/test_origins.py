"""Each value of a lead says where it comes from, not the lead as a whole (issue C 8)."""

import pytest

from agents.facts import KnownFrom, LeadFacts
from agents.vocabulary import FieldOrigin, Handover, Language, LeadField
from bot.slack import present
from bot.slack.metadata import AcceptForm
from bot.workflows import accept, correct, look, undo
from store.session import Store
from tests.world import World

FORM = KnownFrom(origin=FieldOrigin.FORM)
CHAT = KnownFrom(origin=FieldOrigin.CHAT)
BOOK = KnownFrom(origin=FieldOrigin.BOOK)


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def corrects(world: World, lead: LeadFacts, **values: str) -> LeadFacts:
    lena = world.person("U0LENA")
    fields = {LeadField(name): value for name, value in values.items()}
    return correct.correct(world.deps, lead.id, person=lena, values=fields)


def test_a_later_delivery_is_the_origin_of_what_it_brings(world: World) -> None:
    lead = world.receive(job_title="", timeframe="")
    assert lead.came_from(LeadField.NEED) == FORM
    world.receive("chat", job_title="Einkaufsleiterin", need="Weniger Rückfragen")
    lead = world.lead(lead.id)
    assert lead.contact.job_title == "Einkaufsleiterin"
    assert lead.came_from(LeadField.JOB_TITLE) == CHAT
    assert lead.came_from(LeadField.NEED) == CHAT
    assert lead.came_from(LeadField.COMPANY) == FORM


def test_what_was_known_before_is_not_the_new_leads_door(world: World) -> None:
    first = world.receive()
    world.receive(email="zwei@sommer-anlagen.example", company="", job_title="")
    second = world.lead(first.id + 1)
    assert second.company.name == "Sommer Anlagenbau GmbH"
    assert second.came_from(LeadField.COMPANY) == BOOK
    assert second.came_from(LeadField.NEED) == FORM


def test_who_corrects_and_who_fills_in_is_named(world: World) -> None:
    lead = world.receive(need="", timeframe="")
    other = world.receive(email="zwei@sommer-anlagen.example")
    lena = world.person("U0LENA").id
    lead = corrects(world, lead, job_title="Prokuristin", need="Tempo", industry="automotive")
    assert lead.came_from(LeadField.JOB_TITLE) == KnownFrom(
        origin=FieldOrigin.CORRECTED, person_id=lena
    )
    assert lead.came_from(LeadField.NEED) == KnownFrom(origin=FieldOrigin.ADDED, person_id=lena)
    others = world.lead(other.id)
    assert others.came_from(LeadField.INDUSTRY).person_id == lena, "it is the same company"
    assert others.came_from(LeadField.JOB_TITLE) == FORM, "another person"


def test_an_undo_takes_the_origin_along(world: World) -> None:
    lead = world.receive(need="", timeframe="")
    lena = world.person("U0LENA")
    accept.accept(world.deps, lead.id, person=lena, values={LeadField.NEED: "Tempo"})
    assert world.lead(lead.id).came_from(LeadField.NEED).person_id == lena.id
    undo.take_back(world.deps, lead.id, person=lena)
    assert world.lead(lead.id).known_from == {}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.DE, ("korrigiert von Lena Vogt", "aus dem Chat", "aus dem Formular")),
        (Language.EN, ("corrected by Lena Vogt", "from the chat", "from the form")),
    ],
)
def test_the_form_says_it_field_by_field(
    sqlite_store: Store, language: Language, said: tuple[str, ...]
) -> None:
    world = World(sqlite_store)
    world.hire()
    lead = world.receive(need="", timeframe="")
    world.receive("chat", need="Tempo")
    lead = corrects(world, lead, job_title="Prokuristin")
    assert lead.handover is Handover.OFFERED
    card = look.card(world.deps, lead.id)
    view = present.accept_modal(
        card,
        AcceptForm(lead_id=lead.id),
        policy=world.policy,
        language=language,
        now=world.clock(),
    )
    shown = view["blocks"][-2]["text"]["text"]
    titles, *lines = shown.splitlines()
    role, company, need = (
        next(line for line in lines if word in line) for word in ("Prokuristin", "Sommer", "Tempo")
    )
    assert said[0] in role, titles
    assert said[2] in company
    assert said[1] in need


def test_a_new_spelling_of_the_company_is_corrected_on_all_its_leads(world: World) -> None:
    """A lead that moves to another company says nothing of those that stay."""
    lead = world.receive()
    other = world.receive(email="zwei@sommer-anlagen.example")
    moves = world.receive(email="drei@sommer-anlagen.example")
    corrects(world, moves, company="Farn AG")
    assert world.lead(other.id).came_from(LeadField.COMPANY) == FORM
    corrects(world, lead, company="Sommer-Anlagenbau G.m.b.H.")
    corrected = KnownFrom(origin=FieldOrigin.CORRECTED, person_id=world.person("U0LENA").id)
    for one in (lead, other):
        assert world.lead(one.id).company.name == "Sommer-Anlagenbau G.m.b.H."
        assert world.lead(one.id).came_from(LeadField.COMPANY) == corrected

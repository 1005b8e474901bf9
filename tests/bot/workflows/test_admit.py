"""What a delivery finds in the book, and what it leaves there."""

import json

import pytest
from sqlalchemy import func, select

from agents.facts import LeadFacts
from agents.vocabulary import Handover, InboxState, LeadField, RejectReason, Tier
from bot.workflows import correct, intake, reject
from bot.workflows.steps import offer
from store.models import Account, Contact, Delivery, Lead
from store.queries import leads
from store.session import Store
from tests.world import World

NAMELESS = {"email": "eva@gmx.de", "company": "", "language": "en"}


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def told(world: World, email: str, kind: str = "demo_request", *, number: int = 0) -> int:
    """Another system tells that somebody did something; the delivery's number."""
    event = {
        "id": f"evt-{kind}-{number}",
        "kind": kind,
        "email": email,
        "occurred_at": "2026-03-24T09:00Z",
    }
    kept = intake.keep_delivery(
        world.deps,
        door=intake.EVENTS_DOOR,
        external_id=f"batch-{kind}-{number}",
        body=json.dumps({"events": [event]}).encode(),
        content_type="application/json",
    )
    assert intake.process_delivery(world.deps, kept.id) is InboxState.DONE
    return kept.id


def merged(world: World) -> tuple[LeadFacts, LeadFacts]:
    """A hot lead that was said to double a cold one of nobody: (what it was, the cold one)."""
    cold = world.receive(
        "whitepaper", email="e@sommer-anlagen.example", industry="", job_title="Praktikant"
    )
    assert cold.handover is Handover.NONE
    hot = world.receive()
    reject.reject(
        world.deps,
        hot.id,
        person=world.person("U0LENA"),
        reason=RejectReason.DUPLICATE,
        other_lead_id=cold.id,
    )
    return hot, world.lead(cold.id)


def test_a_country_counts_without_a_company(world: World) -> None:
    lead = world.receive(**NAMELESS)
    assert (lead.company.country, lead.territory) == ("DE", "dach")
    assert lead.company.employees == 240


def with_munich(world: World) -> World:
    """The same world with a team for the codes that begin with 80."""
    old = world.policy.territories
    munich = old["dach"].model_copy(update={"postal": ("DE:80",), "countries": (), "regions": ()})
    policy = world.policy.model_copy(update={"territories": {**old, "munich": munich}})
    return World(world.store, policy=policy, clock=world.clock)


@pytest.mark.parametrize(
    ("fields", "territory"),
    [
        ({"PLZ": "80 331"}, "munich"),
        ({"postal_code": "D-80331"}, "munich"),
        ({"Zip/Postal Code": "80331"}, "munich"),
        ({"PLZ": "10115"}, "dach"),
        ({"PLZ": "1010", "country": "AT"}, "dach"),
        ({"PLZ": "irgendwo"}, "dach"),
    ],
)
def test_a_postal_code_brings_a_lead_to_the_team_that_claims_it(
    world: World, fields: dict[str, str], territory: str
) -> None:
    """S-053: from the form to the team, and at every later look."""
    lead = with_munich(world).receive(**fields)
    assert lead.territory == territory
    with world.store.read() as session:
        row = leads.row(session, lead.id)
        assert row is not None
        kept = offer.place_of(row.account, row.language)
    assert kept.postal_code == lead.company.postal_code
    assert (kept.postal_code or "").isdigit() == (fields.get("PLZ") != "irgendwo")


def test_a_postal_code_of_another_country_says_nothing_of_a_known_company(world: World) -> None:
    world.receive(country="AT")
    lead = world.receive(email="jan@sommer-anlagen.example", country="DE", PLZ="80331")
    assert (lead.company.country, lead.company.postal_code) == ("AT", None)


def test_who_corrects_the_country_takes_the_places_in_it_away(world: World) -> None:
    lead = world.receive(PLZ="80331")
    assert (lead.company.region, lead.company.postal_code) == ("DE-BY", "80331")
    found = correct.correct(
        world.deps, lead.id, person=world.person("U0LENA"), values={LeadField.COUNTRY: "AT"}
    )
    assert (found.company.country, found.company.region) == ("AT", None)
    assert found.company.postal_code is None


def test_a_score_keeps_the_points_of_a_region_when_it_is_made_anew(world: World) -> None:
    """S-044: what counted when the lead came counts at every later look."""
    lead = world.receive(region="Bayern")
    assert lead.company.region == "DE-BY"
    told(world, "eva.sommer@sommer-anlagen.example", "price_page")
    for known in (lead, world.lead(lead.id)):
        assert "fit_region" in {line.code for line in known.score_lines}


def test_a_person_without_a_country_goes_where_their_language_is_spoken(world: World) -> None:
    for language, territory in (("de", "dach"), ("en", "international")):
        lead = world.receive(email=f"{language}@gmx.de", company="", country="", language=language)
        assert lead.territory == territory


def test_a_nameless_company_gets_its_name_later(world: World) -> None:
    first = world.receive(**NAMELESS)
    again = world.receive(email="eva@gmx.de", company="Sommer Anlagenbau", country="", industry="")
    assert again.id == first.id
    assert (again.company.name, again.company.country) == ("Sommer Anlagenbau", "DE")
    assert again.company.industry == "manufacturing"


def test_a_company_known_by_its_name_gets_its_domain(world: World) -> None:
    by_name = world.receive(email="eva@gmx.de", company="Sommer Anlagenbau GmbH")
    by_domain = world.receive(company="sommer anlagenbau gmbh")
    other = world.receive(email="x@ganz-andere.example", company="Sommer Anlagenbau GmbH")
    with world.store.read() as session:
        accounts = [
            session.get_one(Lead, lead.id).account_id for lead in (by_name, by_domain, other)
        ]
        domains = session.scalars(select(Account.domain).order_by(Account.id)).all()
    assert accounts[0] == accounts[1] != accounts[2]
    assert domains == ["sommer-anlagen.example", "ganz-andere.example"]


def test_a_wish_is_not_lost_with_the_lead_it_came_by(world: World) -> None:
    hot, cold = merged(world)
    assert (cold.tier, cold.handover, cold.owner_id) == (Tier.HOT, Handover.OFFERED, hot.owner_id)
    assert cold.clocks
    assert ("ShowLeadCard", {"lead_id": cold.id}) in world.owed()


def test_who_was_merged_goes_on_in_the_lead_that_stayed(world: World) -> None:
    hot, cold = merged(world)
    again = world.receive("pricing")
    assert again.id == max(hot.id, cold.id), "no third lead"
    delivery_id = told(world, "eva.sommer@sommer-anlagen.example", "price_page")
    with world.store.read() as session:
        row = session.get_one(Delivery, delivery_id)
        assert (row.lead_id, row.subject_id) == (cold.id, cold.subject_id)
    assert len(world.lead(cold.id).activities) == 4


@pytest.mark.parametrize("by_event", [False, True])
def test_the_time_until_deletion_starts_anew(world: World, *, by_event: bool) -> None:
    world.receive()
    world.clock.forward(days=700)
    if by_event:
        told(world, "eva.sommer@sommer-anlagen.example")
    else:
        world.receive("pricing")
    keep_until = world.clock() + world.policy.retention.lead
    with world.store.read() as session:
        assert session.scalars(select(Lead.delete_after)).one() == keep_until
        assert session.scalars(select(Contact.delete_after)).one() == keep_until
        assert session.scalar(select(func.count(Lead.id))) == 1


def test_a_nameless_company_stays_the_one_it_is(world: World) -> None:
    first = world.receive(**NAMELESS, industry="")
    again = world.receive(**NAMELESS, PLZ="80331")
    assert (again.id, again.company.postal_code) == (first.id, "80331")
    assert again.company.industry == "manufacturing"
    with world.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1

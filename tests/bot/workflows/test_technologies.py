"""What a company works with, from forms, events and lists, counts for fit (S-045, S-046)."""

import json

import pytest

from agents.vocabulary import InboxState
from bot.workflows import intake
from store.session import Store
from tests.world import World


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.hire()
    return made


def tell(world: World, email: str, *technologies: str) -> None:
    event = {
        "id": "evt-1",
        "kind": "product_use",
        "email": email,
        "technologies": technologies,
        "occurred_at": world.clock().isoformat(),
    }
    kept = intake.keep_delivery(
        world.deps,
        door=intake.EVENTS_DOOR,
        external_id="batch-1",
        body=json.dumps({"events": [event]}).encode(),
        content_type="application/json",
    )
    assert intake.process_delivery(world.deps, kept.id) is InboxState.DONE


def test_a_form_says_it_and_it_counts(world: World) -> None:
    lead = world.receive(technologies="SAP S/4HANA, Slack")
    assert lead.company.technologies == ("sap", "slack")
    codes = {line.code for line in lead.score_lines}
    assert {"fit_technology", "icp_industry_with_erp", "icp_has_erp"} <= codes
    assert sum(line.points for line in lead.score_lines) == lead.score


def test_an_event_adds_to_what_is_known(world: World) -> None:
    before = world.receive(technologies="Slack")
    tell(world, before.contact.email or "", "HubSpot CRM", "slack")
    after = world.lead(before.id)
    assert after.company.technologies == ("hubspot", "slack")
    assert after.company.name == before.company.name


def test_of_a_lead_without_a_company_it_is_kept_too(world: World) -> None:
    lead = world.receive(
        "whitepaper", email="eva@gmx.de", company="", industry="", employees="", country=""
    )
    assert lead.company.technologies == ()
    tell(world, "eva@gmx.de", "abas ERP")
    assert world.lead(lead.id).company.technologies == ("abas",)


def test_a_second_lead_of_the_company_brings_more(world: World) -> None:
    world.receive(technologies="SAP")
    later = world.receive(email="b@sommer-anlagen.example", technologies="Salesforce")
    assert later.company.technologies == ("salesforce", "sap")

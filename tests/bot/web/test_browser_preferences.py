"""The preference centre as people meet it, in Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from agents.facts.standing import consent_state
from agents.vocabulary import ConsentPurpose, ConsentState
from tests.bot.letterbox import Letterbox, link
from tests.mail_server import MailServer
from tests.world import World

pytestmark = pytest.mark.browser
SHOTS = Path(__file__).parents[3] / "docs" / "screenshots"


@pytest.fixture
def box(world: World) -> Iterator[Letterbox]:
    with MailServer() as server:
        yield Letterbox(world, server)


def test_a_person_chooses_and_leaves(box: Letterbox, page: Page) -> None:
    lead = box.world.receive("whitepaper")
    (mail,) = box.send_all()
    with box.pages() as web:
        page.goto(f"{web.url}{link(mail, 'confirm')}")
        page.get_by_role("button", name="Ja, ich bestätige").click()
        expect(page.get_by_role("status")).to_contain_text("Ihre Adresse ist bestätigt")
        page.goto(f"{web.url}{link(mail, 'preferences')}")
        mails = page.get_by_label("E-Mails zu Produkten")
        expect(mails).to_be_checked()
        page.get_by_label("Anrufe").check()
        page.get_by_label("Logistik").uncheck()
        page.get_by_role("button", name="Speichern").click()
        expect(page.get_by_role("status")).to_contain_text("Gespeichert")
        page.set_viewport_size({"width": 900, "height": 1120})
        page.screenshot(path=SHOTS / "preferences-de.png", full_page=True)
        page.get_by_role("link", name="English").click()
        expect(page.get_by_label("Calls")).to_be_checked()
        expect(page.get_by_label("Logistics")).not_to_be_checked()
        page.screenshot(path=SHOTS / "preferences-en.png", full_page=True)
        page.get_by_role("button", name="All off").click()
        expect(page.get_by_text("Everything is off: we leave you alone.")).to_be_visible()
    consents = box.world.lead(lead.id).consents
    assert consent_state(consents, ConsentPurpose.MARKETING_PHONE) is ConsentState.OBJECTED

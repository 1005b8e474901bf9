"""Forms as visitors meet them: in Chromium, in both languages."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from agents.vocabulary import ActivityKind, Language
from bot.workflows.intake import process_waiting
from tests.bot.web.inbox import deliveries, lead_count
from tests.bot.web.website import WORDS, Website
from tests.web_server import RunningWeb
from tests.world import World

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("lang", [language.value for language in Language])


@LANGUAGES
def test_a_demo_request_with_mistakes_and_without(
    site: RunningWeb, world: World, page: Page, lang: str
):
    words = WORDS[lang]
    page.goto(f"{site.url}/{lang}")
    form = page.locator("#form-demo")
    assert not form.locator("[name=consent]").is_checked()
    form.locator("[name=email]").fill("eva@")
    form.get_by_role("button", name=words["demo"]).click()
    expect(page.locator("#demo-email-error")).to_have_text(words["address"])
    expect(page.locator("#demo-company-error")).to_have_text(words["missing"])
    expect(form.locator("[name=email]")).to_have_attribute("aria-invalid", "true")
    expect(form.locator("[name=last_name]")).to_be_focused()  # the first on the page
    assert lead_count(world) == 0
    form.locator("[name=email]").fill("eva@sommer.example")
    form.locator("[name=last_name]").fill("Sommer")
    form.locator("[name=company]").fill("Sommer GmbH")
    form.locator("[name=country]").select_option("DE")
    form.locator("[name=consent]").check()
    form.get_by_role("button", name=words["demo"]).click()
    done = page.locator("#demo .done")
    expect(done).to_contain_text(words["thanks"])
    expect(done).to_contain_text(str(deliveries(world)[-1].id))
    expect(done).to_be_focused()
    assert process_waiting(world.deps) == 1
    lead = world.lead(1)
    assert (lead.form, lead.language, lead.company.country) == ("demo", lang, "DE")
    assert len(lead.consents) == 2


@LANGUAGES
def test_the_white_paper_opens_after_the_address(
    site: RunningWeb, world: World, page: Page, lang: str
):
    page.goto(f"{site.url}/{lang}")
    form = page.locator("#form-whitepaper")
    form.locator("[name=email]").fill("eva@sommer.example")
    form.locator("button").click()
    link = page.get_by_role("link", name=WORDS[lang]["paper"])
    expect(link).to_have_attribute("href", f"/{lang}/whitepaper")
    process_waiting(world.deps)
    assert world.lead(1).activities[0].kind is ActivityKind.DOWNLOAD


def test_a_lost_connection_is_said_and_what_was_typed_stays(
    site: RunningWeb, world: World, page: Page
):
    page.goto(f"{site.url}/de")
    form = page.locator("#form-contact")
    form.locator("[name=email]").fill("eva@sommer.example")
    page.route("**/intake/**", lambda route: route.abort())
    form.locator("button").click()
    expect(form.locator(".fault")).to_contain_text("Das hat nicht geklappt")
    expect(form.locator("[name=email]")).to_have_value("eva@sommer.example")
    page.unroute("**/intake/**")
    form.locator("button").click()
    expect(page.locator("#contact .done")).to_be_visible()
    assert len(deliveries(world)) == 1


def test_the_site_fits_a_narrow_frame_beside_the_workspace(
    site: RunningWeb, page: Page, tmp_path: Path
):
    frame = f'<!doctype html><iframe src="{site.url}/de" width="400" height="700"></iframe>'
    (tmp_path / "index.html").write_text(frame, encoding="utf-8")
    with Website(tmp_path) as address:
        page.goto(address)
        inside = page.frames[1]
        expect(inside.get_by_role("heading", level=1)).to_be_visible()
        assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
        inside.get_by_role("button", name="Chat öffnen").click()
        expect(inside.get_by_text("kein Mensch")).to_be_visible()

"""The chat as visitors meet it: in Chromium, in both languages, wide and narrow."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from agents.vocabulary import Language
from bot.workflows.intake import process_waiting
from tests.bot.web.conftest import WIDE, open_policy
from tests.bot.web.inbox import deliveries
from tests.bot.web.website import WORDS, Website
from tests.web_server import RunningWeb
from tests.world import World

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("lang", [language.value for language in Language])
NARROW = {"width": 400, "height": 800}


@LANGUAGES
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_conversation(
    site: RunningWeb, world: World, page: Page, lang: str, size: dict[str, int]
):
    words = WORDS[lang]
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{site.url}/{lang}")
    chat = page.locator("staffel-chat")
    chat.get_by_role("button", name=words["open"]).click()
    expect(chat.get_by_role("log")).to_contain_text(words["honest"])
    chat.get_by_role("button", name=words["prices"]).click()
    _say(page, "Sommer Anlagenbau GmbH", shown=True)
    chat.get_by_role("button", name=words["skip"]).click()
    chat.get_by_role("button", name=words["soon"]).click()
    _say(page, "eva@", shown=True)
    expect(chat.get_by_role("log")).to_contain_text(words["address"])
    expect(chat.get_by_role("textbox")).to_have_attribute("aria-invalid", "")
    page.reload()
    expect(chat.get_by_role("log")).to_contain_text("Sommer Anlagenbau GmbH")
    _say(page, "eva@sommer.example", shown=True)
    yes, no = (chat.get_by_role("button", name=words[name]) for name in ("yes", "no"))
    boxes = [button.bounding_box() for button in (yes, no)]
    assert boxes[0]
    assert boxes[1]
    assert abs(boxes[0]["width"] - boxes[1]["width"]) < 2
    assert boxes[0]["height"] == boxes[1]["height"] >= 44
    assert deliveries(world) == []
    no.click()
    expect(chat.get_by_role("log")).to_contain_text(words["bye"])
    assert process_waiting(world.deps) == 1
    assert world.lead(1).is_hot


def test_the_chat_by_keyboard_alone(site: RunningWeb, page: Page):
    page.goto(f"{site.url}/en")
    chat = page.locator("staffel-chat")
    launch = chat.get_by_role("button", name="Open chat")
    launch.focus()
    page.keyboard.press("Enter")
    expect(chat.get_by_role("dialog")).to_be_visible()
    expect(chat.get_by_role("button", name="See a demo")).to_be_focused()
    page.keyboard.press("Enter")
    box = chat.get_by_role("textbox")
    expect(chat.get_by_role("log")).to_contain_text("Which company")
    expect(box).to_be_focused()
    page.keyboard.type("Sommer GmbH")
    page.keyboard.press("Enter")
    expect(chat.get_by_role("log")).to_contain_text("What is your role there?")
    page.keyboard.press("Escape")
    expect(chat.get_by_role("dialog")).to_be_hidden()
    expect(launch).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_be_focused()


def test_nothing_is_sent_before_the_chat_is_opened(site: RunningWeb, page: Page):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(f"{site.url}/de", wait_until="networkidle")
    assert not [url for url in sent if "/chat/" in url]
    assert page.context.cookies() == []


def test_an_expired_conversation_begins_anew(site: RunningWeb, world: World, page: Page):
    page.goto(f"{site.url}/de")
    chat = page.locator("staffel-chat")
    chat.get_by_role("button", name="Chat öffnen").click()
    chat.get_by_role("button", name="Preise").click()
    expect(chat.get_by_role("log")).to_contain_text("Für welche Firma")
    world.clock.forward(hours=3)
    _say(page, "Sommer GmbH")
    expect(chat.get_by_role("button", name="Preise")).to_be_visible()
    expect(chat.get_by_role("log")).not_to_contain_text("Für welche Firma")


def test_the_widget_on_another_website(world: World, page: Page, tmp_path: Path):
    with Website(tmp_path) as address:
        origin = address.rstrip("/")
        object.__setattr__(world.deps, "policy", open_policy(origins=(origin,)))
        with RunningWeb(world.deps) as web:
            script = f'<script src="{web.url}/widget/staffel-chat.js" data-language="en" defer>'
            (tmp_path / "index.html").write_text(
                f"<!doctype html><title>x</title>{script}</script>", encoding="utf-8"
            )
            page.goto(address)
            chat = page.locator("staffel-chat")
            chat.get_by_role("button", name="Open chat").click()
            chat.get_by_role("button", name="Pricing").click()
            expect(chat.get_by_role("log")).to_contain_text("Which company")


def _say(page: Page, text: str, *, shown: bool = False) -> None:
    chat = page.locator("staffel-chat")
    box = chat.get_by_role("textbox")
    expect(box).to_be_enabled()
    box.fill(text)
    box.press("Enter")
    if shown:
        expect(chat.locator(".me").last).to_contain_text(text)

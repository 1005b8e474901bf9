"""Every input of the page in Slack's shape, and what the page does around the workspace."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from bot.workspace.running import Server
from bot.workspace.seed import read_manifest, read_seed
from bot.workspace.server import Options
from tests.bot.workspace.page_bot import PageBot, Person, options, plain, running_browser
from tests.workspace_server import MANIFEST, SEED, RunningWorkspace

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@contextmanager
def serving(port: int = 0, **more: Any) -> Iterator[str]:
    """A workspace on a chosen port; yields its address."""
    listening = threading.Event()
    chosen = Options(seed=read_seed(SEED), manifest=read_manifest(MANIFEST), limits=False, **more)
    server = Server(chosen, port, ready=lambda _: listening.set())
    thread = threading.Thread(target=server.serve_here, daemon=True)
    thread.start()
    assert listening.wait(10)
    yield server.url
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


def labelled(name: str, kind: str, **more: Any) -> dict[str, Any]:
    element = {"type": kind, "action_id": name, **more}
    return {"type": "input", "block_id": name, "label": plain(name), "element": element}


def everything() -> dict[str, Any]:
    optional = labelled("leer", "plain_text_input")
    blocks = [
        labelled("text", "plain_text_input", initial_value="vorher", multiline=True),
        labelled("zahl", "number_input", is_decimal_allowed=True),
        labelled("mail", "email_text_input"),
        labelled("url", "url_text_input"),
        labelled("eins", "static_select", options=options()),
        labelled("viele", "multi_static_select", options=options()),
        labelled("suche", "external_select", min_query_length=0),
        labelled("wer", "users_select"),
        labelled("tag", "datepicker", initial_date="2026-12-01"),
        labelled("zeit", "timepicker"),
        labelled("moment", "datetimepicker"),
        labelled("radio", "radio_buttons", options=options()[:2]),
        labelled("kreuz", "checkboxes", options=options()[:3]),
        {**optional, "optional": True},
    ]
    return {
        "type": "modal",
        "callback_id": "everything",
        "title": plain("Alles"),
        "submit": plain("Weiter"),
        "blocks": blocks,
    }


def opens(bot: PageBot, view: dict[str, Any]) -> list[dict[str, Any]]:
    """Post a button that opens this view; returns what is submitted."""
    submitted: list[dict[str, Any]] = []

    def show(ack: Callable[..., Any], body: dict[str, Any]) -> None:
        ack()
        bot.client.views_open(trigger_id=body["trigger_id"], view=view)

    def take(ack: Callable[..., Any], body: dict[str, Any]) -> None:
        submitted.append(body["view"]["state"]["values"])
        ack()

    def offer(ack: Callable[..., Any], body: dict[str, Any]) -> None:
        ack(options=[one for one in options() if body["value"] in one["value"]])

    bot.app.options("suche")(offer)
    bot.app.action("open")(show)
    bot.app.view(view["callback_id"])(take)
    element = {"type": "button", "action_id": "open", "text": plain("Los")}
    blocks = [{"type": "actions", "elements": [element]}]
    bot.client.chat_postMessage(channel="C0TEAM", text="Los", blocks=blocks)
    return submitted


def test_state_of_every_input(browser: Browser) -> None:
    with RunningWorkspace() as workspace, PageBot(workspace) as bot:
        submitted = opens(bot, everything())
        person = Person(browser, workspace.url, "U0LENA")
        page = person.page
        page.locator("[data-action-id=open]").click()
        modal = page.get_by_test_id("modal")
        modal.get_by_label("text").fill("Zeile 1\nZeile 2")
        modal.get_by_label("zahl").fill("1,5")
        modal.get_by_label("mail").fill("a.reuter")
        modal.get_by_label("url").fill("https://hellmann.example")
        for name, values in {
            "eins": ["timing"],
            "viele": ["no_fit", "timing"],
            "wer": ["U0TOM"],
        }.items():
            modal.locator(f"[data-action-id={name}]").click()
            for value in values:
                page.locator(f"[role=option][data-value={value}]").click()
            page.keyboard.press("Escape") if name == "viele" else None
        modal.locator("[data-action-id=suche]").click()
        found = page.get_by_role("listbox").get_by_role("option")
        expect(found).to_have_count(len(options()))
        page.locator(".options-search").fill("timing")
        expect(found).to_have_text(["Timing"])
        page.keyboard.press("Enter")
        expect(modal.locator("[data-action-id=suche]")).to_have_text("Timing")
        modal.get_by_label("zeit").fill("09:30")
        modal.get_by_label("moment").fill("2026-12-01T15:00")
        modal.locator("[data-action-id=radio][value=no_need]").check()
        modal.locator("[data-action-id=kreuz][value=no_fit]").check()
        modal.locator("[data-action-id=kreuz][value=wrong_person]").check()
        modal.get_by_test_id("modal-submit").click()
        expect(modal.get_by_test_id("modal-error")).to_have_text(
            "Bitte eine gültige E-Mail-Adresse eingeben."
        )
        expect(modal.get_by_label("mail")).to_be_focused()
        modal.get_by_label("mail").fill("a.reuter@hellmann.example")
        page.keyboard.press("Enter")
        expect(modal).to_have_count(0)
        person.close()
    [values] = submitted
    said = {name: next(iter(part.values())) for name, part in values.items()}
    chosen = {option["value"]: option for option in options()}
    assert said == {
        "text": {"type": "plain_text_input", "value": "Zeile 1\nZeile 2"},
        "zahl": {"type": "number_input", "value": "1.5"},
        "mail": {"type": "email_text_input", "value": "a.reuter@hellmann.example"},
        "url": {"type": "url_text_input", "value": "https://hellmann.example"},
        "eins": {"type": "static_select", "selected_option": chosen["timing"]},
        "viele": {
            "type": "multi_static_select",
            "selected_options": [chosen["no_fit"], chosen["timing"]],
        },
        "suche": {"type": "external_select", "selected_option": chosen["timing"]},
        "wer": {"type": "users_select", "selected_user": "U0TOM"},
        "tag": {"type": "datepicker", "selected_date": "2026-12-01"},
        "zeit": {"type": "timepicker", "selected_time": "09:30"},
        "moment": {"type": "datetimepicker", "selected_date_time": 1_796_133_600},
        "radio": {"type": "radio_buttons", "selected_option": chosen["no_need"]},
        "kreuz": {
            "type": "checkboxes",
            "selected_options": [chosen["no_fit"], chosen["wrong_person"]],
        },
        "leer": {"type": "plain_text_input", "value": None},
    }


def test_restart_of_the_server(browser: Browser, tmp_path: Path) -> None:
    with serving(data=tmp_path) as url:
        person = Person(browser, url, "U0LENA")
        page = person.page
        page.get_by_test_id("composer").fill("Vor dem Neustart")
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("message").last).to_contain_text("Vor dem Neustart")
        page.get_by_test_id("composer").fill("Halb getippt")
    expect(page.locator(".offline")).to_contain_text("Die Verbindung zum Workspace")
    with serving(int(url.rpartition(":")[2]), data=tmp_path):
        expect(page.locator(".offline")).to_be_hidden(timeout=10_000)
        expect(page.get_by_test_id("message").last).to_contain_text("Vor dem Neustart")
        expect(page.get_by_test_id("composer")).to_have_value("Halb getippt")
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("message").last).to_contain_text("Halb getippt")
        person.close()


TOUR = {
    "de": {
        "title": "Rundgang",
        "steps": ["Öffnen Sie *#leads-dach*.", "Fragen Sie `@Staffel hallo`"],
    },
    "en": {"title": "Tour", "steps": ["Open *#leads-dach*."]},
}


def test_tour_and_website(browser: Browser) -> None:
    with serving() as site, serving(website=site, tour=TOUR) as url:
        person = Person(browser, url, "U0LENA")
        page, tour = person.page, person.page.get_by_test_id("tour")
        expect(tour.locator("li")).to_have_count(2)
        tour.get_by_test_id("tour-step").first.check()
        expect(tour).to_contain_text("1/2")
        tour.get_by_role("button", name="@Staffel hallo").click()
        expect(page.get_by_test_id("composer")).to_have_value("@Staffel hallo")
        frame = page.get_by_test_id("website-frame")
        expect(frame).to_have_attribute("src", site)
        before = frame.bounding_box() or {}
        page.get_by_role("separator", name="Breite der Website ändern").focus()
        page.keyboard.press("ArrowLeft")
        assert (frame.bounding_box() or {})["width"] > before["width"]
        page.get_by_test_id("website-toggle").click()
        expect(frame).to_be_hidden()
        page.get_by_test_id("tour-toggle").click()
        expect(tour.locator("li")).to_have_count(0)
        page.reload()
        expect(tour).to_contain_text("1/2")
        expect(tour.locator("li")).to_have_count(0)
        expect(frame).to_be_hidden()
        page.get_by_test_id("persona-switch").click()
        page.get_by_test_id("persona-U0TOM").click()
        expect(tour).to_contain_text("Tour")
        expect(tour).to_contain_text("0/1")
        person.close()

"""The page of the local workspace, in a browser, with a Bolt app over Socket Mode behind it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.workspace.instant import Timing
from tests.bot.workspace.page_bot import LEAD, PageBot, Person, mrkdwn, running_browser
from tests.workspace_server import RunningWorkspace

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture
def workspace() -> Iterator[RunningWorkspace]:
    with RunningWorkspace(timing=Timing(ack=1.0)) as running:
        yield running


@pytest.fixture
def bot(workspace: RunningWorkspace) -> Iterator[PageBot]:
    with PageBot(workspace) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, workspace: RunningWorkspace) -> Iterator[Callable[..., Page]]:
    """Open the page as a person."""
    people: list[Person] = []

    def open_page(user: str = "U0LENA", **context: Any) -> Page:
        people.append(Person(browser, workspace.url, user, **context))
        return people[-1].page

    yield open_page
    for person in people:
        person.close()


def message(page: Page, ts: str) -> Any:
    return page.locator(f"main [data-testid=message][data-ts='{ts}']")


def newest(page: Page) -> Any:
    return page.locator("main [data-testid=message]").last


def write(page: Page, text: str, where: str = "composer") -> None:
    page.get_by_test_id(where).fill(text)
    page.get_by_test_id(where).press("Enter")


def choose(page: Page, action_id: str, value: str) -> None:
    page.locator(f"[data-action-id={action_id}]").last.click()
    page.locator(f"[role=option][data-value={value}]").click()


class TestMessages:
    def test_message_and_thread(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page = visit()
        write(page, "@Staffel wie ist die *Abdeckung*?")
        asked = newest(page)
        expect(asked.locator("strong")).to_have_text("Abdeckung")
        expect(asked.locator(".mention")).to_have_text("@Staffel")
        asked.get_by_test_id("thread-link").click()
        panel = page.get_by_test_id("thread-panel")
        expect(panel).to_contain_text("87 % (n = 46)")
        write(page, "Danke", "thread-composer")
        expect(panel.get_by_test_id("message")).to_have_count(3)
        expect(asked.get_by_test_id("thread-link")).to_contain_text("2 Antworten")
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()

    def test_direct_message_opens_its_thread(
        self, bot: PageBot, visit: Callable[..., Page]
    ) -> None:
        page = visit()
        page.get_by_test_id("app-messages").click()
        page.get_by_test_id("prompt").click()
        expect(page.get_by_test_id("thread-panel")).to_contain_text("87 % (n = 46)")

    def test_status_stands_until_the_answer(
        self, bot: PageBot, visit: Callable[..., Page]
    ) -> None:
        page = visit()
        write(page, "@Staffel das dauert lange")
        expect(page.locator("main [data-testid=status]")).to_contain_text("Staffel denkt nach …")

    def test_markup_of_others_stays_text(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page = visit()
        page.on("dialog", lambda _: pytest.fail("a script ran"))
        bot.client.chat_postMessage(
            channel="C0TEAM",
            text="<script>alert(1)</script> <javascript:alert(2)|klick> &lt;b&gt;fett&lt;/b&gt;",
        )
        shown = newest(page)
        expect(shown).to_contain_text(
            "<script>alert(1)</script> <javascript:alert(2)|klick> <b>fett</b>"
        )
        expect(shown.locator("a, script, b")).to_have_count(0)
        write(page, "<img src=x onerror=alert(3)> & </article>")
        expect(newest(page)).to_contain_text("<img src=x onerror=alert(3)> & </article>")

    def test_unknown_block_is_visible(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page = visit()
        rows = [[{"type": "raw_text", "text": text}] for text in ("Team", "DACH")]
        table = {"type": "data_table", "caption": "Teams", "rows": rows}
        bot.client.chat_postMessage(channel="C0TEAM", text="Zahlen", blocks=[table])
        expect(page.get_by_test_id("unknown-block")).to_have_text(
            "Der Blocktyp ‘data_table’ kann hier nicht gezeichnet werden"
        )


class TestInteractions:
    def test_button_form_error_submit(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page, ts = visit(), bot.post_card()
        message(page, ts).locator("[data-action-id=reject]").click()
        modal = page.get_by_test_id("modal")
        expect(modal).to_contain_text("Lead ablehnen")
        modal.get_by_test_id("modal-submit").click()
        expect(modal.get_by_test_id("modal-error")).to_have_count(2)
        assert bot.submissions == []
        choose(page, "reason", "timing")
        modal.locator("[data-action-id=note]").fill("nö")
        modal.get_by_test_id("modal-submit").click()
        expect(modal.get_by_test_id("modal-error")).to_have_text("Bitte einen ganzen Satz.")
        modal.locator("[data-action-id=note]").fill("Erst im neuen Jahr.")
        modal.get_by_test_id("modal-submit").click()
        expect(modal).to_have_count(0)
        expect(message(page, ts)).to_contain_text("Abgelehnt: timing")
        assert bot.submissions[-1]["view"]["state"]["values"] == {
            "reason": {
                "reason": {
                    "type": "static_select",
                    "selected_option": {
                        "text": {"type": "plain_text", "text": "Timing"},
                        "value": "timing",
                    },
                }
            },
            "note": {"note": {"type": "plain_text_input", "value": "Erst im neuen Jahr."}},
        }

    def test_update_keeps_what_was_typed(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page, ts = visit(), bot.post_card()
        message(page, ts).locator("[data-action-id=reject]").click()
        modal = page.get_by_test_id("modal")
        modal.locator("[data-action-id=note]").fill("Halb getippt")
        modal.locator("[data-action-id=refill]").click()
        expect(modal).to_contain_text("Frisch geladen")
        expect(modal.locator("[data-action-id=note]")).to_have_value("Halb getippt")
        expect(modal.locator("[data-action-id=refill]")).to_be_focused()
        modal.locator("[data-action-id=deeper]").click()
        expect(modal).to_contain_text("Noch eine Ebene")
        expect(modal.locator("[data-action-id=end]")).to_be_focused()
        scrolled = modal.locator(".modal-body").evaluate("body => body.scrollTop")
        assert scrolled == 0, "what is read first stands at its top"
        modal.get_by_test_id("modal-close").click()
        expect(modal.locator("[data-action-id=note]")).to_have_value("Halb getippt")
        page.keyboard.press("Escape")
        expect(modal).to_have_count(0)

    def test_confirm_and_ephemeral(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page, ts = visit(), bot.post_card()
        message(page, ts).locator("[data-action-id=accept]").click()
        expect(page.get_by_test_id("confirm").locator("strong")).to_have_text("bleibt")
        page.get_by_test_id("confirm-no").click()
        assert bot.actions == []
        message(page, ts).locator("[data-action-id=accept]").click()
        page.get_by_test_id("confirm-yes").click()
        expect(message(page, ts)).to_contain_text("Angenommen von @Lena Vogt")
        choose(page, "code", "no_need")
        whispered = page.get_by_test_id("message").filter(has=page.get_by_test_id("ephemeral"))
        expect(whispered).to_contain_text("Nur für dich sichtbar")
        expect(whispered).to_contain_text("Gewählt: no_need")
        assert bot.actions[0]["actions"][0]["value"] == "7"

    def test_silence_is_told_plainly(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page, ts = visit(), bot.post_card()
        silent = message(page, ts).locator("[data-action-id=silent]")
        silent.click()
        expect(silent).to_have_attribute("aria-busy", "true")
        expect(page.get_by_test_id("toast")).to_contain_text("nicht innerhalb von 3 Sekunden")
        expect(silent).not_to_have_attribute("aria-busy", "true")

    def test_home(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page = visit()
        page.get_by_test_id("app-home").click()
        home = page.get_by_test_id("home-view")
        expect(home).to_contain_text("Guten Tag")
        home.locator("[data-action-id=notify][value=no_need]").check()
        page.wait_for_function("!document.querySelector('[aria-busy]')")
        chosen = bot.actions[-1]["actions"][0]["selected_options"]
        assert [option["value"] for option in chosen] == ["no_need"]

    def test_command_and_shortcuts(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page = visit()
        page.get_by_test_id("composer").press_sequentially("/st")
        expect(page.get_by_test_id("command-staffel")).to_contain_text("[text]")
        page.keyboard.press("Enter")
        page.keyboard.type("abdeckung")
        page.keyboard.press("Enter")
        expect(newest(page)).to_contain_text("Sie fragten: abdeckung")
        write(page, "/unbekannt")
        expect(page.get_by_test_id("toast")).to_contain_text("„/unbekannt“ ist kein Befehl")
        page.get_by_test_id("composer").fill("Frau Reuter rief an")
        page.get_by_test_id("send").click()
        said = page.get_by_test_id("message").filter(has_text="Frau Reuter rief an")
        said.hover()
        said.get_by_test_id("message-menu").click()
        page.get_by_test_id("shortcut-make_lead").click()
        expect(said.get_by_test_id("thread-link")).to_contain_text("1 Antwort")
        page.get_by_test_id("composer-plus").click()
        page.get_by_test_id("shortcut-new_lead").click()
        expect(page.get_by_test_id("modal")).to_be_visible()


class TestPeople:
    def test_switch_of_person(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page = visit()
        expect(page.get_by_test_id("persona-switch")).to_contain_text("Lena Vogt")
        page.get_by_test_id("persona-switch").click()
        page.get_by_test_id("persona-U0TOM").click()
        expect(page.get_by_test_id("persona-switch")).to_contain_text("Tom Berger")
        expect(page).to_have_url(re.compile(r"\?as=U0TOM#C0TEAM"))
        expect(page.get_by_test_id("app-messages")).to_have_text("Messages")
        page.get_by_test_id("persona-switch").click()
        page.get_by_test_id("persona-U0MARA").click()
        expect(page.get_by_test_id("app-messages")).to_have_text("Nachrichten")
        expect(page.get_by_test_id("channel-leads-dach")).to_have_count(0)

    def test_two_contexts_are_two_people(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        lena, tom, ts = visit("U0LENA"), visit("U0TOM"), bot.post_card()
        tom.get_by_test_id("channel-general").click()
        choose(lena, "code", "timing")
        expect(lena.get_by_test_id("ephemeral")).to_have_count(1)
        write(lena, "@Tom Berger übernimmst du?")
        expect(tom.get_by_test_id("channel-leads-dach").get_by_test_id("unread")).to_have_text("1")
        expect(tom).to_have_title(re.compile(r"^\(1\) "))
        tom.get_by_test_id("channel-leads-dach").click()
        expect(tom.locator(".mention.is-me")).to_have_text("@Tom Berger")
        expect(tom.get_by_test_id("ephemeral")).to_have_count(0)
        expect(message(tom, ts)).to_contain_text(LEAD)

    def test_permalink_leads_to_its_message(
        self, bot: PageBot, visit: Callable[..., Page]
    ) -> None:
        page, ts = visit(), bot.post_card()
        link = bot.client.chat_getPermalink(channel="C0TEAM", message_ts=ts)["permalink"]
        bot.client.chat_postMessage(channel="C0ALL", text=f"Siehe <{link}|die Karte>")
        page.get_by_test_id("channel-general").click()
        page.get_by_role("link", name="die Karte").click()
        expect(page.locator("main h1")).to_have_text("leads-dach")
        expect(message(page, ts)).to_be_focused()
        page.goto(link)
        expect(page.locator("main h1")).to_have_text("leads-dach")
        expect(message(page, ts)).to_be_focused()

    def test_keyboard_is_enough(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page, ts = visit(), bot.post_card()
        keys = page.keyboard
        expect(message(page, ts)).to_be_visible()
        page.get_by_test_id("composer").focus()
        keys.press("Alt+ArrowDown")
        expect(page.locator("main h1")).to_have_text("general")
        keys.press("Alt+ArrowUp")
        expect(page.locator("main h1")).to_have_text("leads-dach")
        page.locator("main .scroller").focus()
        keys.press("ArrowUp")
        expect(message(page, ts)).to_be_focused()
        keys.press("Tab")
        keys.press("Tab")
        expect(message(page, ts).locator("[data-action-id=reject]")).to_be_focused()
        keys.press("Enter")
        modal = page.get_by_test_id("modal")
        expect(modal.locator("[data-action-id=reason]")).to_be_focused()
        keys.press("ArrowDown")
        keys.press("ArrowDown")
        keys.press("Enter")
        expect(modal.locator("[data-action-id=reason]")).to_have_text("Kein Bedarf")
        keys.press("Tab")
        keys.type("Kein Bedarf bis März")
        keys.press("Enter")
        expect(message(page, ts)).to_contain_text("Abgelehnt: no_need")
        expect(modal).to_have_count(0)

    def test_focus_stays_in_the_form(self, bot: PageBot, visit: Callable[..., Page]) -> None:
        page, ts = visit(), bot.post_card()
        message(page, ts).locator("[data-action-id=reject]").click()
        page.get_by_test_id("modal").wait_for()
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('dialog') !== null")
        page.keyboard.press("Escape")
        expect(message(page, ts).locator("[data-action-id=reject]")).to_be_focused()

    def test_connection_of_the_bot(
        self, workspace: RunningWorkspace, visit: Callable[..., Page]
    ) -> None:
        page = visit()
        expect(page.get_by_test_id("bot-status")).to_have_text("Bot nicht verbunden")
        with PageBot(workspace) as bot:
            expect(page.get_by_test_id("bot-status")).to_have_text("Bot verbunden")
            ts = bot.post_card()
        expect(page.get_by_test_id("bot-status")).to_have_text("Bot nicht verbunden")
        message(page, ts).locator("[data-action-id=reject]").click()
        expect(page.get_by_test_id("toast")).to_contain_text("gerade nicht verbunden")


def test_every_block_is_drawn(bot: PageBot, visit: Callable[..., Page]) -> None:
    page = visit("U0TOM")
    section = {"type": "section", "text": mrkdwn("in a container")}
    blocks: list[dict[str, Any]] = [
        {"type": "markdown", "text": "# Title\n\n- **one**\n- [two](https://example.com)"},
        {"type": "context", "elements": [mrkdwn("a _note_")]},
        {"type": "divider"},
        {
            "type": "container",
            "title": {"type": "plain_text", "text": "Box"},
            "child_blocks": [section],
        },
        {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn("In a row")}]},
        {"type": "card", "title": mrkdwn("*Card*"), "body": mrkdwn("Body")},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "user", "user_id": "U0TOM"},
                        {"type": "text", "text": " hi"},
                    ],
                }
            ],
        },
        {
            "type": "table",
            "rows": [
                [{"type": "raw_text", "text": "Team"}],
                [{"type": "raw_text", "text": "DACH"}],
            ],
        },
    ]
    bot.client.chat_postMessage(channel="C0TEAM", text="all", blocks=blocks)
    shown = newest(page)
    for text in (
        "Title",
        "one",
        "a note",
        "Box",
        "in a container",
        "Card",
        "In a row",
        "@Tom Berger hi",
        "DACH",
    ):
        expect(shown).to_contain_text(text)
    expect(page.get_by_test_id("unknown-block")).to_have_count(0)

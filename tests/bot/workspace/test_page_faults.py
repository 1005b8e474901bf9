"""The panel of faults: what a person switches, and what everybody then sees."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_sdk.errors import SlackApiError

from tests.bot.workspace.page_bot import PageBot, Person, running_browser
from tests.workspace_server import RunningWorkspace

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture
def bot(workspace: RunningWorkspace) -> Iterator[PageBot]:
    with PageBot(workspace) as running:
        yield running


@pytest.fixture
def page(browser: Browser, workspace: RunningWorkspace) -> Iterator[Page]:
    person = Person(browser, workspace.url, "U0LENA")
    person.page.get_by_test_id("faults-toggle").click()
    yield person.page
    person.close()


def test_a_switch_happens_once_and_goes_off_again(
    workspace: RunningWorkspace, bot: PageBot, page: Page
) -> None:
    switch = page.get_by_test_id("fault-error_500_stored")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(switch).to_contain_text("an · noch 1×")
    expect(page.get_by_test_id("faults-toggle")).to_have_text("1")
    with pytest.raises(SlackApiError):
        bot.client.chat_postMessage(channel="C0TEAM", text="Moin")
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(page.locator("main [data-testid=message]")).to_have_count(1)
    expect(page.get_by_test_id("faults-clear")).to_be_disabled()


def test_until_it_is_switched_off_and_only_here(
    workspace: RunningWorkspace, bot: PageBot, page: Page
) -> None:
    page.get_by_test_id("fault-times").select_option("ever")
    page.get_by_test_id("fault-where").select_option("here")
    switch = page.get_by_test_id("fault-rate_limited")
    switch.click()
    expect(switch).to_contain_text("an · 0× passiert · in #leads-dach")
    for _ in range(2):
        with pytest.raises(SlackApiError):
            bot.client.chat_postMessage(channel="C0TEAM", text="Moin")
    assert bot.client.chat_postMessage(channel="C0ALL", text="Moin")["ok"]
    expect(switch).to_contain_text("an · 2× passiert")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    assert bot.client.chat_postMessage(channel="C0TEAM", text="Moin")["ok"]


def test_slack_is_gone_and_one_click_brings_all_back(
    workspace: RunningWorkspace, bot: PageBot, page: Page
) -> None:
    for name in ("down", "redelivery"):
        page.get_by_test_id(f"fault-{name}").click()
    expect(page.get_by_test_id("bot-status")).to_have_attribute("data-connected", "0")
    page.get_by_test_id("faults-clear").click()
    expect(page.locator("[role=switch][aria-checked=true]")).to_have_count(0)
    assert bot.client.chat_postMessage(channel="C0TEAM", text="Moin")["ok"]


def test_a_channel_is_archived_and_opened_again(
    workspace: RunningWorkspace, bot: PageBot, page: Page
) -> None:
    page.get_by_test_id("archive_channel").click()
    expect(page.get_by_text("Dieser Kanal ist archiviert.")).to_be_visible()
    expect(page.get_by_test_id("composer")).to_be_hidden()
    page.get_by_test_id("unarchive_channel").click()
    expect(page.get_by_test_id("composer")).to_be_visible()
    page.get_by_test_id("kick_bot").click()
    expect(page.get_by_test_id("invite_bot")).to_have_text("Staffel zu #leads-dach einladen")


def test_it_closes_with_escape_and_gives_the_focus_back(page: Page) -> None:
    panel = page.get_by_test_id("faults")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_test_id("faults-toggle")).to_be_focused()


def test_signatures_can_be_spoiled_only_where_there_are_some(
    workspace: RunningWorkspace, page: Page
) -> None:
    expect(page.get_by_test_id("fault-redelivery")).to_be_visible()
    expect(page.get_by_test_id("fault-replay")).to_have_count(0)
    workspace.deliver_to("http://127.0.0.1:9/slack/events")
    page.reload()
    page.get_by_test_id("faults-toggle").click()
    expect(page.get_by_test_id("fault-replay")).to_be_visible()

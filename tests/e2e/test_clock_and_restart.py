"""Silence escalates in the card's thread; a restart forgets nothing (issue A 6 and 7)."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from agents.vocabulary import Handover
from bot.slack.ids import ActionId
from bot.workflows import inbox
from store.queries import search
from tests.e2e.test_uses import KATRIN, button, card_of, shoot
from tests.product import RunningProduct, a_workspace

QUICK = timedelta(seconds=20)
"""Rungs five seconds apart: a busy machine that is late for one must not pass two at once."""


@pytest.mark.browser
def test_silence_calls_owner_cover_and_manager_with_the_fix_at_hand(
    tmp_path: Path, vectors: Path, browser: Browser
) -> None:
    with RunningProduct(tmp_path, hot=QUICK, chroma=vectors) as product:
        product.send("demo", email="s@still.example", company="Still Fördertechnik", **KATRIN)
        card = product.card("C0LEADSDACH", "Still Fördertechnik")

        def replies() -> list[str]:
            seen = product.workspace.messages("U0MIRA", "C0LEADSDACH")
            return [
                str(item)
                for item in seen
                if item.get("thread_ts") == card["ts"] and item["ts"] != card["ts"]
            ]

        product.workspace.wait_for(lambda: len(replies()) == 4, 60)
        *called, nobody_reacted = replies()
        for text, user in zip(called, ("U0LENA", "U0JONAS", "U0MIRA"), strict=True):
            assert f"<@{user}>" in text
        assert "<@U0MIRA>" in nobody_reacted
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.goto(f"{product.workspace.url}/?as=U0JONAS")
        page.get_by_test_id("channel-leads-dach").click()
        shown = card_of(page, "Still Fördertechnik")
        shown.get_by_test_id("thread-link").click()
        panel = page.get_by_test_id("thread-panel")
        expect(panel.locator("[data-testid=message]")).to_have_count(5)
        shoot(page, "escalation-de")
        panel.locator(f"[data-action-id={ActionId.TAKE_OVER.value}]").last.click()
        expect(button(shown, ActionId.TOUCH_CALL)).to_be_visible(timeout=20_000)
        with product.deps.store.read() as session:
            (lead,) = search.find(session, "Still Fördertechnik")
        assert lead.handover is Handover.ACCEPTED
        page.close()


def test_after_a_restart_the_old_card_still_answers(tmp_path: Path, vectors: Path) -> None:
    workspace = a_workspace()
    try:
        first = RunningProduct(tmp_path, workspace=workspace, chroma=vectors)
        first.send("demo", email="n@neustart.example", company="Neustart GmbH", **KATRIN)
        card = first.card("C0LEADSDACH", "Neustart GmbH")
        first.stop()
        with RunningProduct(tmp_path, workspace=workspace, chroma=vectors) as second:
            click = workspace.click("U0LENA", "C0LEADSDACH", card["ts"], ActionId.ACCEPT.value)
            assert not workspace.outcome(click).get("failed")
            workspace.wait_for(
                lambda: (
                    ActionId.TOUCH_CALL.value
                    in str(workspace.message("U0LENA", "C0LEADSDACH", card["ts"]))
                )
            )
            with second.deps.store.read() as session:
                assert search.find(session, "Neustart GmbH")[0].handover is Handover.ACCEPTED
    finally:
        workspace.stop()


def test_who_clicked_when_the_process_died_is_asked_to_click_again(
    tmp_path: Path, vectors: Path
) -> None:
    workspace = a_workspace()
    try:
        with RunningProduct(tmp_path, workspace=workspace, chroma=vectors) as first:
            # A row as a crash leaves it: committed, acknowledged, and nothing after that.
            inbox.receive_slack(
                first.deps,
                door="slack:click",
                external_id="1774342800.000001",
                summary={"what": "lead_accept", "user": "U0DAN", "channel": "C0LEADSINTL"},
            )
        with RunningProduct(tmp_path, workspace=workspace, chroma=vectors):
            workspace.wait_for(
                lambda: (
                    "I was restarted while you clicked"
                    in str(workspace.messages("U0DAN", "C0LEADSINTL"))
                ),
                20,
            )
    finally:
        workspace.stop()

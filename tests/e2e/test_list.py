"""Many leads at once in the browser: the list in both languages, and a card from it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.slack.ids import ActionId
from tests.e2e.conftest import Visit
from tests.e2e.test_uses import KATRIN, OLIVER, button, shoot
from tests.product import RunningProduct

pytestmark = pytest.mark.browser

GERMAN = (
    ("Katrin", "Adler", "Adler Antriebe GmbH"),
    ("Jonas", "Behrens", "Behrens Anlagenbau KG"),
    ("Maria", "Conrad", "Conrad Fördertechnik AG"),
    ("Peter", "Dietz", "Dietz & Söhne Metallverarbeitung GmbH"),
    ("Susanne", "Ehlers", "Ehlers Messsysteme GmbH"),
    ("Tobias", "Falk", "Falk Pumpen GmbH"),
)
ENGLISH = (
    ("Oliver", "Marsh", "Marsh Logistics Ltd"),
    ("Hannah", "North", "Northfield Freight"),
    ("Imran", "Osman", "Osman Warehousing"),
    ("Julia", "Page", "Page & Partners Shipping"),
    ("Kate", "Quinn", "Quinn Haulage"),
)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, vectors: Path) -> Iterator[RunningProduct]:
    folder = tmp_path_factory.mktemp("paced")
    with RunningProduct(folder, chroma=vectors, pace=0.3) as running:
        yield running


def send(product: RunningProduct, leads: tuple[tuple[str, str, str], ...], **like: str) -> None:
    for first, last, company in leads:
        fields = {**like, "first_name": first, "last_name": last, "company": company}
        product.send("contact", email=f"{last.lower()}@{last.lower()}.example", **fields)


def test_many_at_once_are_one_list(product: RunningProduct, visit: Visit) -> None:
    send(product, GERMAN, **KATRIN)
    page = visit("U0LENA", "leads-dach")
    shown = page.locator("main [data-testid=message]").filter(has_text="Adler Antriebe")
    expect(shown).to_contain_text("6 neue Leads warten", timeout=30_000)
    expect(button(shown, ActionId.SHOW_CARD)).to_have_count(6)
    shoot(page, "list-de")
    button(shown, ActionId.SHOW_CARD).nth(2).click()
    expect(button(shown, ActionId.SHOW_CARD)).to_have_count(5)
    card = page.locator("main [data-testid=message]").filter(
        has=page.locator(f"[data-action-id={ActionId.ACCEPT.value}]")
    )
    expect(card).to_contain_text("Conrad Fördertechnik AG", timeout=20_000)
    expect(button(shown, ActionId.OPEN_LINK)).to_have_count(1, timeout=20_000)
    button(card, ActionId.ACCEPT).click()
    expect(shown).to_contain_text("✅ Lena Vogt", timeout=20_000)
    shown.scroll_into_view_if_needed()
    shoot(page, "list-shown-de")


def test_the_list_speaks_the_channels_language(product: RunningProduct, visit: Visit) -> None:
    send(product, ENGLISH, **OLIVER)
    page = visit("U0AMY", "leads-international")
    shown = page.locator("main [data-testid=message]").filter(has_text="5 new leads are waiting")
    expect(shown).to_be_visible(timeout=30_000)
    expect(button(shown, ActionId.SHOW_CARD)).to_have_count(5)
    shoot(page, "list-en")

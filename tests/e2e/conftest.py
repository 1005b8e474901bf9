"""A running product and a browser for the tests that use both as a person would."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.bot.workspace.page_bot import running_browser
from tests.product import RunningProduct

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def vectors(tmp_path_factory: pytest.TempPathFactory, made_vectors: Path) -> Path:
    """The playbooks' vectors, for all products of this process."""
    folder: Path = shutil.copytree(made_vectors, tmp_path_factory.mktemp("e2e") / "vectors")
    return folder


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, vectors: Path) -> Iterator[RunningProduct]:
    with RunningProduct(tmp_path_factory.mktemp("product"), chroma=vectors) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture
def visit(browser: Browser, product: RunningProduct) -> Iterator[Visit]:
    """Opens the workspace as a person; every page error fails the test."""
    contexts = []
    problems: list[str] = []

    def open_page(user: str, channel: str | None = None, **settings: object) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 1000}, **settings}  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{product.workspace.url}/?as={user}")
        page.get_by_test_id("bot-status").wait_for()
        if channel is not None:
            page.get_by_test_id(f"channel-{channel}").click()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []

"""The web doors on a real server with a real database and a standing clock."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from agents.policy import SalesPolicy
from bot.settings import Settings
from store.models import Base
from store.session import Store
from tests.conftest import ENVIRONMENT
from tests.web_server import RunningWeb, settings
from tests.world import World, shipped_policy

OUR_PAGE = "https://www.sommer.example"
FOREIGN_PAGE = "https://evil.example"
EVENTS_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CHROMIUM = Path("/usr/bin/chromium")
WIDE = {"width": 1280, "height": 860}


def open_policy(**form: Any) -> SalesPolicy:
    """The shipped policy for tests of anything but limits: many knocks, one allowed page."""
    shipped = shipped_policy()
    more = {"rate": "10000/minute", "origins": (OUR_PAGE,), **form}
    forms = {name: item.model_copy(update=more) for name, item in shipped.forms.items()}
    return shipped.model_copy(update={"forms": forms})


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    store = Store(f"sqlite:///{tmp_path / 'web.db'}")
    Base.metadata.create_all(store.engine)
    made = World(store, policy=open_policy())
    made.hire()
    yield made
    store.close()


@pytest.fixture
def serve(world: World) -> Iterator[Callable[..., RunningWeb]]:
    """Serves the world with these settings; stopped at the end of the test."""
    running: list[RunningWeb] = []

    def start(chosen: Settings | None = None, **more: Any) -> RunningWeb:
        web = RunningWeb(world.deps, chosen, **more)
        running.append(web.__enter__())
        return web

    yield start
    for web in running:
        web.__exit__(None, None, None)


@pytest.fixture
def web(serve: Callable[..., RunningWeb]) -> RunningWeb:
    return serve(settings(STAFFEL_EVENTS_SECRET=EVENTS_SECRET))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing = f"no browser at {CHROMIUM}; install it with: apt-get install chromium"
        if ENVIRONMENT.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def site(world: World) -> Iterator[RunningWeb]:
    with RunningWeb(world.deps, with_demo_site=True) as web:
        yield web


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when a script fails."""
    opened = browser.new_page(viewport=WIDE)
    opened.set_default_timeout(20_000)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security" in line.text else None,
    )
    yield opened
    opened.close()
    assert faults == []

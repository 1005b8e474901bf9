"""POST /slack/events: signed requests of the workspace get in, all others get 401 and no row."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from slack_bolt import App, BoltResponse
from slack_sdk import WebClient
from sqlalchemy import func, select

from agents.vocabulary import Handover
from bot.errors import SettingsError
from bot.settings import Settings
from bot.slack.app import build_app
from bot.web.slack import MAX_BYTES, PATH
from bot.workspace.instant import Timing
from bot.workspace.signing import signature
from store import replays
from store.models import Delivery, SeenSignature
from store.session import Store
from tests.e2e.slack.office import Office, in_the_team_channel, manifest, seed
from tests.web_server import RunningWeb, settings
from tests.workspace_server import BOT_TOKEN, RunningWorkspace
from tests.world import TUESDAY, StandingClock, World

SECRET, NEXT = "local-secret", "the-next-secret"
LENA = "U0LENA"
NOW = int(TUESDAY.timestamp())
SOON = Timing(retries=(0.0, 0.1))


@dataclass
class HttpOffice(Office):
    """The office, reached by signed HTTP."""

    web: RunningWeb = field(init=False)

    def start(self) -> None:
        chosen = settings(
            slack_bot_token=BOT_TOKEN,
            slack_api_url=self.api_url,
            slack_signing_secret=f"{NEXT}, {SECRET}",
        )
        self.app = build_app(self.world.deps, chosen)
        self.web = RunningWeb(self.world.deps, chosen, slack=self.app)
        self.web.__enter__()
        self.workspace.deliver_to(f"{self.web.url}{PATH}")
        self.workspace.wait_connected()
        self.connect_relay()

    def stop(self) -> None:
        self.workspace.deliver_to(None)
        self.web.__exit__(None, None, None)
        self.app.listener_runner.listener_executor.shutdown(wait=True)


@pytest.fixture(scope="module")
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture(scope="module")
def workspace(clock: StandingClock) -> Iterator[RunningWorkspace]:
    def seconds() -> float:
        return clock().timestamp()

    with RunningWorkspace(seed(), manifest(), clock=seconds, timing=SOON) as running:
        yield running


@pytest.fixture
def office(
    workspace: RunningWorkspace, sqlite_store: Store, clock: StandingClock
) -> Iterator[HttpOffice]:
    world = in_the_team_channel(World(sqlite_store, clock=clock))
    world.hire()
    with HttpOffice(world, workspace) as opened:
        yield opened
    workspace.clear_faults()


@pytest.fixture
def door(sqlite_store: Store) -> Iterator[RunningWeb]:
    """The door alone; nobody answers behind it."""
    with _door(World(sqlite_store)) as web:
        yield web


def _door(world: World) -> RunningWeb:
    chosen = settings(
        slack_bot_token=BOT_TOKEN,
        slack_api_url="http://127.0.0.1:9/api/",
        slack_signing_secret=f"{SECRET},{NEXT}",
    )
    return RunningWeb(world.deps, chosen, slack=_app(world, chosen))


def _app(world: World, chosen: Settings) -> App:
    built = build_app(world.deps, chosen)
    # Bolt would call auth.test first; here nobody answers it.
    built._middleware_list = [
        one for one in built._middleware_list if "Authorization" not in type(one).__name__
    ]
    return built


def event(number: int = 1) -> bytes:
    told = {"type": "app_home_opened", "user": "U0NOBODY", "tab": "messages"}
    body = {"type": "event_callback", "event_id": f"Ev{number}", "event": told}
    return json.dumps(body).encode()


BODY = event()


def signed(
    body: bytes = BODY,
    *,
    timestamp: str = str(NOW),
    secret: str = SECRET,
    **changes: str | bytes | None,
) -> dict[str, str | bytes]:
    """The headers of a request; `signature` and `sent` (the timestamp) replace what is right."""
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": changes.get("sent", timestamp),
        "X-Slack-Signature": changes.get("signature", signature(secret, timestamp, body)),
    }
    return {name: value for name, value in headers.items() if value is not None}


def knock(web: RunningWeb, headers: dict[str, Any], body: bytes = BODY) -> httpx.Response:
    return web.client.post(PATH, content=body, headers=headers)


def rows(store: Store) -> tuple[int, int]:
    """How many deliveries, and how many signatures."""
    with store.read() as session:
        deliveries = session.scalar(select(func.count(Delivery.id)))
        signatures = session.scalar(select(func.count()).select_from(SeenSignature))
    return deliveries or 0, signatures or 0


RIGHT = signature(SECRET, str(NOW), BODY)
REFUSED = {
    "no timestamp": signed(sent=None),
    "no signature": signed(signature=None),
    "an empty signature": signed(signature=""),
    "a word for a timestamp": signed(timestamp="yesterday"),
    "a fraction for a timestamp": signed(timestamp=f"{NOW}.5"),
    "a signed number for a timestamp": signed(timestamp=f"+{NOW}"),
    "a timestamp of very many digits": signed(timestamp="9" * 5_000),
    "digits that are not ASCII": signed(sent=str(NOW).translate(str.maketrans("1", "¹")).encode()),
    "six minutes old": signed(timestamp=str(NOW - 360)),
    "six minutes ahead": signed(timestamp=str(NOW + 360)),
    "another timestamp than the signed one": signed(sent=str(NOW + 1)),
    "the signature of another body": signed(signature=signature(SECRET, str(NOW), b"{}")),
    "a foreign secret": signed(secret="somebody-else"),
    "both secrets as one": signed(secret=f"{SECRET},{NEXT}"),
    "no secret": signed(secret=""),
    "another version": signed(signature=RIGHT.replace("v0=", "v1=")),
    "no version": signed(signature=RIGHT.removeprefix("v0=")),
    "capital letters": signed(signature=RIGHT.upper()),
    "a signature that is not ASCII": signed(signature="v0=é".encode()),
    "half a signature": signed(signature=RIGHT[:40]),
}


class TestRefused:
    @pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED.keys())
    def test_what_is_not_slacks_gets_401_and_no_row(
        self, door: RunningWeb, sqlite_store: Store, headers: dict[str, Any]
    ) -> None:
        answer = knock(door, headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
        assert rows(sqlite_store) == (0, 0)

    def test_a_body_that_is_no_text_is_as_good_as_its_signature(
        self, door: RunningWeb, sqlite_store: Store
    ) -> None:
        assert knock(door, signed(), b"\xff\xfe").status_code == 401
        assert rows(sqlite_store) == (0, 0)

    def test_a_replayed_request_is_refused_and_leaves_nothing_new(
        self, door: RunningWeb, sqlite_store: Store
    ) -> None:
        assert knock(door, signed()).status_code == 200
        before = rows(sqlite_store)
        assert before == (1, 1)
        assert knock(door, signed()).status_code == 401
        again = {**signed(), "X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
        assert knock(door, again).status_code == 401
        assert rows(sqlite_store) == before

    def test_of_many_at_once_one_is_taken(self, store: Store) -> None:
        """On both databases: the row decides, not who looked first."""
        with _door(World(store)) as web, ThreadPoolExecutor(10) as threads:
            answers = [threads.submit(knock, web, signed()) for _ in range(20)]
            statuses = sorted(answer.result().status_code for answer in answers)
        assert statuses == [200] + [401] * 19
        assert rows(store) == (1, 1)

    def test_a_body_that_is_too_large(self, door: RunningWeb, sqlite_store: Store) -> None:
        body = b"x" * (MAX_BYTES + 1)
        assert knock(door, signed(body), body).status_code == 413
        assert rows(sqlite_store) == (0, 0)

    def test_other_methods(self, door: RunningWeb) -> None:
        assert door.client.get(PATH).status_code == 405


class TestTaken:
    @pytest.mark.parametrize("secret", [SECRET, NEXT])
    @pytest.mark.parametrize("off", [-299, 0, 299])
    def test_both_secrets_count_for_five_minutes(
        self, door: RunningWeb, sqlite_store: Store, secret: str, off: int
    ) -> None:
        assert knock(door, signed(secret=secret, timestamp=str(NOW + off))).status_code == 200
        assert rows(sqlite_store) == (1, 1)

    def test_the_challenge_is_answered(self, door: RunningWeb) -> None:
        body = b'{"type": "url_verification", "challenge": "say this", "token": "x"}'
        answer = knock(door, signed(body), body)
        assert (answer.status_code, answer.json()) == (200, {"challenge": "say this"})

    def test_slacks_own_retry_has_a_signature_of_its_own_and_is_handled_once(
        self, door: RunningWeb, sqlite_store: Store
    ) -> None:
        assert knock(door, signed()).status_code == 200
        again = signed(timestamp=str(NOW + 60)) | {"X-Slack-Retry-Num": "2"}
        assert knock(door, again).status_code == 200
        assert rows(sqlite_store) == (1, 2)

    def test_what_came_to_nothing_may_come_again_with_the_same_signature(
        self, sqlite_store: Store
    ) -> None:
        """Slack's first retry follows at once, perhaps within the same second."""
        world, answers = World(sqlite_store), [503, 200]
        app = App(token_verification_enabled=False, client=WebClient(BOT_TOKEN))
        app._middleware_list.clear()

        @app.middleware
        def answer() -> BoltResponse:
            return BoltResponse(status=answers.pop(0))

        chosen = settings(slack_signing_secret=SECRET)
        with RunningWeb(world.deps, chosen, slack=app) as web:
            assert [knock(web, signed()).status_code for _ in range(3)] == [503, 200, 401]

    def test_there_is_no_door_without_an_app(self, sqlite_store: Store) -> None:
        with RunningWeb(World(sqlite_store).deps) as web:
            assert knock(web, signed()).status_code == 404

    @pytest.mark.parametrize("secret", [None, " , "])
    def test_no_door_opens_without_a_secret(self, sqlite_store: Store, secret: str | None) -> None:
        world = World(sqlite_store)
        chosen = settings(slack_bot_token=BOT_TOKEN, slack_signing_secret=secret)
        with pytest.raises(SettingsError, match="SLACK_SIGNING_SECRET"):
            RunningWeb(world.deps, chosen, slack=_app(world, chosen))


def test_signatures_are_forgotten_after_ten_minutes(store: Store) -> None:
    with store.begin() as session:
        assert replays.take(session, "one", now=TUESDAY)
        assert replays.take(session, "two", now=TUESDAY + timedelta(minutes=9))
        assert not replays.take(session, "one", now=TUESDAY + timedelta(minutes=10))
        assert replays.take(session, "three", now=TUESDAY + timedelta(minutes=11))
        left = session.scalar(select(func.count()).select_from(SeenSignature))
    assert left == 2


def requests(workspace: RunningWorkspace, after: int) -> list[dict[str, Any]]:
    return [entry for entry in workspace.journal(after) if entry["type"] == "request"]


class TestThroughTheWorkspace:
    def test_a_click_from_the_button_to_the_changed_card(self, office: HttpOffice) -> None:
        lead = office.new_lead()
        office.press(LENA, lead, "lead_accept")
        office.shows(lead, "Angenommen von")
        assert office.world.lead(lead.id).handover is Handover.ACCEPTED

    def test_a_form_is_answered_in_the_answer(self, office: HttpOffice) -> None:
        lead = office.new_lead()
        office.reject(LENA, lead, "timing")
        office.confirm(LENA, wake_on="2026-01-01")
        assert office.workspace.modal(LENA) is not None
        office.confirm(LENA, wake_on="2026-05-04")
        assert office.workspace.modal(LENA) is None
        office.shows(lead, "04.05.26")

    def test_a_command_and_the_home(self, office: HttpOffice) -> None:
        office.ended(office.workspace.command(LENA, "C0TEAM", "/staffel help"))
        office.workspace.wait_for(lambda: office.whispers(LENA))
        office.workspace.open_home(LENA)
        office.workspace.wait_for(lambda: office.workspace.home(LENA))

    def test_an_event_that_comes_again_is_handled_once(self, office: HttpOffice) -> None:
        after, before = len(office.workspace.journal()), len(office.whispers(LENA))
        office.workspace.fault("redelivery", times=1)
        office.workspace.say(LENA, "C0TEAM", "@Staffel hilfe")
        told = office.workspace.wait_for(
            lambda: len(found := requests(office.workspace, after)) == 2 and found
        )
        assert [one["status"] for one in told] == [200, 200]
        assert [one["attempt"] for one in told] == [0, 1]
        office.stop()
        assert len(office.whispers(LENA)) == before + 1
        with office.world.store.read() as session:
            seen = session.scalars(select(Delivery.external_id)).all()
        assert seen == [told[0]["event_id"]]
        office.start()

    def test_requests_that_are_off_are_refused_and_then_come_right(
        self, office: HttpOffice
    ) -> None:
        for fault in ("clock_skew", "malformed_timestamp", "bad_signature"):
            after = len(office.workspace.journal())
            office.workspace.fault(fault, times=1)
            office.workspace.open_home(LENA)
            told = office.workspace.wait_for(
                lambda after=after: len(found := requests(office.workspace, after)) == 2 and found
            )
            assert [one["status"] for one in told] == [401, 200]
            assert [one["fault"] for one in told] == [fault, None]

    def test_a_replayed_click_is_refused(self, office: HttpOffice) -> None:
        lead = office.new_lead()
        after = len(office.workspace.journal())
        office.workspace.fault("replay", times=1)
        office.press(LENA, lead, "lead_accept")
        told = requests(office.workspace, after)
        assert [one["status"] for one in told] == [200, 401]

    def test_a_forged_click_fails_visibly(self, office: HttpOffice) -> None:
        lead = office.new_lead()
        office.workspace.fault("bad_signature", times=1)
        clicked = office.workspace.click(LENA, "C0TEAM", str(lead.card_ts), "lead_accept")
        assert office.workspace.outcome(clicked)["failed"]
        assert office.world.lead(lead.id).handover is Handover.OFFERED

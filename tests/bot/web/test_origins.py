"""Which pages may use a door: the policy's own, and nobody else's page."""

from collections.abc import Callable

import pytest

from tests.bot.web.conftest import FOREIGN_PAGE, OUR_PAGE
from tests.bot.web.inbox import deliveries
from tests.web_server import RunningWeb
from tests.world import World, shipped_policy

DEMO = "/intake/forms/demo"
CHAT = "/chat/sessions"
GOOD = {"email": "eva@sommer.example", "last_name": "Sommer", "company": "Sommer GmbH"}
NOT_ALLOWED = [
    FOREIGN_PAGE,
    "null",
    "",
    "https://www.sommer.example.evil.example",
    "http://www.sommer.example",
    "https://sommer.example",
    "https://www.sommer.example:8443",
    "HTTPS://WWW.SOMMER.EXAMPLE/",
]


def preflight(web: RunningWeb, path: str, origin: str, method: str = "POST", headers: str = ""):
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    if headers:
        asked["Access-Control-Request-Headers"] = headers
    return web.client.options(path, headers=asked)


@pytest.mark.parametrize("origin", NOT_ALLOWED)
@pytest.mark.parametrize("path", [DEMO, CHAT, f"{CHAT}/current/answers"])
def test_foreign_pages_are_refused(web: RunningWeb, world: World, path: str, origin: str):
    sent = web.client.post(path, json=GOOD, headers={"Origin": origin})
    assert (sent.status_code, sent.json()["code"]) == (403, "foreign_origin")
    asked = preflight(web, path, origin)
    assert asked.status_code == 403
    for answer in (sent, asked):
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["vary"] == "Origin"
    assert deliveries(world) == []


@pytest.mark.parametrize(
    ("path", "headers"),
    [(DEMO, "content-type, idempotency-key"), (CHAT, "authorization,content-type")],
)
def test_our_page_is_told_what_it_may_do(web: RunningWeb, path: str, headers: str):
    answer = preflight(web, path, OUR_PAGE, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == OUR_PAGE
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in answer.headers
    assert "Origin" in answer.headers["vary"]


def test_our_page_may_not_do_more(web: RunningWeb):
    assert preflight(web, DEMO, OUR_PAGE, method="DELETE").status_code == 400
    assert preflight(web, DEMO, OUR_PAGE, headers="x-anything").status_code == 400
    assert preflight(web, "/intake/events", OUR_PAGE).status_code == 405


@pytest.mark.parametrize(("body", "status"), [(GOOD, 202), ({}, 422)])
def test_our_page_may_read_every_answer(web: RunningWeb, body: dict[str, str], status: int):
    answer = web.client.post(DEMO, json=body, headers={"Origin": OUR_PAGE})
    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == OUR_PAGE


def test_a_server_sends_no_origin(web: RunningWeb):
    answer = web.client.post(DEMO, json=GOOD)
    assert answer.status_code == 202
    assert "access-control-allow-origin" not in answer.headers


def test_no_origins_in_the_policy_admit_no_page(world: World, serve: Callable[..., RunningWeb]):
    object.__setattr__(world.deps, "policy", shipped_policy())
    web = serve()
    assert web.client.post(DEMO, json=GOOD, headers={"Origin": OUR_PAGE}).status_code == 403
    assert web.client.post(DEMO, json=GOOD, headers={"Origin": web.url}).status_code == 403
    assert web.client.post(DEMO, json=GOOD).status_code == 202


def test_the_demo_site_may_use_its_own_server(world: World, serve: Callable[..., RunningWeb]):
    object.__setattr__(world.deps, "policy", shipped_policy())
    web = serve(with_demo_site=True)
    assert web.client.post(DEMO, json=GOOD, headers={"Origin": web.url}).status_code == 202
    other_port = f"http://127.0.0.1:{web.port + 1}"
    for origin in (other_port, FOREIGN_PAGE, "null"):
        assert web.client.post(DEMO, json=GOOD, headers={"Origin": origin}).status_code == 403

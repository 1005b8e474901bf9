"""How often an address may knock, and whose address it is."""

from collections.abc import Callable

import pytest
from starlette.requests import Request

from bot.errors import SettingsError
from bot.web.app import create_app
from bot.web.visitors import Proxies
from tests.bot.web.conftest import open_policy
from tests.bot.web.inbox import deliveries
from tests.web_server import RunningWeb, settings
from tests.world import World

DEMO = "/intake/forms/demo"


def request(peer: str | None, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", item.encode()) for item in forwarded]
    client = (peer, 1) if peer is not None else None
    return Request({"type": "http", "headers": headers, "client": client})


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.5", [], "", "203.0.113.5"),
        ("203.0.113.5", ["198.51.100.1"], "", "203.0.113.5"),
        ("10.0.0.1", ["198.51.100.1"], "10.0.0.1", "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1"], "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.1", ["1.1.1.1, 198.51.100.1"], "10.0.0.1", "198.51.100.1"),
        ("10.0.0.1", ["1.1.1.1", "198.51.100.1, 10.0.0.2"], "10.0.0.1,10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", ["made up"], "10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", [], "10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:aaaa::1", [], "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", [], "", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.5", [], "", "203.0.113.5"),
        (None, [], "", "unknown"),
    ],
)
def test_the_address_that_counts(peer, forwarded, trusted, expected):
    assert Proxies(trusted).address(request(peer, *forwarded)) == expected


def test_too_many_from_one_address(world: World, serve: Callable[..., RunningWeb]):
    object.__setattr__(world.deps, "policy", open_policy(rate="3/minute"))
    web = serve(settings(STAFFEL_TRUSTED_PROXIES="127.0.0.1"))

    def send(address: str, number: int, path: str = DEMO):
        body = {"email": f"a{number}@b.example", "last_name": "A", "company": "B"}
        return web.client.post(path, json=body, headers={"X-Forwarded-For": address})

    answers = [send("198.51.100.1", number) for number in range(5)]
    assert [answer.status_code for answer in answers] == [202, 202, 202, 429, 429]
    assert 1 <= int(answers[3].headers["retry-after"]) <= 61
    assert answers[3].json()["code"] == "too_many"
    assert send("198.51.100.2", 9).status_code == 202
    assert send("198.51.100.1", 9, "/intake/forms/pricing").status_code == 202
    assert len(deliveries(world)) == 5


def test_without_a_trusted_proxy_nobody_chooses_their_address(
    world: World, serve: Callable[..., RunningWeb]
):
    object.__setattr__(world.deps, "policy", open_policy(rate="2/minute"))
    web = serve()
    statuses = [
        web.client.post(DEMO, json={}, headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code
        for n in range(4)
    ]
    assert statuses == [422, 422, 429, 429]


@pytest.mark.parametrize(
    ("chosen", "place"),
    [
        ({"STAFFEL_TRUSTED_PROXIES": "10.0.0.1, nonsense"}, "STAFFEL_TRUSTED_PROXIES"),
        ({"STAFFEL_EVENTS_SECRET": "whsec_"}, "STAFFEL_EVENTS_SECRET"),
        ({"STAFFEL_EVENTS_SECRET": "whsec_a"}, "STAFFEL_EVENTS_SECRET"),
    ],
)
def test_settings_that_cannot_be_read_stop_the_start(world: World, chosen, place):
    with pytest.raises(SettingsError, match=place) as caught:
        create_app(world.deps, settings(**chosen))
    assert "nonsense" not in str(caught.value)


def test_a_rate_that_cannot_be_read_stops_the_start(world: World):
    object.__setattr__(world.deps, "policy", open_policy(rate="often"))
    with pytest.raises(SettingsError, match=r"forms\.demo\.rate"):
        create_app(world.deps, settings())

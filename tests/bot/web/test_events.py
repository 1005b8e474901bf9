"""POST /intake/events: signed, batched, each event once (S-047 to S-050, Standard Webhooks)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from agents.vocabulary import ActivityKind, InboxState
from bot.clock import system_clock
from bot.workflows.events import MAX_EVENTS, parse_events
from bot.workflows.intake import process_waiting
from tests.bot.web.conftest import EVENTS_SECRET
from tests.bot.web.inbox import codes, deliveries
from tests.web_server import RunningWeb
from tests.world import HOT, World

EVENTS = "/intake/events"
JSON = "application/json"


def event(**changes: Any) -> dict[str, Any]:
    made = {
        "id": "evt_1",
        "kind": "price_page",
        "email": HOT["email"],
        "title": "Preise",
        "topic": "pricing",
        "occurred_at": "2026-03-24T08:30:00Z",
    }
    return {key: value for key, value in {**made, **changes}.items() if value is not None}


def batch(*events: dict[str, Any]) -> bytes:
    return json.dumps({"events": events}).encode()


def signed(
    body: bytes,
    *,
    webhook_id: str = "msg_1",
    at: datetime | None = None,
    secret: str = EVENTS_SECRET,
) -> dict[str, str]:
    moment = at or system_clock()
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(webhook_id, moment, body.decode()),
        "Content-Type": JSON,
    }


def send(web: RunningWeb, body: bytes, **how: Any):
    return web.client.post(EVENTS, content=body, headers=signed(body, **how))


def test_the_signature_is_that_of_the_standard():
    """The vector of the Standard Webhooks reference (id, moment, payload and secret)."""
    payload = '{"test": 2432232314}'
    signature = Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1614265330, tz=UTC), payload
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    content = f"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{payload}"
    by_hand = hmac.digest(key, content.encode(), hashlib.sha256)
    assert signature == "v1," + base64.b64encode(by_hand).decode()


def test_events_of_a_known_person_are_added_once(web: RunningWeb, world: World):
    lead = world.receive("contact", message="Hallo")
    body = batch(event(), event(id="evt_2", kind="product_use", title=None), event())
    answer = send(web, body)
    assert answer.status_code == 202
    kept = deliveries(world, door="events")[0]
    assert answer.json() == {"delivery": kept.id, "events": 2, "problems": []}
    assert process_waiting(world.deps) == 1
    after = world.lead(lead.id)
    kinds = [activity.kind for activity in after.activities]
    assert kinds.count(ActivityKind.PRICE_PAGE) == kinds.count(ActivityKind.PRODUCT_USE) == 1
    assert after.score > lead.score
    assert send(web, body, webhook_id="msg_2").status_code == 202
    assert process_waiting(world.deps) == 1
    assert world.lead(lead.id).activities == after.activities


def test_a_repeated_webhook_is_answered_and_not_counted(web: RunningWeb, world: World):
    first = send(web, batch(event()))
    assert send(web, batch(event(id="evt_9"))).json()["delivery"] == first.json()["delivery"]
    assert len(deliveries(world, door="events")) == 1


def test_an_unknown_person_is_kept_with_its_reason(web: RunningWeb, world: World):
    assert send(web, batch(event(email="nobody@b.example"))).status_code == 202
    process_waiting(world.deps)
    [kept] = deliveries(world, door="events")
    assert (kept.state, codes(kept)) == (InboxState.REFUSED, [("evt_1", "unknown_person")])


def test_a_teams_mailbox_names_a_person_only_where_one_alone_uses_it(
    web: RunningWeb, world: World
):
    """W45: info@ is nobody's own; two of its people must not get each other's clicks."""
    mailbox = "info@sommer-anlagen.example"
    eva = world.receive("demo", email=mailbox)
    send(web, batch(event(email=mailbox)))
    process_waiting(world.deps)
    assert ActivityKind.PRICE_PAGE in {one.kind for one in world.lead(eva.id).activities}

    world.receive("demo", email=mailbox, first_name="Uwe", last_name="Kranz")
    send(web, batch(event(id="evt_2", email=mailbox)), webhook_id="msg_2")
    process_waiting(world.deps)
    kept = deliveries(world)[-1]
    assert codes(kept) == [("evt_2", "unknown_person")]


def test_readable_events_count_beside_unreadable_ones(web: RunningWeb, world: World):
    lead = world.receive("contact")
    answer = send(web, batch(event(kind="teleport"), event(id="evt_2"), event(id="")))
    assert answer.status_code == 202
    named = [(problem["name"], problem["code"]) for problem in answer.json()["problems"]]
    assert named == [("events.0.kind", "unknown_kind"), ("events.2.id", "not_readable")]
    process_waiting(world.deps)
    kinds = [activity.kind for activity in world.lead(lead.id).activities]
    assert ActivityKind.PRICE_PAGE in kinds


def _changed(**headers: str | None):
    def change(body: bytes) -> tuple[bytes, dict[str, str]]:
        mixed = {**signed(body), **headers}
        return body, {name: value for name, value in mixed.items() if value is not None}

    return change


def _at(**off: float):
    return lambda body: (body, signed(body, at=system_clock() + timedelta(**off)))


FORGED: dict[str, Callable[[bytes], tuple[bytes, dict[str, str]]]] = {
    "nothing signed": lambda body: (body, {"Content-Type": JSON}),
    "no id": _changed(**{"webhook-id": None}),
    "no moment": _changed(**{"webhook-timestamp": None}),
    "no signature": _changed(**{"webhook-signature": None}),
    "empty id": _changed(**{"webhook-id": ""}),
    "empty signature": _changed(**{"webhook-signature": ""}),
    "another id": _changed(**{"webhook-id": "msg_other"}),
    "another body": lambda body: (body + b" ", signed(body)),
    "another secret": lambda body: (body, signed(body, secret="whsec_" + "A" * 32)),
    "too late": _at(minutes=-5, seconds=-5),
    "too early": _at(minutes=5, seconds=30),
    "moment in words": _changed(**{"webhook-timestamp": "yesterday"}),
    "moment nan": _changed(**{"webhook-timestamp": "nan"}),
    "moment infinite": _changed(**{"webhook-timestamp": "inf"}),
    "moment huge": _changed(**{"webhook-timestamp": "9" * 400}),
    "moment negative": _changed(**{"webhook-timestamp": "-1"}),
    "no version": _changed(**{"webhook-signature": "abc"}),
    "no base64": _changed(**{"webhook-signature": "v1,a"}),
    "another version": lambda body: (
        body,
        {
            **signed(body),
            "webhook-signature": signed(body)["webhook-signature"].replace("v1", "v2"),
        },
    ),
    "body no UTF-8": lambda body: (b"\xff" + body, signed(body)),
}


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_batch_is_refused_before_it_is_read(web: RunningWeb, world: World, case: str):
    body, headers = FORGED[case](batch(event()))
    answer = web.client.post(EVENTS, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert deliveries(world) == []


@pytest.mark.parametrize("off", [{"minutes": -4, "seconds": -30}, {"minutes": 4}])
def test_five_minutes_either_way_are_allowed(web: RunningWeb, off: dict[str, float]):
    body, headers = _at(**off)(batch(event()))
    assert web.client.post(EVENTS, content=body, headers=headers).status_code == 202


def test_one_of_several_signatures_is_enough(web: RunningWeb):
    body = batch(event())
    headers = signed(body)
    other = signed(body, secret="whsec_" + "B" * 32)["webhook-signature"]
    headers["webhook-signature"] = f"{other} {headers['webhook-signature']}"
    assert web.client.post(EVENTS, content=body, headers=headers).status_code == 202


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"[]", "no_events"),
        (b"{}", "no_events"),
        (b'{"events": {}}', "no_events"),
        (b'{"events": []}', "no_events"),
        (b'{"events": [1]}', "not_readable"),
        (batch(*[event(id=str(n)) for n in range(MAX_EVENTS + 1)]), "too_many_events"),
        (batch(event(occurred_at="2026-03-24T08:30:00")), "not_a_moment"),
        (batch(event(occurred_at="soon")), "not_a_moment"),
        (batch(event(occurred_at="0001-01-01T00:00:00+14:00")), "not_a_moment"),
        (batch(event(occurred_at=None)), "missing"),
        (batch(event(email="eva@")), "email_syntax"),
        (batch(event(email=None)), "nobody_named"),
        (batch(event(kind=None)), "missing"),
        (batch(event(title="x" * 301)), "not_readable"),
        (batch(event(topic="a\x00b")), "not_readable"),
        (batch(event(id="x" * 201)), "not_readable"),
    ],
)
def test_a_batch_without_a_readable_event_is_refused_and_kept(
    web: RunningWeb, world: World, body: bytes, code: str
):
    answer = send(web, body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    [kept] = deliveries(world)
    assert (kept.state, kept.body) == (InboxState.REFUSED, body)


def test_a_thousand_events_fit_and_a_megabyte_is_the_limit(web: RunningWeb):
    full = batch(*[event(id=f"evt_{number}") for number in range(MAX_EVENTS)])
    assert send(web, full).json()["events"] == MAX_EVENTS
    big = b"{" + b" " * 1_048_576 + b"}"
    assert send(web, big, webhook_id="msg_2").status_code == 413


def test_a_person_may_be_named_by_the_other_systems_number():
    [read], problems = parse_events(batch(event(email=None, external_id="crm-7")))
    assert (read.lead_external_id, read.email, problems) == ("crm-7", None, ())


def test_the_door_is_closed_without_a_secret(serve: Callable[..., RunningWeb]):
    answer = send(serve(), batch(event()))
    assert (answer.status_code, answer.json()["code"]) == (404, "door_closed")


def test_a_long_webhook_id_is_kept_by_its_hash(web: RunningWeb, world: World):
    how = {"webhook_id": "m" * 1_000}
    assert send(web, batch(event()), **how).json() == send(web, batch(event()), **how).json()
    assert len(deliveries(world)) == 1

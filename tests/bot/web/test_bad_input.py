"""Whatever is thrown at a door gets a clear answer, and what could be read is kept."""

import json
import socket

import httpx
import pytest

from agents.vocabulary import InboxState
from tests.bot.web.inbox import codes, deliveries, lead_count
from tests.web_server import RunningWeb
from tests.world import World

DEMO = "/intake/forms/demo"
JSON = "application/json"
LIMIT = 65_536

UNREADABLE = {
    "nothing": (b"", JSON, 400, "not_json"),
    "no JSON": (b"{email:", JSON, 400, "not_json"),
    "half": (b'{"email": "a@b.example"', JSON, 400, "not_json"),
    "a list": (b"[1,2]", JSON, 400, "not_an_object"),
    "a text": (b'"a@b.example"', JSON, 400, "not_an_object"),
    "null": (b"null", JSON, 400, "not_an_object"),
    "nested": (b'{"email": {"a": 1}}', JSON, 400, "not_flat"),
    "latin-1": ("{'email': 'müller'}".encode("latin-1"), JSON, 400, "not_utf8"),
    "utf-16": ('{"email": "a@b.example"}'.encode("utf-16"), JSON, 400, "not_utf8"),
    "deep": (b"[" * 60_000, JSON, 400, "not_json"),
    "xml": (b"<a/>", "text/xml", 415, "unsupported_type"),
    "text": (b"{}", "text/plain", 415, "unsupported_type"),
    "multipart": (b"--x--", "multipart/form-data; boundary=x", 415, "unsupported_type"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_unreadable_body_is_refused_and_kept(web: RunningWeb, world: World, case: str):
    body, content_type, status, code = UNREADABLE[case]
    answer = web.client.post(DEMO, content=body, headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    [kept] = deliveries(world)
    assert (kept.state, kept.body) == (InboxState.REFUSED, body)
    assert codes(kept)[0][1] == code
    assert "Traceback" not in answer.text


ODD = {
    "lone surrogate": b'{"email": "a@b.example", "message": "\\ud800"}',
    "lone surrogate in a name": b'{"em\\ud800ail": "x"}',
    "nul": b'{"email": "a@b.example", "last_name": "A\\u0000", "company": "B"}',
    "huge number": b'{"email": "a@b.example", "employees": ' + b"9" * 5_000 + b"}",
    "not a number": b'{"email": "a@b.example", "employees": NaN}',
    "many fields": json.dumps({f"f{n}": n for n in range(4_000)}).encode(),
    "address as a list of others": b'{"email": "a@b.example\\nBcc: c@d.example"}',
    "long address": json.dumps({"email": "a" * 60_000 + "@b.example"}).encode(),
    "byte order mark": b'\xef\xbb\xbf{"email": "a@b.example"}',
    "script": b'{"email": "<script>@b.example", "last_name": "<b>", "company": "\'; DROP"}',
}


@pytest.mark.parametrize("case", ODD)
def test_odd_values_never_break_the_door(web: RunningWeb, world: World, case: str):
    answer = web.client.post(DEMO, content=ODD[case], headers={"Content-Type": JSON})
    assert answer.status_code in {202, 400, 422}
    assert len(deliveries(world)) == 1


@pytest.mark.parametrize("extra", [0, 1])
def test_the_limit_is_exact(web: RunningWeb, world: World, extra: int):
    body = b'{"email": "a@b.example", "last_name": "A", "company": "B", "message": "%s"}'
    filled = body % (b"x" * (LIMIT - len(body) + 2 + extra))
    answer = web.client.post(DEMO, content=filled, headers={"Content-Type": JSON})
    assert len(filled) == LIMIT + extra
    assert answer.status_code == (413 if extra else 202)
    assert len(deliveries(world)) == (0 if extra else 1)


def test_a_body_without_a_length_is_cut_off_at_the_limit(web: RunningWeb, world: World):
    sent = 0

    def endless():
        nonlocal sent
        while sent < 200_000_000:
            sent += 16_384
            yield b"x" * 16_384

    with httpx.Client(timeout=20, trust_env=False) as client:
        try:
            answer = client.post(f"{web.url}{DEMO}", content=endless())
        except httpx.TransportError:  # the door was shut while we still pushed
            pass
        else:
            assert answer.status_code == 413
    assert sent < 20_000_000
    assert deliveries(world) == []


def test_a_declared_length_beyond_the_limit_is_not_read(web: RunningWeb):
    head = f"POST {DEMO} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n"
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as raw:
        raw.sendall(head.encode())
        answer = raw.recv(4_096).decode()
    assert answer.startswith("HTTP/1.1 413")
    assert "connection: close" in answer.lower()


def test_a_visitor_who_hangs_up_leaves_nothing(web: RunningWeb, world: World):
    head = f"POST {DEMO} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{"
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as raw:
        raw.sendall(head.encode())
    assert web.client.get("/healthz").status_code == 200
    assert deliveries(world) == []


def test_unknown_forms_and_addresses_are_404_in_json(web: RunningWeb, world: World):
    for method, path, status, code in (
        ("POST", "/intake/forms/nope", 404, "unknown_form"),
        ("POST", "/intake/forms/..%2f..%2fetc", 404, "not_found"),
        ("GET", "/nope", 404, "not_found"),
        ("GET", "/", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("GET", "/openapi.json", 404, "not_found"),
        ("GET", DEMO, 405, "method_not_allowed"),
        ("DELETE", "/chat/sessions", 405, "method_not_allowed"),
    ):
        answer = web.client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (status, code), path
        assert answer.json()["message"]
    assert deliveries(world) == []
    assert lead_count(world) == 0


def test_every_answer_carries_the_safe_headers(web: RunningWeb):
    for path in ("/healthz", "/nope", "/widget/staffel-chat.js"):
        headers = web.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "set-cookie" not in headers
        assert "server" not in headers


def test_health_says_when_the_database_is_gone(web: RunningWeb, world: World):
    well = web.client.get("/healthz").json()
    assert (well["status"], well["database"]) == ("ok", "ok")
    assert "relay" in well["roles"]
    world.store.engine.dispose()
    world.store._read.configure(bind=_nowhere())
    answer = web.client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "failing")


def _nowhere():
    from sqlalchemy import create_engine  # noqa: PLC0415 — one test breaks the database

    return create_engine("sqlite:////nowhere/at/all.db")


def test_a_fault_is_answered_with_an_id_only(web: RunningWeb, world: World):
    world.store._write.configure(bind=_nowhere())
    body = {"email": "geheim@b.example", "last_name": "A", "company": "B"}
    answer = web.client.post(DEMO, json=body)
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "sqlite" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"

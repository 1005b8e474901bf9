"""POST /slack/events: what Slack sends to a request URL, signed; events, clicks and commands alike.

The signature is checked over the raw body before anything of it is read, and each signature is
taken once. Bolt's own check is passed over: it answers a malformed timestamp with 500, knows one
secret, and takes the same request for five minutes as often as somebody sends it.
"""

import hmac
import re
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends
from slack_bolt import App, BoltRequest, BoltResponse
from starlette.requests import Request
from starlette.responses import Response

from bot.deps import Deps
from bot.errors import SettingsError
from bot.settings import Settings
from bot.web.bodies import CLOSE, read_body
from bot.web.refusals import WebRefusal
from store import replays

PATH = "/slack/events"
MAX_BYTES = 1_048_576
"""Slack's largest is a form of 250 kB, which grows when it is encoded."""
FAILED = 500
"""From this status on Slack sends it again, perhaps within the same second."""
OFF_BY = timedelta(minutes=5)
VERSION = "v0"
TIMESTAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
PASSED_ON = ("content-type", "x-slack-retry-num", "x-slack-retry-reason")
"""What Bolt is told besides the body: no other header is signed or needed."""
VERIFIED = "socket_mode"
"""Bolt's word for a request that it need not check itself."""

log = structlog.get_logger()


def slack_routes(app: App, deps: Deps, settings: Settings) -> APIRouter:
    """The door for Slack.

    Args:
        app: what answers.
        deps: what the workflows are given.
        settings: with the signing secret, or two of them, separated by a comma.

    Raises:
        SettingsError: without a secret.
    """
    secrets = _secrets(settings)
    router = APIRouter()

    async def body_of(request: Request) -> bytes:
        return await read_body(request, limit=MAX_BYTES)

    @router.post(PATH)
    def take(body: Annotated[bytes, Depends(body_of)], request: Request) -> Response:
        """Answers in a thread of the pool; Bolt waits there for its listener."""
        reason = _forged(deps, secrets, request, body) or _replayed(deps, request)
        if reason is not None:
            log.warning("slack_request_refused", reason=reason)
            raise WebRefusal(401, "bad_signature", headers=CLOSE)
        return _answer(_handled(app, deps, request, body))

    return router


def _handled(app: App, deps: Deps, request: Request, body: bytes) -> BoltResponse:
    """What Bolt answers. Where that is a failure, Slack's retry must not pass for a replay."""
    status = FAILED
    try:
        answered = app.dispatch(_passed_on(request, body))
        status = answered.status
    finally:
        if status >= FAILED:
            with deps.store.begin() as session:
                replays.give_back(session, request.headers[SIGNATURE])
    return answered


def _secrets(settings: Settings) -> tuple[bytes, ...]:
    secret = settings.slack_signing_secret
    named = secret.get_secret_value().split(",") if secret is not None else ()
    found = tuple(one.strip().encode() for one in named if one.strip())
    if not found:
        raise SettingsError(("SLACK_SIGNING_SECRET is needed to take requests from Slack",))
    return found


def _forged(deps: Deps, secrets: Sequence[bytes], request: Request, body: bytes) -> str | None:
    """Why a request is not Slack's, or not of now; None: it is."""
    timestamp = request.headers.get(TIMESTAMP, "")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        return "timestamp_malformed"
    if abs(deps.clock().timestamp() - int(timestamp)) > OFF_BY.total_seconds():
        return "timestamp_off"
    given = request.headers.get(SIGNATURE, "").encode()
    signed = b":".join([VERSION.encode(), timestamp.encode(), body])
    fitting = [hmac.compare_digest(_signature(one, signed), given) for one in secrets]
    return None if any(fitting) else "signature_wrong"


def _signature(secret: bytes, signed: bytes) -> bytes:
    return f"{VERSION}={hmac.new(secret, signed, sha256).hexdigest()}".encode()


def _replayed(deps: Deps, request: Request) -> str | None:
    with deps.store.begin() as session:
        is_new = replays.take(session, request.headers[SIGNATURE], now=deps.clock())
    return None if is_new else "replayed"


def _passed_on(request: Request, body: bytes) -> BoltRequest:
    headers: dict[str, str | Sequence[str]] = {
        name: request.headers[name] for name in PASSED_ON if name in request.headers
    }
    return BoltRequest(body=body.decode("utf-8", "replace"), headers=headers, mode=VERIFIED)


def _answer(answered: BoltResponse) -> Response:
    headers = answered.first_headers_without_set_cookie()
    return Response(answered.body, status_code=answered.status, headers=headers)

"""POST /intake/events: what other systems saw a known person do, signed (Standard Webhooks).

The signature is checked over the raw body before anything of it is read. One batch is one
delivery, under its `webhook-id`, so that a repeated send is answered and not counted again.
Readable events are processed even where others in the batch are not; those are named in the
answer, and the inbox keeps the batch with its reasons.
"""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends
from limits import parse
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.requests import Request

from agents.sentences.visitors import worded
from bot.web.bodies import read_body
from bot.web.door import Doors
from bot.web.refusals import WebRefusal
from bot.workflows.events import parse_events
from bot.workflows.intake import EVENTS_DOOR, keep_delivery

MAX_BYTES = 1_048_576
MAX_ID = 150
RATE = parse("600/minute")
SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


def routes(doors: Doors) -> APIRouter:
    """The door for events."""
    router = APIRouter()

    async def signed_body(request: Request) -> bytes:
        if doors.signatures is None:
            raise WebRefusal(404, "door_closed")
        doors.spend(RATE, EVENTS_DOOR, request)
        if any(name not in request.headers for name in SIGNED):
            raise WebRefusal(401, "bad_signature", headers={"Connection": "close"})
        body = await read_body(request, limit=MAX_BYTES)
        _check(doors.signatures, body, request)
        return body

    @router.post("/intake/events", status_code=202)
    def take(body: Annotated[bytes, Depends(signed_body)], request: Request) -> dict[str, object]:
        """Keeps a batch; says how many of its events can be read, and what ails the others."""
        events, problems = parse_events(body)
        webhook_id = request.headers["webhook-id"]
        kept = keep_delivery(
            doors.deps,
            door=EVENTS_DOOR,
            external_id=webhook_id if len(webhook_id) <= MAX_ID else _digest(webhook_id),
            body=body,
            content_type="application/json",
            problems=() if events else problems,
        )
        if not events:
            raise WebRefusal(422, problems[0].code, fields=problems, params=problems[0].params)
        w = doors.words(request.headers)
        return {"delivery": kept.id, "events": len(events), "problems": worded(w, problems)}

    return router


def _check(signatures: Webhook, body: bytes, request: Request) -> None:
    """Refuses a body that its signature does not cover, or whose moment is over five minutes off.

    The library compares with the wall clock itself and raises ValueError, not its own error, for
    signatures that are no base64 and bodies that are no UTF-8.

    Raises:
        WebRefusal: 401.
    """
    headers = {name: request.headers[name] for name in SIGNED}
    try:
        signatures.verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError) as error:
        raise WebRefusal(401, "bad_signature") from error


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

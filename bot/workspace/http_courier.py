"""Signed HTTP's side of delivery: Slack posts to the app's request URL."""

import asyncio
import json
from urllib.parse import urlencode

from bot.workspace.delivery import COMMANDS, EVENTS, Delivery, Parcel, Receipt
from bot.workspace.desk import Desk
from bot.workspace.faults import Fault, Strikes, of
from bot.workspace.http_post import Poster, Reply
from bot.workspace.signing import signature
from bot.workspace.wire import JsonObject, compact, new_id

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_REQUEST_FAULTS = of(Strikes.REQUEST)
_ASK_AGAIN = 0.5
"""Seconds between two looks at a request URL that does not answer its challenge."""
_FORGED = "v0=" + "0" * 64


class HttpCourier(Delivery):
    """Posts to a request URL, once the bot has answered the challenge there.

    Args:
        desk: The workspace.
        url: One address for events, interactivity and commands.
    """

    is_signed = True

    def __init__(self, desk: Desk, url: str) -> None:
        super().__init__(desk)
        self._poster = Poster(url)
        self._verified = asyncio.Event()

    def start(self) -> None:
        """Begin to ask for the challenge; until it is answered, events wait."""
        self._start(self._verify())

    def connections(self) -> int:
        """One where the address is verified and Slack is there, else none."""
        return int(self._verified.is_set() and not self._desk.faults.is_gone())

    async def opened(self) -> None:
        """Wait until the address is verified and Slack is there."""
        await self._verified.wait()
        await self._desk.faults.there.wait()

    def refresh(self) -> int:
        """Nothing to replace: every request has its own connection."""
        return 0

    def cut(self) -> int:
        """Nothing to drop."""
        return 0

    async def close(self) -> None:
        """Stop everything that is under way."""
        await super().close()
        self._poster.close()

    async def exchange(self, parcel: Parcel) -> Receipt:
        """Post it once; a 2xx in time is the acknowledgement."""
        body, kind = _encoded(parcel)
        struck = self._desk.faults.strike(*_REQUEST_FAULTS, target=parcel.target())
        fault = None if struck is None else struck.fault
        skew = struck.seconds if struck is not None and fault is Fault.CLOCK_SKEW else 0.0
        # Slack's retries have a signature of their own; here one may follow within the second.
        headers = self._headers(body, kind, fault=fault, skew=skew + parcel.attempt)
        if parcel.attempt and parcel.kind == EVENTS:
            headers["X-Slack-Retry-Num"] = str(parcel.attempt)
            headers["X-Slack-Retry-Reason"] = parcel.reason
        sent_at = self._desk.clock()
        reply = await self._post(parcel, body, headers, fault=fault)
        if fault is Fault.REPLAY:
            await self._post(parcel, body, headers, fault=fault)
        return Receipt(
            sent_at=None if reply.reason == "connection_failed" else sent_at,
            acked_at=None if reply.reason else self._desk.clock(),
            answer=_answer(parcel, reply),
            reason=reply.reason or "http_timeout",
            is_last=reply.headers.get("x-slack-no-retry") == "1",
        )

    async def _post(
        self, parcel: Parcel, body: bytes, headers: dict[str, str], *, fault: Fault | None
    ) -> Reply:
        """Post, and note in the journal what was answered."""
        reply = await self._poster.post(body, headers, within=self._desk.timing.ack)
        facts = {"kind": parcel.kind, "attempt": parcel.attempt, "fault": fault}
        facts |= parcel.target().facts
        self._desk.record("request", status=reply.status, reason=reply.reason, **facts)
        return reply

    def _headers(
        self, body: bytes, kind: str, *, fault: Fault | None = None, skew: float = 0.0
    ) -> dict[str, str]:
        timestamp = str(int(self._desk.clock() + skew))
        if fault is Fault.MALFORMED_TIMESTAMP:
            timestamp = "yesterday"
        secret = self._desk.seed.app.signing_secret
        signed = _FORGED if fault is Fault.BAD_SIGNATURE else signature(secret, timestamp, body)
        return {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signed,
        }

    async def _verify(self) -> None:
        """Ask for the challenge until it is answered."""
        # The bot may start after the workspace, and nobody says when its address answers.
        while not await self._is_answered():  # noqa: ASYNC110
            await asyncio.sleep(_ASK_AGAIN)
        self._desk.record("request_url", url=self._poster.url)
        self._verified.set()
        self._desk.tell_connections()

    async def _is_answered(self) -> bool:
        challenge = new_id("", 40)
        asked = {"token": "local", "challenge": challenge, "type": "url_verification"}
        body = compact(asked).encode()
        headers = self._headers(body, _JSON)
        reply = await self._poster.post(body, headers, within=self._desk.timing.ack)
        return not reply.reason and challenge in reply.body.decode("utf-8", "replace")


def _encoded(parcel: Parcel) -> tuple[bytes, str]:
    """The body and its type: events are JSON, commands a flat form, the rest a form's `payload`."""
    if parcel.kind == EVENTS:
        return compact(parcel.payload).encode(), _JSON
    if parcel.kind == COMMANDS:
        return urlencode(parcel.payload).encode(), _FORM
    return urlencode({"payload": compact(parcel.payload)}).encode(), _FORM


def _answer(parcel: Parcel, reply: Reply) -> JsonObject:
    """What the bot said with its acknowledgement; a command may be answered with bare text."""
    text = reply.body.decode("utf-8", "replace")
    if reply.reason or not text:
        return {}
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    if isinstance(said, dict):
        return said
    return {"text": text} if parcel.kind == COMMANDS else {}

"""Socket Mode: an envelope is acknowledged as soon as its row is committed, before the work.

One thread takes all envelopes that have arrived, keeps them in one commit and acknowledges them;
then they go to Bolt, in other threads.
"""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from queue import Empty
from typing import Any, Protocol

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode.base_handler import BaseSocketModeHandler
from slack_bolt.adapter.socket_mode.internals import build_headers, send_response
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.slack.listeners.inbox import RECEIVED, Received
from bot.slack.listeners.payload import Body

log = structlog.get_logger()

ANSWERED_IN_PLACE = frozenset({"view_submission", "block_suggestion"})
"""Their acknowledgement carries the listener's answer, so it has to wait for that."""
DISPATCHERS = 2
"""Threads that find the listener; finding is computing only, so more would not be faster."""
AT_ONCE = 64 * 1024
"""Bytes; with the SDK's 1,024 one click is read in eight pieces, each a wait for the interpreter."""
MOST_AT_ONCE = 100
LOOK_AGAIN = 0.1
"""Seconds."""


class Keeper(Protocol):
    """Keeps deliveries and tells people what failed; see `bot.slack.app.Reception`."""

    def keep(self, bodies: Sequence[Body]) -> list[Received | None]:
        """None for what could not be kept."""
        ...

    def tell(self, error: Exception, body: Body) -> None:
        """Tells the person with a number."""
        ...

    def close(self) -> None:
        """Lets go of its threads."""
        ...


class NotReachedError(Exception):
    """Bolt ended a delivery before any listener was asked: Slack does not know our token (now)."""


class SocketDoor(BaseSocketModeHandler):
    """Connects Slack's socket with the inbox and Bolt.

    Args:
        app: Bolt, with its listeners.
        app_token: xapp-…
        keeper: keeps what arrives.
        concurrency: forms that may wait for their answer at the same time.
    """

    def __init__(self, app: App, app_token: str, keeper: Keeper, *, concurrency: int) -> None:
        self.app = app
        self._keeper = keeper
        self._dispatchers = ThreadPoolExecutor(DISPATCHERS, "slack-dispatch")
        self.client: Client = Client(app, app_token, self.take, concurrency=concurrency)

    def take(self, requests: Sequence[SocketModeRequest]) -> None:
        """Keeps, acknowledges, hands on; in this order."""
        kept = self._keeper.keep([request.payload for request in requests])
        for request, received in zip(requests, kept, strict=True):
            if received is not None and not _waits(request):
                self._acknowledge(request)
        for request, received in zip(requests, kept, strict=True):
            if received is None:
                continue
            if _waits(request):
                self.client.message_workers.submit(self._answer, request, received)
            else:
                acknowledged = replace(received, is_acknowledged=True)
                self._dispatchers.submit(self._dispatch, request, acknowledged)

    def close(self) -> None:
        """Takes nothing more; what was taken goes on to Bolt."""
        super().close()  # type: ignore[no-untyped-call]
        self._dispatchers.shutdown(wait=True)
        self._keeper.close()

    def _acknowledge(self, request: SocketModeRequest) -> None:
        """Where the connection is gone the work goes on: Slack's repeat is known by its row."""
        answer = SocketModeResponse(envelope_id=request.envelope_id)
        try:
            self.client.send_socket_mode_response(answer)
        except SlackClientError:
            log.warning("slack_not_acknowledged", envelope_id=request.envelope_id)

    def _answer(self, request: SocketModeRequest, received: Received) -> None:
        """The listener's answer is the acknowledgement."""
        started = time.time()
        response = self._dispatch(request, received)
        send_response(self.client, request, response, started)

    def _dispatch(self, request: SocketModeRequest, received: Received) -> BoltResponse:
        passed_on = BoltRequest(
            mode="socket_mode",
            body=request.payload,
            headers=build_headers(request),
            context={RECEIVED: received},
        )
        response = self.app.dispatch(passed_on)
        if received.is_acknowledged and "ack" not in passed_on.context:
            self._keeper.tell(NotReachedError(), request.payload)
        return response


def _waits(request: SocketModeRequest) -> bool:
    return request.payload.get("type") in ANSWERED_IN_PLACE


class Client(SocketModeClient):
    """The SDK's client, but that it hands on all that has arrived, and reconnects beside that."""

    def __init__(
        self,
        app: App,
        app_token: str,
        take: Callable[[Sequence[SocketModeRequest]], None],
        *,
        concurrency: int,
    ) -> None:
        self._take = take
        super().__init__(
            app_token,
            logger=app.logger,
            web_client=app.client,
            proxy=app.client.proxy,
            ping_interval=10,  # as Bolt's own handler
            receive_buffer_size=AT_ONCE,
            concurrency=concurrency,
        )

    def close(self) -> None:
        """Ends it, also where the reading thread is just beginning with a connection.

        It takes back then that it was told to end, and the SDK would wait for it for ever.
        """
        self.closed = True
        self.auto_reconnect_enabled = False
        reading = self.current_session_runner
        reading.event.set()
        while reading.is_alive():
            self.current_session_state.terminated = True
            self.disconnect()
            reading.thread.join(LOOK_AGAIN)
        super().close()

    def process_message(self) -> None:
        """Called again and again, in a thread of its own."""
        requests = []
        for message in self._arrived():
            if message.get("type") == "disconnect":
                self.message_workers.submit(self.connect_to_new_endpoint, force=True)
            request = SocketModeRequest.from_dict(message)
            if request is not None:
                requests.append(request)
        if requests:
            self._take(requests)

    def _arrived(self) -> list[dict[str, Any]]:
        """Waits for a message, then takes those that are there."""
        found: list[str] = []
        with suppress(Empty):
            found.append(self.message_queue.get(timeout=1))
            while len(found) < MOST_AT_ONCE:
                found.append(self.message_queue.get_nowait())
        return [json.loads(one) for one in found if one and one.startswith("{")]

"""The only door to Slack for what is owed: post, update, look for an own message.

Nothing is retried here (the SDK's retries post twice, reference of slack-sdk 3.47); the relay
decides by the kind of failure what happens next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from http.client import HTTPException
from socket import gaierror
from typing import Any
from urllib.error import URLError
from urllib.request import Request
from uuid import NAMESPACE_OID, uuid5

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.gateways.outgoing import (
    AmbiguousError,
    CannotLookError,
    ClosedError,
    InTime,
    Posted,
    RateLimitedError,
    RefusedError,
    SlackMessage,
    UnreachableError,
)
from store import outages
from store.session import Store

EVENT_TYPE = "staffel_effect"
MARK = "mark"
CLOCKS_DIFFER_BY = timedelta(seconds=5)
DEFAULT_WAIT = 30
NOBODY_HOME = frozenset(
    {
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""Slack does not know us (now): nothing goes out until the operator has mended it."""
CLOSED_CHANNEL = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "not_in_channel",
        "restricted_action",
        "restricted_action_read_only_channel",
    }
)
"""Nobody of us may write in the channel (now)."""
CALLED = frozenset(
    {
        "apps.connections.open",
        "assistant.threads.setStatus",
        "assistant.threads.setSuggestedPrompts",
        "auth.test",
        "chat.getPermalink",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.update",
        "conversations.history",
        "conversations.info",
        "conversations.open",
        "conversations.replies",
        "users.info",
        "views.open",
        "views.publish",
        "views.push",
        "views.update",
    }
)
"""Every Web API method the product calls; `Client` refuses any other."""


PEOPLE = ("U", "W")
"""How the ids of people begin: a message may name one instead of the conversation."""
FAILURES = (RateLimitedError, RefusedError, ClosedError, UnreachableError, AmbiguousError)


class UndeclaredMethodError(RuntimeError):
    """A method is called that the table `CALLED` does not name."""


_in_time: ContextVar[InTime | None] = ContextVar("in_time", default=None)
"""Asked by the call that is under way, if it is one that may come too late."""


@contextmanager
def _asking(in_time: InTime) -> Iterator[None]:
    token = _in_time.set(in_time)
    try:
        yield
    finally:
        _in_time.reset(token)


class _Body:
    """The body of a request, which asks as it leaves: the connection stands, headers are out."""

    def __init__(self, content: bytes, in_time: InTime) -> None:
        self._content = content
        self._in_time = in_time

    def __iter__(self) -> Iterator[bytes]:
        self._in_time()
        yield self._content


class Client(WebClient):
    """A Web API client that calls only what the product says it calls."""

    def api_call(self, api_method: str, **kwargs: Any) -> Any:
        """Calls a method.

        Raises:
            UndeclaredMethodError: for one that is not in `CALLED`.
        """
        if api_method not in CALLED:
            raise UndeclaredMethodError(api_method)
        return super().api_call(api_method, **kwargs)

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        """The SDK has no public place between its connection and the bytes; this is the last."""
        in_time = _in_time.get()
        if in_time is not None and isinstance(req.data, bytes):
            size = str(len(req.data))
            req.data = _Body(req.data, in_time)
            req.add_unredirected_header("Content-length", size)
        return super()._perform_urllib_http_request_internal(url, req)


def make_client(*, token: str | None, api_url: str, timeout: float) -> Client:
    """A client without retries; `timeout` in seconds."""
    return Client(token=token, base_url=api_url, timeout=max(1, int(timeout)), retry_handlers=[])


class SlackGateway:
    """Sends for the relay; refuses while a block is open."""

    def __init__(self, client: WebClient, store: Store) -> None:
        self._client = client
        self._store = store
        self._site: str | None = None

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        """Posts a message that carries its mark, or replaces the one it names.

        Raises:
            RateLimitedError, RefusedError, ClosedError, UnreachableError, AmbiguousError,
                TooLateError: see there.
        """
        with _asking(in_time):
            return self._sent(message, mark)

    def _sent(self, message: SlackMessage, mark: str) -> Posted:
        content = {"channel": message.channel, "text": message.text, "blocks": message.blocks}
        if message.ts is not None:
            self._post("chat.update", ts=message.ts, **content)
            return Posted(channel=message.channel, ts=message.ts)
        if message.thread_ts is not None:
            content["thread_ts"] = message.thread_ts
        answer = self._post(
            "chat.postMessage",
            metadata={"event_type": EVENT_TYPE, "event_payload": {MARK: mark}},
            # Not documented for bots: a help where Slack heeds it, never relied on.
            client_msg_id=str(uuid5(NAMESPACE_OID, mark)),
            unfurl_links=False,
            unfurl_media=False,
            **content,
        )
        return Posted(channel=str(answer["channel"]), ts=str(answer["ts"]))

    def _post(self, method: str, **arguments: Any) -> dict[str, Any]:
        try:
            return self._call(method, **arguments)
        except RefusedError as refused:
            if refused.code in CLOSED_CHANNEL:
                name = outages.channel(str(arguments["channel"]))
                raise ClosedError(name, refused.code) from refused
            if refused.code == "missing_scope":
                raise ClosedError(outages.SLACK, refused.code) from refused
            raise

    def find(self, message: SlackMessage, *, mark: str, since: datetime) -> Posted | None:
        """Looks for an own message by its mark among those since a moment.

        Raises:
            CannotLookError: Slack does not show what is there.
            RateLimitedError, ClosedError, UnreachableError, AmbiguousError: the scan is not complete.
        """
        oldest = f"{(since - CLOCKS_DIFFER_BY).timestamp():.6f}"
        channel = message.channel
        if channel.startswith(PEOPLE):  # history knows conversations, not people
            channel = self.open_dm(channel)
        try:
            for seen in self._messages(
                channel=channel, oldest=oldest, thread_ts=message.thread_ts
            ):
                payload = seen.get("metadata", {}).get("event_payload", {})
                if payload.get(MARK) == mark:
                    return Posted(channel=channel, ts=str(seen["ts"]))
        except RefusedError as refused:
            raise CannotLookError(refused.code) from refused
        return None

    def _messages(
        self, *, channel: str, oldest: str, thread_ts: str | None
    ) -> Iterator[dict[str, Any]]:
        method = "conversations.replies" if thread_ts else "conversations.history"
        where: dict[str, Any] = {"ts": thread_ts} if thread_ts else {}
        cursor = ""
        while True:
            page = self._call(
                method,
                channel=channel,
                oldest=oldest,
                limit=200,
                include_all_metadata=True,
                **where,
                **({"cursor": cursor} if cursor else {}),
            )
            yield from page.get("messages", [])
            cursor = page.get("response_metadata", {}).get("next_cursor") or ""
            if not cursor:
                return

    def open_dm(self, slack_user_id: str) -> str:
        """The channel of the direct conversation with somebody."""
        return str(self._call("conversations.open", users=slack_user_id)["channel"]["id"])

    def site(self) -> str | None:
        """The workspace's own address, for links to messages; None while Slack does not answer."""
        if self._site is None:
            try:
                self._site = str(self._call("auth.test")["url"])
            except FAILURES:
                return None
        return self._site

    def permalink(self, *, channel: str, ts: str) -> str:
        """The address of a message."""
        answer = self._call("chat.getPermalink", channel=channel, message_ts=ts)
        return str(answer["permalink"])

    def _call(self, method: str, **arguments: Any) -> dict[str, Any]:
        self._store.refuse_while_busy()
        try:
            if method in {"conversations.history", "conversations.replies", "chat.getPermalink"}:
                answer = self._client.api_call(method, http_verb="GET", params=arguments)
            else:
                answer = self._client.api_call(method, json=arguments)
        except SlackApiError as error:
            raise _failure(error) from error
        except (OSError, HTTPException, SlackRequestError) as error:
            raise _no_answer(error) from error
        data = answer.data
        if not isinstance(data, dict):
            raise AmbiguousError("no JSON")
        return data


def _no_answer(error: Exception) -> Exception:
    """Without a connection nothing can have been sent; after any other fault it may have been."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ConnectionRefusedError | gaierror):
        return UnreachableError(type(reason).__name__)
    return AmbiguousError(type(reason).__name__)


def _failure(error: SlackApiError) -> Exception:
    """Which kind of failure an answer of Slack is."""
    response = error.response
    if response.status_code == 429:  # noqa: PLR2004 — Too Many Requests
        wait = response.headers.get("Retry-After") or response.headers.get("retry-after")
        return RateLimitedError(timedelta(seconds=float(wait or DEFAULT_WAIT)))
    if response.status_code >= 500:  # noqa: PLR2004 — the server broke, before or after storing
        return AmbiguousError(f"http_{response.status_code}")
    data = response.data
    code = str(data.get("error", "unknown")) if isinstance(data, dict) else "unknown"
    if code in {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}:
        return AmbiguousError(code)
    if code == "ratelimited":
        return RateLimitedError(timedelta(seconds=DEFAULT_WAIT))
    if code in NOBODY_HOME:
        return ClosedError(outages.SLACK, code)
    return RefusedError(code)

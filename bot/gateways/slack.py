"""The only door to Slack for what is owed: post, update, look for an own message.

Nothing is retried here (the SDK's retries post twice, reference of slack-sdk 3.47); the relay
decides by the kind of failure what happens next.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from store.session import Store

EVENT_TYPE = "staffel_effect"
MARK = "mark"
CLOCKS_DIFFER_BY = timedelta(seconds=5)
DEFAULT_WAIT = 30
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


class RateLimitedError(Exception):
    """Slack asks to wait; nothing was sent."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait


class RefusedError(Exception):
    """Slack said no for good; `code` is its error code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AmbiguousError(Exception):
    """No answer: it may have been sent or not."""


class UndeclaredMethodError(RuntimeError):
    """A method is called that the table `CALLED` does not name."""


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


def make_client(*, token: str | None, api_url: str, timeout: float) -> Client:
    """A client without retries; `timeout` in seconds."""
    return Client(token=token, base_url=api_url, timeout=max(1, int(timeout)), retry_handlers=[])


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Where a message stands."""

    channel: str
    ts: str


class SlackGateway:
    """Sends for the relay; refuses while a block is open."""

    def __init__(self, client: WebClient, store: Store) -> None:
        self._client = client
        self._store = store
        self._site: str | None = None

    def post(
        self,
        *,
        channel: str,
        text: str,
        blocks: list[dict[str, Any]],
        mark: str,
        thread_ts: str | None = None,
    ) -> Posted:
        """Posts a message that carries its mark.

        Raises:
            RateLimitedError, RefusedError, AmbiguousError: see there.
        """
        answer = self._call(
            "chat.postMessage",
            channel=channel,
            text=text,
            blocks=blocks,
            metadata={"event_type": EVENT_TYPE, "event_payload": {MARK: mark}},
            unfurl_links=False,
            unfurl_media=False,
            **({"thread_ts": thread_ts} if thread_ts else {}),
        )
        return Posted(channel=str(answer["channel"]), ts=str(answer["ts"]))

    def update(self, *, channel: str, ts: str, text: str, blocks: list[dict[str, Any]]) -> Posted:
        """Replaces an own message.

        Raises:
            RateLimitedError, RefusedError, AmbiguousError: see there.
        """
        self._call("chat.update", channel=channel, ts=ts, text=text, blocks=blocks)
        return Posted(channel=channel, ts=ts)

    def find(
        self, *, channel: str, mark: str, since: datetime, thread_ts: str | None = None
    ) -> Posted | None:
        """Looks for an own message by its mark among those since a moment.

        Raises:
            RateLimitedError, RefusedError, AmbiguousError: the scan is not complete.
        """
        oldest = f"{(since - CLOCKS_DIFFER_BY).timestamp():.6f}"
        for message in self._messages(channel=channel, oldest=oldest, thread_ts=thread_ts):
            payload = message.get("metadata", {}).get("event_payload", {})
            if payload.get(MARK) == mark:
                return Posted(channel=channel, ts=str(message["ts"]))
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
            except (RateLimitedError, RefusedError, AmbiguousError):
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
        except (OSError, URLError, HTTPException, SlackRequestError) as error:
            raise AmbiguousError(type(error).__name__) from error
        data = answer.data
        if not isinstance(data, dict):
            raise AmbiguousError("no JSON")
        return data


def _failure(error: SlackApiError) -> Exception:
    """Which of the three kinds of failure an answer of Slack is."""
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
    return RefusedError(code)

"""One POST to the bot, in a thread: the standard library's client, no proxy, no redirect."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

_THREADS = 64
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back."""

    status: int | None = None
    """None: nothing came back."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Their names in small letters."""
    body: bytes = b""
    reason: str = ""
    """Why it was no success, in Slack's words for `X-Slack-Retry-Reason`; empty: it was one."""


class Poster:
    """Posts to one address; so many requests at once as it has threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._parts = urlsplit(url)
        self._threads = ThreadPoolExecutor(_THREADS, "delivery")

    async def post(self, body: bytes, headers: Mapping[str, str], *, within: float) -> Reply:
        """Post and wait for the answer, at most so many seconds."""
        work = asyncio.get_running_loop().run_in_executor(
            self._threads, self._post, body, headers, within
        )
        try:
            return await asyncio.wait_for(work, within)
        except TimeoutError:
            return Reply(reason="http_timeout")

    def close(self) -> None:
        """Take nothing more on; what is under way ends by its own timeout."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _post(self, body: bytes, headers: Mapping[str, str], within: float) -> Reply:
        parts = self._parts
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        try:
            with closing(kind(parts.hostname or "", parts.port, timeout=within)) as connection:
                connection.request("POST", path, body, dict(headers))
                answer = connection.getresponse()
                said = {name.lower(): value for name, value in answer.getheaders()}
                return Reply(
                    status=answer.status,
                    headers=said,
                    body=answer.read(_MOST_BYTES),
                    reason="" if answer.status // 100 == 2 else "http_error",  # noqa: PLR2004
                )
        except TimeoutError:
            return Reply(reason="http_timeout")
        except (OSError, HTTPException):
            return Reply(reason="connection_failed")

"""What stands around every answer: the origins a door admits, and the headers browsers obey."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agents.words import Words
from bot.web.refusals import WebRefusal, answer

DEFAULT_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""No Strict-Transport-Security: TLS ends at the operator's proxy, which also owns that promise."""
RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in DEFAULT_HEADERS.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRule:
    """Which pages may use the addresses below a prefix."""

    prefix: str
    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]


class OriginGuard:
    """Refuses requests of foreign pages, and answers preflights for the admitted ones.

    A request without `Origin` comes from a server, not from a page, and passes.

    Args:
        app: what is guarded.
        rules: by prefix; the first that fits counts, no rule admits every origin unseen.
        reads: the words for a request.
        admits_own_pages: whether pages of this very server count as admitted (the demo site).
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        rules: Sequence[OriginRule],
        reads: Callable[[Headers], Words],
        admits_own_pages: bool,
    ) -> None:
        self._app = app
        self._reads = reads
        self._admits_own_pages = admits_own_pages
        self._doors = tuple(
            (
                rule.prefix,
                CORSMiddleware(
                    app,
                    allow_origins=tuple(item.rstrip("/").lower() for item in rule.origins),
                    allow_methods=rule.methods,
                    allow_headers=rule.headers,
                    expose_headers=("Retry-After",),
                ),
            )
            for rule in rules
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request in, or answers 403."""
        path = scope.get("path", "")
        door = next((door for prefix, door in self._doors if _below(path, prefix)), None)
        headers = Headers(scope=scope) if scope["type"] == "http" else None
        if door is None or headers is None:
            await self._app(scope, receive, send)
            return
        origin = headers.get("origin")
        if origin is None or door.is_allowed_origin(origin):
            await door(scope, receive, send)
        elif self._admits_own_pages and origin.partition("://")[2] == headers.get("host"):
            await self._app(scope, receive, send)
        else:
            refusal = WebRefusal(
                403, "foreign_origin", headers={"Vary": "Origin", "Connection": "close"}
            )
            await answer(refusal, self._reads(headers))(scope, receive, send)


class SafeHeaders:
    """Adds the headers of `DEFAULT_HEADERS` where an answer does not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers through the app."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                missing = [pair for pair in RAW_HEADERS if pair[0] not in own]
                message["headers"] = [*message["headers"], *missing]
            await send(message)

        await self._app(scope, receive, with_headers)


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")

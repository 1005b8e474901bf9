"""Only this machine's own programs and this workspace's own page get in."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_NAMES = {"127.0.0.1", "localhost"}


class LoopbackOnly:
    """Refuse requests that a foreign web page sends through the person's browser.

    The server listens on 127.0.0.1, but any site that is open in a browser here could still call
    it: by its address (then `Origin` is foreign) or by a name that resolves to it (then `Host` is).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] not in ("http", "websocket") or _is_ours(Headers(scope=scope)):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008)(scope, receive, send)
        else:
            await PlainTextResponse("foreign host or origin", 403)(scope, receive, send)


def _is_ours(headers: Headers) -> bool:
    host, origin = headers.get("host", ""), headers.get("origin")
    if host.rpartition(":")[0] not in _NAMES and host not in _NAMES:
        return False
    return origin is None or urlsplit(origin).netloc == host

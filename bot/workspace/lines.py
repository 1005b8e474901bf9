"""The open connections by the client's address: only so can one be dropped without an answer."""

import asyncio
from collections.abc import MutableMapping
from typing import Any
from weakref import WeakValueDictionary

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.auto import AutoHTTPProtocol


class Lines:
    """Every TCP connection of a server.

    An ASGI application can answer or fail, and uvicorn turns failing into a 500; Slack sometimes
    just is not there any more.
    """

    def __init__(self) -> None:
        self._open: MutableMapping[tuple[str, int], asyncio.Transport] = WeakValueDictionary()

    def protocol(self) -> type[asyncio.Protocol]:
        """The HTTP protocol for uvicorn; WebSockets stay on the connection they began with."""
        keep = self._keep

        class Kept(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
            def connection_made(self, transport: asyncio.Transport) -> None:
                keep(transport)
                super().connection_made(transport)

        return Kept

    def drop(self, scope: Scope) -> None:
        """End the connection on which this came, without a word."""
        transport = self._open.get(tuple(scope["client"]))
        if transport is not None:
            transport.abort()

    def _keep(self, transport: asyncio.Transport) -> None:
        peer: Any = transport.get_extra_info("peername")
        self._open[tuple(peer[:2])] = transport


class HungUp(Response):
    """No answer at all: the connection is dropped."""

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Drop the connection, and end only when it is gone: uvicorn would still answer on it."""
        self._lines.drop(scope)
        while (await receive())["type"] != "http.disconnect":
            pass

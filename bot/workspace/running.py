"""Run a workspace: bind, serve, and say when it listens."""

import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from bot.workspace.server import Doors, Options, application

_BACKLOG = 1024
_PONG_WITHIN = 20.0


class Server(uvicorn.Server):
    """A uvicorn server that knows its address before it starts and says when it listens."""

    def __init__(
        self, options: Options, port: int, *, ready: Callable[[str], None] = lambda _: None
    ) -> None:
        self.doors = Doors(options)
        config = uvicorn.Config(
            application(self.doors),
            log_config=None,
            access_log=False,
            http=self.doors.desk.lines.protocol(),
            ws="websockets-sansio",
            ws_ping_interval=options.timing.ping,
            # Without a timeout uvicorn 0.54 pings without pause once an answer is late.
            ws_ping_timeout=_PONG_WITHIN,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self._ready = ready
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self._socket.listen(_BACKLOG)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.doors.desk.base_url = self.url

    def serve_here(self) -> None:
        """Serve until `should_exit` is set or a signal comes."""
        with suppress(KeyboardInterrupt):  # uvicorn raises it again once it has ended in order
            self.run(sockets=[self._socket])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self._ready(self.url)

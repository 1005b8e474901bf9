"""The web doors for tests: a real uvicorn on a free port, in a thread.

with RunningWeb(deps, settings) as web:
    web.client.post("/intake/forms/demo", json={…})
"""

import socket
import threading
from typing import Self

import httpx
from slack_bolt import App

from bot.deps import Deps
from bot.roles import ALL_ROLES, ProcessRole
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.server import web_server


def settings(**more: object) -> Settings:
    """Settings without `.env`."""
    return Settings(_env_file=None, **more)  # type: ignore[arg-type]


class RunningWeb:
    """A served application; `client` talks to it as a server would, without an Origin."""

    def __init__(
        self,
        deps: Deps,
        chosen: Settings | None = None,
        *,
        with_demo_site: bool = False,
        slack: App | None = None,
        roles: frozenset[ProcessRole] = ALL_ROLES,
    ) -> None:
        self.app = create_app(
            deps, chosen or settings(), with_demo_site=with_demo_site, slack=slack, roles=roles
        )
        self._server = web_server(self.app)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.url, timeout=20, trust_env=False)
        for _ in range(1_000):
            if self._server.started:
                return self
            threading.Event().wait(0.01)
        raise TimeoutError("the web server did not start")

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

"""The web door: a port, and the server behind it."""

import socket

from fastapi import FastAPI

from bot.errors import SettingsError
from bot.settings import Settings
from bot.web.server import web_server


class WebDoor:
    """Serves an application at the operator's address.

    Raises:
        SettingsError: when somebody else has the port, or there is no such address here.
    """

    def __init__(self, application: FastAPI, settings: Settings) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        address = (settings.web_host, settings.web_port)
        try:
            self._socket.bind(address)
        except OSError as error:
            self._socket.close()
            raise SettingsError(
                (f"STAFFEL_WEB_HOST, STAFFEL_WEB_PORT: {address}: {error.strerror}",)
            ) from error
        self._server = web_server(application)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._socket.getsockname()[1])

    def run(self) -> None:
        """Serves until `stop`."""
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Takes no more requests; those under way are answered."""
        self._server.should_exit = True

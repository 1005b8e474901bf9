"""What people do in Slack reaches us: Socket Mode, or signed requests through the web door."""

import threading

import structlog

from bot.deps import Deps
from bot.settings import Settings
from bot.slack.app import Reception, answer_unfinished, build_app
from bot.slack.socket import SocketDoor

DELIVERED_AGAIN = 5.0
"""Seconds in which Slack repeats the events that nobody had acknowledged before a restart."""

log = structlog.get_logger()


class SlackDoor:
    """Opens the way that is configured: Socket Mode where there is an app token."""

    def __init__(self, deps: Deps, settings: Settings) -> None:
        self._deps = deps
        self._settings = settings
        self._started = deps.clock()
        self._stopped = threading.Event()
        self._socket: SocketDoor | None = None

    def open(self) -> None:
        """Connects; from now on clicks and questions are answered."""
        token = self._settings.slack_app_token
        assert token is not None
        self._socket = SocketDoor(
            build_app(self._deps, self._settings),
            token.get_secret_value(),
            Reception(self._deps, self._settings),
            concurrency=self._settings.slack_listeners,
        )
        self._socket.connect()  # type: ignore[no-untyped-call]

    def run(self) -> None:
        """Answers what a former process left: rows of before the start are nobody's any more."""
        if self._stopped.wait(DELIVERED_AGAIN):
            return
        try:
            answer_unfinished(self._deps, self._settings, before=self._started)
        except Exception:
            log.exception("slack_unfinished_failed")

    def stop(self) -> None:
        """Takes nothing more."""
        self._stopped.set()
        if self._socket is not None:
            self._socket.close()

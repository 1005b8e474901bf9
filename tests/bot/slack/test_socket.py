"""The door of Socket Mode can be closed at any moment."""

import threading

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin.connection import ConnectionState

from bot.slack.socket import Client


class JustOpening:
    """A connection that is closed between the reading thread's look at it and its first read."""

    session_id = "s"

    def __init__(self) -> None:
        self.looked_at, self.closed = threading.Event(), threading.Event()

    def is_active(self) -> bool:
        self.looked_at.set()
        self.closed.wait(20)
        return True

    def run_until_completion(self, state: ConnectionState) -> None:
        pause = threading.Event()
        while not state.terminated:
            pause.wait(0.01)

    def close(self) -> None:
        self.closed.set()


def test_a_door_that_is_just_opening_can_be_closed() -> None:
    """The reading thread takes back then that it was told to end (slack_sdk)."""
    app = App(token_verification_enabled=False, client=WebClient("xoxb-any"))
    client = Client(app, "xapp-any", len, concurrency=1)
    opening = client.current_session = JustOpening()
    assert opening.looked_at.wait(20)
    closing = threading.Thread(target=client.close, daemon=True)
    closing.start()
    closing.join(20)
    assert not closing.is_alive()

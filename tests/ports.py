"""Ports for processes that are started, or started again, some time after they were told theirs."""

import os
import random
import socket
from contextlib import suppress

LOWEST, BEHIND = 20_000, 32_000
"""Below those that systems give to outgoing connections: one of these may be taken meanwhile."""
_random = random.Random(os.getpid())  # noqa: S311 — only so that workers do not meet


def kept_port() -> int:
    """A free port of 127.0.0.1 that nobody is given by chance."""
    for port in _random.sample(range(LOWEST, BEHIND), 200):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no free port on 127.0.0.1")

"""The bell that reaches every process on one PostgreSQL database."""

import selectors
import socket
import threading
from contextlib import closing, suppress

import psycopg
import structlog
from sqlalchemy import make_url
from tenacity import (
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_when_event_set,
    wait_exponential_jitter,
)

from bot.bell import Bell

NOTIFY = b"NOTIFY staffel_bell"
LISTEN = b"LISTEN staffel_bell"
CONNECT_WITHIN = 5
SILENT_FOR = 15.0
"""Seconds after which a silent connection is asked whether it still lives."""
GONE_AFTER_MS = 10_000
"""A network that swallows what we say is noticed after so long."""

log = structlog.get_logger()


class PostgresBell(Bell):
    """Also rings in every other process on the same database, by LISTEN and NOTIFY.

    One thread owns one connection: it listens, and tells what was rung here meanwhile; many rings
    at once are told as one. Until `run` is called, and while the database is away, the bell rings
    in this process only; every new connection makes up for that with a ring here and there.

    Args:
        url: SQLAlchemy address of a PostgreSQL database.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        plain = make_url(url).set(drivername="postgresql")
        self._address = plain.render_as_string(hide_password=False)
        self._rope: socket.socket | None = None
        self._stopped = threading.Event()

    def set(self) -> None:
        """Rings here at once, and elsewhere as soon as the thread gets to it."""
        self.ring_here()
        self._pull()

    def run(self) -> None:
        """Listens and tells until `stop`; comes back after a restart of the database."""
        rope, ear = socket.socketpair()
        rope.setblocking(False)
        self._rope = rope
        again = Retrying(
            retry=retry_if_exception_type(psycopg.Error),
            wait=wait_exponential_jitter(multiplier=0.1, max=5.0, jitter=0.1),
            stop=stop_when_event_set(self._stopped),
            sleep=sleep_using_event(self._stopped),
            retry_error_callback=lambda _: None,
        )
        with rope, ear:
            while not self._stopped.is_set():
                connection = again(self._connect)
                if connection is not None:
                    self._use(connection, ear)

    def stop(self) -> None:
        """Ends `run`; a ring of this moment may go untold, and others look by themselves."""
        self._stopped.set()
        self._pull()

    def _pull(self) -> None:
        """A rope that is pulled already need not be pulled again, nor one that is put away."""
        with suppress(OSError):
            if self._rope is not None:
                self._rope.send(b".")

    def _connect(self) -> psycopg.Connection | None:
        return psycopg.connect(
            self._address,
            autocommit=True,
            connect_timeout=CONNECT_WITHIN,
            tcp_user_timeout=GONE_AFTER_MS,
        )

    def _use(self, connection: psycopg.Connection, ear: socket.socket) -> None:
        try:
            with closing(connection):
                self._carry(connection, ear)
        except psycopg.Error as error:
            log.warning("bell_lost", error=type(error).__name__)

    def _carry(self, connection: psycopg.Connection, ear: socket.socket) -> None:
        """Until `stop`.

        Raises:
            psycopg.Error: when the connection broke.
        """
        connection.execute(LISTEN)
        connection.execute(NOTIFY)
        self.ring_here()
        with selectors.DefaultSelector() as either:
            either.register(connection, selectors.EVENT_READ)
            either.register(ear, selectors.EVENT_READ)
            while not self._stopped.is_set():
                woken = [key.fileobj for key, _ in either.select(SILENT_FOR)]
                if ear in woken:
                    ear.recv(4096)
                    connection.execute(NOTIFY)
                elif not woken:
                    connection.execute(b"SELECT 1")
                if self._is_rung(connection):
                    self.ring_here()

    @staticmethod
    def _is_rung(connection: psycopg.Connection) -> bool:
        """Whether another process rang; PostgreSQL tells us our own rings too."""
        pids = {heard.pid for heard in connection.notifies(timeout=0)}
        return bool(pids - {connection.info.backend_pid})

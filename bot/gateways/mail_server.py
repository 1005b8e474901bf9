"""The way into a mail server: its address, a connection in time, encryption and login."""

import smtplib
import ssl
import time
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from bot.gateways.outgoing import ClosedError, UnreachableError
from store import outages

FOR_GOOD = 500
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mails are handed in."""

    host: str
    port: int
    is_tls: bool
    """From the first byte on; else STARTTLS is used where it is offered."""
    user: str | None = None
    password: str = ""


def server_at(url: str) -> MailServer:
    """The server of an address such as smtp://user:password@host:587.

    Raises:
        ValueError: for anything else; the address itself is not in the message.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError("no address") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
        raise ValueError("no address of a mail server")
    return MailServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        is_tls=parts.scheme == "smtps",
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or ""),
    )


def connect(
    server: MailServer, *, timeout: float, context: ssl.SSLContext | None = None
) -> smtplib.SMTP:
    """A connection that is greeted, encrypted where possible, and logged in.

    Raises:
        ClosedError, UnreachableError: see there.
    """
    trusted = context or ssl.create_default_context()
    try:
        connection = _open(server, timeout, trusted)
    except (smtplib.SMTPResponseException, ssl.SSLError) as error:
        raise _not_let_in(error) from error
    except OSError as error:
        raise UnreachableError(type(error).__name__) from error
    try:
        _greet(connection, server, trusted)
    except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
        connection.close()
        raise UnreachableError(type(error).__name__) from error
    except (smtplib.SMTPException, ssl.SSLError, UnicodeError) as error:
        connection.close()
        raise _not_let_in(error) from error
    except OSError as error:
        connection.close()
        raise UnreachableError(type(error).__name__) from error
    return connection


def leave(connection: smtplib.SMTP) -> None:
    """Says goodbye; what was taken is taken, whether the server hears it or not."""
    try:
        connection.quit()
    except OSError:
        connection.close()


def _greet(connection: smtplib.SMTP, server: MailServer, context: ssl.SSLContext) -> None:
    connection.ehlo_or_helo_if_needed()
    is_safe = server.is_tls or is_this_machine(server.host)
    if not server.is_tls and connection.has_extn("starttls"):
        connection.starttls(context=context)
        connection.ehlo()
        is_safe = True
    if server.user is None:
        return
    if not is_safe:
        raise _NoTlsError("no password without TLS")
    connection.login(server.user, server.password)


class _NoTlsError(smtplib.SMTPException):
    """Somebody on the way could read the password."""


class _Timed(smtplib.SMTP):
    """A connection in which all steps together take no longer than one timeout.

    smtplib grants every step the whole timeout, with which a send could outlive its lease.
    """

    def __init__(self, host: str, port: int, *, timeout: float) -> None:
        self._ends_at = time.monotonic() + timeout
        super().__init__(host, port, timeout=timeout)

    def send(self, s: bytes | str) -> None:  # type: ignore[override]
        self._hurry()
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        self._hurry()
        return super().getreply()

    def _hurry(self) -> None:
        if self.sock is not None:
            self.sock.settimeout(max(self._ends_at - time.monotonic(), 0.001))


class _TimedTls(_Timed, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte on."""

    def __init__(self, host: str, port: int, *, timeout: float, context: ssl.SSLContext) -> None:
        self._ends_at = time.monotonic() + timeout
        smtplib.SMTP_SSL.__init__(self, host, port, timeout=timeout, context=context)


def _open(server: MailServer, timeout: float, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.is_tls:
        return _TimedTls(server.host, server.port, timeout=timeout, context=context)
    return _Timed(server.host, server.port, timeout=timeout)


def _not_let_in(error: Exception) -> Exception:
    """Why nobody may hand in mails here: until it is mended, or only for now."""
    if isinstance(error, smtplib.SMTPResponseException):
        code = f"smtp_{error.smtp_code}"
        is_for_good = error.smtp_code >= FOR_GOOD
        return ClosedError(outages.MAIL, code) if is_for_good else UnreachableError(code)
    known: dict[type[Exception], str] = {
        ssl.SSLCertVerificationError: "certificate",
        smtplib.SMTPNotSupportedError: "login_not_offered",
        _NoTlsError: "no_tls",
        UnicodeEncodeError: "login_not_ascii",
    }
    return ClosedError(outages.MAIL, known.get(type(error), type(error).__name__))


def is_this_machine(host: str) -> bool:
    """Whether a mail server stands where we are."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

"""The only door to the mail server: one message, one connection, nothing tried twice.

The relay decides by the kind of failure what happens next. Only after the text of a mail went out
without an answer nobody knows whether it was taken; everything before that sent nothing.
"""

import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from bot.gateways.outgoing import (
    AmbiguousError,
    CannotLookError,
    ClosedError,
    Letter,
    Posted,
    RateLimitedError,
    RefusedError,
    UnreachableError,
)
from store import outages
from store.session import Store

ASK_AGAIN = timedelta(seconds=60)
"""When a mail is tried again that the server put off (greylisting, a full mailbox)."""
GOING_DOWN = 421
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


def address_of(text: str) -> Address:
    """A mail address, with or without a name.

    Raises:
        ValueError: when it is none, or not written in ASCII, which not every server takes.
    """
    name, spec = parseaddr(text)
    try:
        address = Address(name, addr_spec=spec)
    except (ValueError, IndexError, MessageError) as error:
        raise ValueError("no mail address") from error
    if not address.username or not address.domain or not spec.isascii():
        raise ValueError("no mail address")
    return address


class MailGateway:
    """Sends letters for the relay; refuses while a block is open.

    Args:
        server: where mails are handed in.
        sender: the address they come from.
        store: whose open block forbids to send.
        clock: dates the mails.
        timeout: seconds for one mail from the connection to the last answer.
        context: whose certificates are trusted; None: the system's.
    """

    def __init__(
        self,
        server: MailServer,
        *,
        sender: str,
        store: Store,
        clock: Callable[[], datetime],
        timeout: float,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._sender = address_of(sender)
        self._store = store
        self._clock = clock
        self._timeout = timeout
        self._context = context

    def send(self, message: Letter, *, mark: str) -> Posted:
        """Hands a letter in; its Message-ID is made from the mark, so that a repeat is known.

        Raises:
            RateLimitedError, RefusedError, ClosedError, UnreachableError, AmbiguousError: see there.
        """
        self._store.refuse_while_busy()
        try:
            to = address_of(message.to)
        except ValueError as error:
            raise RefusedError("no_mail_address") from error
        content = self._written(message, to, mark=mark)
        connection = connect(self._server, timeout=self._timeout, context=self._context)
        try:
            _envelope(connection, self._sender.addr_spec, to.addr_spec)
            _content(connection, content)
        finally:
            leave(connection)
        return Posted(channel=outages.MAIL, ts=mark)

    def find(self, message: Letter, *, mark: str, since: datetime) -> Posted | None:
        """Nobody shows which mails were taken.

        Raises:
            CannotLookError: always.
        """
        del message, mark, since
        raise CannotLookError("mail")

    def _written(self, letter: Letter, to: Address, *, mark: str) -> bytes:
        mail = EmailMessage(policy=WIRE)
        mail["From"] = self._sender
        mail["To"] = to
        mail["Subject"] = " ".join(letter.subject.split())
        mail["Date"] = format_datetime(self._clock())
        mail["Message-ID"] = f"<{mark}@{self._sender.domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.text, cte="quoted-printable")
        return mail.as_bytes()


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
    is_safe = server.is_tls or _is_this_machine(server.host)
    if not server.is_tls and connection.has_extn("starttls"):
        connection.starttls(context=context)
        connection.ehlo()
        is_safe = True
    if server.user is None:
        return
    if not is_safe:
        raise smtplib.SMTPNotSupportedError("no password without TLS")
    connection.login(server.user, server.password)


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


def _envelope(connection: smtplib.SMTP, sender: str, to: str) -> None:
    """Says from whom to whom; nothing is sent yet, whatever happens."""
    try:
        code, _ = connection.mail(sender)
        _obey(code, refused=ClosedError(outages.MAIL, f"smtp_{code}"))
        code, _ = connection.rcpt(to)
        _obey(code, refused=RefusedError(f"smtp_{code}"))
    except OSError as error:
        raise UnreachableError(type(error).__name__) from error


def _content(connection: smtplib.SMTP, content: bytes) -> None:
    try:
        code, _ = connection.data(content)
    except smtplib.SMTPDataError as error:
        code = error.smtp_code
    except OSError as error:
        raise AmbiguousError(type(error).__name__) from error
    _obey(code, refused=RefusedError(f"smtp_{code}"))


def _obey(code: int, *, refused: Exception) -> None:
    """What an answer of the server means.

    Raises:
        UnreachableError, RateLimitedError: nothing was taken, for now.
        Exception: `refused`, where it is for good.
    """
    if code >= FOR_GOOD:
        raise refused
    if code == GOING_DOWN:
        raise UnreachableError(f"smtp_{code}")
    if code >= 400:  # noqa: PLR2004 — not now, says the server
        raise RateLimitedError(ASK_AGAIN)


def _not_let_in(error: Exception) -> Exception:
    """Why nobody may hand in mails here: until it is mended, or only for now."""
    if isinstance(error, smtplib.SMTPResponseException):
        code = f"smtp_{error.smtp_code}"
        is_for_good = error.smtp_code >= FOR_GOOD
        return ClosedError(outages.MAIL, code) if is_for_good else UnreachableError(code)
    if isinstance(error, ssl.SSLCertVerificationError):
        return ClosedError(outages.MAIL, "certificate")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return ClosedError(outages.MAIL, "login_not_offered")
    return ClosedError(outages.MAIL, type(error).__name__)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

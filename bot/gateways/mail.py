"""The only door to the mail server: one message, one connection, nothing tried twice.

The relay decides by the kind of failure what happens next. Only after the text of a mail went out
without an answer nobody knows whether it was taken; everything before that sent nothing.
"""

import smtplib
import ssl
from collections.abc import Callable
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, parseaddr

from bot.gateways.mail_server import FOR_GOOD, MailServer, connect, leave
from bot.gateways.outgoing import (
    AmbiguousError,
    CannotLookError,
    ClosedError,
    InTime,
    Letter,
    Posted,
    RateLimitedError,
    RefusedError,
    TooLateError,
    UnreachableError,
)
from store import outages
from store.session import Store

ASK_AGAIN = timedelta(seconds=60)
"""When a mail is tried again that the server put off (greylisting, a full mailbox)."""
GO_ON, GOING_DOWN = 354, 421


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
    is_plain = spec.isascii() and text.isprintable()
    if not address.username or not address.domain or not is_plain:
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

    def send(self, message: Letter, *, mark: str, in_time: InTime) -> Posted:
        """Hands a letter in; its Message-ID is made from the mark, so that a repeat is known.

        Raises:
            RateLimitedError, RefusedError, ClosedError, UnreachableError, AmbiguousError,
                TooLateError: see there.
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
            _content(connection, content, in_time)
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
        for name, value in letter.headers:
            mail[name] = value
        mail.set_content(letter.text, cte="quoted-printable")
        return mail.as_bytes()


def _envelope(connection: smtplib.SMTP, sender: str, to: str) -> None:
    """Says from whom to whom; nothing is sent yet, whatever happens."""
    try:
        code, _ = connection.mail(sender)
        _obey(code, refused=ClosedError(outages.MAIL, f"smtp_{code}"))
        code, _ = connection.rcpt(to)
        _obey(code, refused=RefusedError(f"smtp_{code}"))
    except OSError as error:
        raise UnreachableError(type(error).__name__) from error


def _content(connection: smtplib.SMTP, content: bytes, in_time: InTime) -> None:
    """The text, if it is still in time when the server waits for it."""
    try:
        code, _ = connection.docmd("data")
    except OSError as error:
        raise UnreachableError(type(error).__name__) from error
    if code != GO_ON:
        _obey(code, refused=RefusedError(f"smtp_{code}"))
        raise UnreachableError(f"smtp_{code}")
    try:
        in_time()
    except TooLateError:
        connection.close()  # anything said here, also a goodbye, would be text of the mail
        raise
    try:
        connection.send(content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        code, _ = connection.getreply()
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

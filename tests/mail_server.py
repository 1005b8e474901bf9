"""A real SMTP server in a thread, which keeps what it takes and refuses what it is told to refuse.

with MailServer() as server:
    server.refuse("lena@firma.example", "550 no such mailbox")
    …
    server.taken[0]["Subject"]
"""

import asyncio
import ssl
import subprocess
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "staffel", "geheim@/x"


@dataclass
class _Desk:
    """What the server does with each command, as aiosmtpd asks for it."""

    taken: list[EmailMessage] = field(default_factory=list)
    recipients: dict[str, str] = field(default_factory=dict)
    senders: str | None = None
    contents: str | None = None
    drops_after_data: int = 0
    """So many times the text is taken and the connection dropped without an answer."""
    is_silent: bool = False
    named: list[str] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 — aiosmtpd names it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.senders is not None:
            return self.senders
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.recipients:
            return self.recipients[address]
        envelope.rcpt_tos.append(address)
        self.named.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.contents is not None:
            return self.contents
        content = cast("bytes", envelope.content)
        self.taken.append(cast("EmailMessage", message_from_bytes(content, policy=default)))
        if self.is_silent:
            await asyncio.Event().wait()
        if self.drops_after_data:
            self.drops_after_data -= 1
            server.transport.abort()
        return "250 OK"

    def login(self, *args: Any) -> AuthResult:
        login: LoginPassword = args[-1]
        good = login.login == USER.encode() and login.password == PASSWORD.encode()
        return AuthResult(success=good, handled=False)


class MailServer:
    """Listens on a free port of this machine.

    Args:
        certificate: PEM of key and certificate; then it takes nothing without TLS and login.
    """

    def __init__(self, *, certificate: Path | None = None) -> None:
        self._desk = _Desk()
        self._loop = asyncio.new_event_loop()
        options: dict[str, Any] = {"hostname": "mail.example"}
        if certificate is not None:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            options |= {
                "tls_context": context,
                "require_starttls": True,
                "authenticator": self._desk.login,
                "auth_required": True,
            }
        self._options = options
        listening = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(listening,), daemon=True)
        self._thread.start()
        assert listening.wait(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        assert not self._thread.is_alive()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def taken(self) -> list[EmailMessage]:
        """Every mail it took, also those of which it did not say so."""
        return self._desk.taken

    @property
    def named(self) -> list[str]:
        """To whom mails were announced, whether their text came or not."""
        return self._desk.named

    def to(self, address: str) -> list[EmailMessage]:
        """Mails to somebody."""
        return [mail for mail in self.taken if mail["To"] == address]

    def refuse(self, address: str, answer: str | None) -> None:
        """Answers so to mails to somebody; None takes them again."""
        if answer is None:
            del self._desk.recipients[address]
        else:
            self._desk.recipients[address] = answer

    def refuse_senders(self, answer: str) -> None:
        """Answers so to everybody who wants to hand in a mail."""
        self._desk.senders = answer

    def refuse_contents(self, answer: str) -> None:
        """Answers so to the text of every mail."""
        self._desk.contents = answer

    def drop_after_data(self, times: int = 1) -> None:
        """Takes the text and hangs up without an answer."""
        self._desk.drops_after_data = times

    def fall_silent(self) -> None:
        """Takes the text and says nothing for ever."""
        self._desk.is_silent = True

    def _serve(self, listening: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(lambda: SMTP(self._desk, **self._options), "127.0.0.1", 0)
        )
        self.port: int = server.sockets[0].getsockname()[1]
        listening.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(server.wait_closed())
        self._loop.close()


def certificate(folder: Path) -> Path:
    """A self-signed certificate for this machine, with its key; made by openssl."""
    file = folder / "mail.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(file), "-out", str(folder / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    file.write_text(file.read_text() + (folder / "cert.pem").read_text())
    return file

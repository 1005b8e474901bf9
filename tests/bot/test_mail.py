"""The door to the mail server, against a real one: what is handed in, and each kind of failure."""

import shutil
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from agents.vocabulary import Language
from agents.words import in_language
from bot.errors import SettingsError
from bot.gateways.mail import MailGateway, address_of
from bot.gateways.mail_server import connect, server_at
from bot.gateways.outgoing import (
    AmbiguousError,
    CannotLookError,
    ClosedError,
    Letter,
    Posted,
    RateLimitedError,
    RefusedError,
    TooLateError,
    UnreachableError,
)
from bot.gateways.slack import NOBODY_HOME
from bot.parts.post import post_of
from bot.settings import Settings
from store import outages
from store.session import BlockOpenError, Store
from tests.mail_server import PASSWORD, USER, MailServer, certificate
from tests.world import TUESDAY, StandingClock, at_any_time

LENA = "lena@firma.example"
LETTER = Letter(to=LENA, subject="Heißer Lead: Über & Söhne\nBcc: x@y.example", text="Grüße\n")
NOWHERE = "smtp://127.0.0.1:9"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


def gateway(
    store: Store, url: str, *, timeout: float = 5, context: ssl.SSLContext | None = None
) -> MailGateway:
    return MailGateway(
        server_at(url),
        sender="Staffel <staffel@firma.example>",
        store=store,
        clock=StandingClock(),
        timeout=timeout,
        context=context,
    )


def with_login(url: str, password: str = PASSWORD) -> str:
    return url.replace("//", f"//{USER}:{quote(password, safe='')}@")


def test_a_mail_is_plain_known_by_its_mark_and_no_human(
    sqlite_store: Store, server: MailServer
) -> None:
    door = gateway(sqlite_store, server.url)
    assert door.send(LETTER, mark="0a1b", in_time=at_any_time) == Posted(channel="mail", ts="0a1b")
    (mail,) = server.taken
    assert mail["Message-ID"] == "<0a1b@firma.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"] == "Staffel <staffel@firma.example>"
    assert mail["To"] == LENA
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Heißer Lead: Über & Söhne Bcc: x@y.example"
    assert mail["Date"].datetime == TUESDAY
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == "Grüße\r\n"
    with pytest.raises(CannotLookError):
        door.find(LETTER, mark="0a1b", since=TUESDAY)


def test_no_mail_leaves_inside_a_block(sqlite_store: Store, server: MailServer) -> None:
    with sqlite_store.begin(), pytest.raises(BlockOpenError):
        gateway(sqlite_store, server.url).send(LETTER, mark="m", in_time=at_any_time)


@pytest.mark.parametrize(
    ("answer", "failure", "says"),
    [
        ("550 no such mailbox", RefusedError, "smtp_550"),
        ("450 greylisted", RateLimitedError, "0:01:00"),
        ("452 mailbox full", RateLimitedError, "0:01:00"),
        ("421 going down", UnreachableError, "smtp_421"),
    ],
)
def test_an_addressee_is_refused(
    answer: str, failure: type[Exception], says: str, sqlite_store: Store, server: MailServer
) -> None:
    server.refuse(LENA, answer)
    with pytest.raises(failure, match=says):
        gateway(sqlite_store, server.url).send(LETTER, mark="m", in_time=at_any_time)
    assert server.taken == []


def test_a_refused_sender_closes_the_door(sqlite_store: Store, server: MailServer) -> None:
    server.refuse_senders("553 not yours")
    with pytest.raises(ClosedError, match="mail: smtp_553"):
        gateway(sqlite_store, server.url).send(LETTER, mark="m", in_time=at_any_time)


@pytest.mark.parametrize(
    ("answer", "failure"), [("554 spam", RefusedError), ("451 later", RateLimitedError)]
)
def test_a_text_is_refused(
    answer: str, failure: type[Exception], sqlite_store: Store, server: MailServer
) -> None:
    server.refuse_contents(answer)
    with pytest.raises(failure):
        gateway(sqlite_store, server.url).send(LETTER, mark="m", in_time=at_any_time)


def test_after_the_text_without_an_answer_nobody_knows(
    sqlite_store: Store, server: MailServer
) -> None:
    server.drop_after_data()
    with pytest.raises(AmbiguousError):
        gateway(sqlite_store, server.url).send(LETTER, mark="m", in_time=at_any_time)
    assert len(server.taken) == 1


def test_a_text_that_comes_too_late_does_not_leave(
    sqlite_store: Store, server: MailServer
) -> None:
    """It is asked when the server waits for the text, not before the talk that precedes it."""
    announced: list[str] = []

    def too_late() -> None:
        announced.extend(server.named)
        raise TooLateError

    with pytest.raises(TooLateError):
        gateway(sqlite_store, server.url).send(LETTER, mark="m", in_time=too_late)
    assert announced == [LENA]
    gateway(sqlite_store, server.url).send(LETTER, mark="n", in_time=at_any_time)
    assert [mail["Message-ID"] for mail in server.taken] == ["<n@firma.example>"]


def test_lines_of_dots_are_text(sqlite_store: Store, server: MailServer) -> None:
    text = ".\n..\n.x\nEnde\n"
    letter = Letter(to=LENA, subject="x", text=text)
    gateway(sqlite_store, server.url).send(letter, mark="m", in_time=at_any_time)
    assert server.taken[0].get_content() == text.replace("\n", "\r\n")


def test_a_server_that_falls_silent_is_left_in_time(
    sqlite_store: Store, server: MailServer
) -> None:
    server.fall_silent()
    with pytest.raises(AmbiguousError):
        gateway(sqlite_store, server.url, timeout=1).send(LETTER, mark="m", in_time=at_any_time)


def test_nobody_is_there(sqlite_store: Store) -> None:
    with pytest.raises(UnreachableError, match="ConnectionRefusedError"):
        gateway(sqlite_store, NOWHERE).send(LETTER, mark="m", in_time=at_any_time)
    with pytest.raises(UnreachableError, match="gaierror"):
        gateway(sqlite_store, "smtp://nowhere.invalid").send(LETTER, mark="m", in_time=at_any_time)


@pytest.mark.parametrize(
    ("greeting", "failure"),
    [
        (b"554 no service here\r\n", ClosedError),
        (b"421 too many connections\r\n", UnreachableError),
        (b"", UnreachableError),
    ],
)
def test_a_server_that_wants_nothing(
    greeting: bytes, failure: type[Exception], sqlite_store: Store
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(greeting)

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(failure):
            gateway(sqlite_store, f"smtp://127.0.0.1:{listening.getsockname()[1]}").send(
                LETTER, mark="m", in_time=at_any_time
            )
        thread.join()


def test_a_server_that_drips_is_left_in_time(sqlite_store: Store) -> None:
    """Each answer comes within the timeout, all of them together would not."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            pause = threading.Event()
            with connection, suppress(OSError):  # it is left at some point
                for answer in (b"220 hi\r\n", b"250 mail\r\n", b"250 OK\r\n", b"250 OK\r\n"):
                    pause.wait(0.4)
                    connection.sendall(answer)
                    connection.recv(1000)

        thread = threading.Thread(target=drip)
        thread.start()
        with pytest.raises(UnreachableError):
            gateway(
                sqlite_store, f"smtp://127.0.0.1:{listening.getsockname()[1]}", timeout=1
            ).send(LETTER, mark="m", in_time=at_any_time)
        thread.join()


def test_an_addressee_without_an_address(sqlite_store: Store, server: MailServer) -> None:
    for wrong in ("", "lena", "lena@", "lena@x\nBcc: y@z", "léna@firma.example"):
        letter = Letter(to=wrong, subject="x", text="x")
        with pytest.raises(RefusedError, match="no_mail_address"):
            gateway(sqlite_store, server.url).send(letter, mark="m", in_time=at_any_time)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes the certificate")
def test_the_password_goes_over_tls(sqlite_store: Store, tmp_path: Path) -> None:
    pem = certificate(tmp_path)
    trusting = ssl.create_default_context(cafile=tmp_path / "cert.pem")
    with MailServer(certificate=pem) as server:
        gateway(sqlite_store, with_login(server.url), context=trusting).send(
            LETTER, mark="m", in_time=at_any_time
        )
        assert len(server.taken) == 1
        with pytest.raises(ClosedError, match="mail: smtp_535"):
            gateway(sqlite_store, with_login(server.url, "falsch"), context=trusting).send(
                LETTER, mark="m", in_time=at_any_time
            )
        with pytest.raises(ClosedError, match="mail: smtp_530"):
            gateway(sqlite_store, server.url, context=trusting).send(
                LETTER, mark="m", in_time=at_any_time
            )
        with pytest.raises(ClosedError, match="mail: login_not_ascii"):
            gateway(sqlite_store, with_login(server.url, "ß"), context=trusting).send(
                LETTER, mark="m", in_time=at_any_time
            )
        with pytest.raises(ClosedError, match="mail: certificate"):
            gateway(sqlite_store, with_login(server.url)).send(
                LETTER, mark="m", in_time=at_any_time
            )


def test_a_login_that_is_not_offered(sqlite_store: Store, server: MailServer) -> None:
    with pytest.raises(ClosedError, match="mail: login_not_offered"):
        gateway(sqlite_store, with_login(server.url)).send(LETTER, mark="m", in_time=at_any_time)


def test_no_password_leaves_this_machine_unencrypted(server: MailServer) -> None:
    """0.0.0.0 reaches this machine too, but does not say that it is this one."""
    named = server_at(with_login(server.url).replace("127.0.0.1", "0.0.0.0"))  # noqa: S104
    with pytest.raises(ClosedError, match="mail: no_tls"):
        connect(named, timeout=5)


def test_addresses_of_servers() -> None:
    plain, tls = server_at("smtp://mail.example"), server_at("smtps://u%40x:p%2Fw@mail.example")
    assert (plain.port, plain.is_tls, plain.user) == (587, False, None)
    assert (tls.port, tls.is_tls, tls.user, tls.password) == (465, True, "u@x", "p/w")
    for wrong in ("", "mail.example", "http://mail.example", "smtp://", "smtp://x:port", "smtp:x"):
        with pytest.raises(ValueError, match="address"):
            server_at(wrong)


def test_addresses_of_people() -> None:
    assert address_of("Lena Vogt <lena@firma.example>").addr_spec == LENA
    with pytest.raises(ValueError, match="no mail address"):
        address_of("Lena Vogt")


def test_settings_of_mail_that_do_not_fit_are_said() -> None:
    w = in_language(Language.EN)
    assert post_of(Settings(_env_file=None), w) is None
    wrong = Settings(_env_file=None, smtp_url="mail.example:587", operator_mail="nobody")
    with pytest.raises(SettingsError) as caught:
        post_of(wrong, w)
    assert [problem.partition(" ")[0] for problem in caught.value.problems] == [
        "STAFFEL_SMTP_URL",
        "STAFFEL_MAIL_FROM",
        "STAFFEL_OPERATOR_MAIL",
    ]
    good = Settings(
        _env_file=None,
        smtp_url="smtp://mail.example",
        mail_from="staffel@firma.example",
        operator_mail="ops@firma.example",
        mail_after=60,
    )
    post = post_of(good, w)
    assert post is not None
    assert (post.operator, post.after) == ("ops@firma.example", timedelta(minutes=1))


def test_what_lets_nobody_in_is_definite() -> None:
    assert outages.SHUT_OUT > NOBODY_HOME

"""Mail as the operator set it."""

from datetime import timedelta

import structlog

from agents.words import Words
from bot.clock import Clock, system_clock
from bot.deps import PostSettings
from bot.errors import SettingsError
from bot.gateways.mail import MailGateway, address_of
from bot.gateways.mail_server import is_this_machine, server_at
from bot.links import Links
from bot.settings import Settings
from store import installation
from store.session import Store

LINK_KEY = "links"

log = structlog.get_logger()


def post_of(settings: Settings, w: Words) -> PostSettings | None:
    """Who gets mail when Slack takes nothing; None where no mail server is named.

    Raises:
        SettingsError: when the settings of mail do not fit together.
    """
    if settings.smtp_url is None:
        log.warning("mail_not_configured")
        return None
    problems = tuple(_problems(settings, w))
    if problems:
        raise SettingsError(problems)
    return PostSettings(
        operator=settings.operator_mail,
        language=settings.default_language,
        after=timedelta(seconds=settings.mail_after),
    )


def links_of(settings: Settings, store: Store, *, clock: Clock = system_clock) -> Links | None:
    """Signed links for mails to leads; None where no mail can be sent, or nobody could follow it.

    Without STAFFEL_PUBLIC_URL a link leads to this machine: enough for a trial whose mail server
    stands here too, and for nobody else.
    """
    if settings.smtp_url is None:
        return None
    base = settings.public_url
    if base is None and is_this_machine(server_at(settings.smtp_url.get_secret_value()).host):
        base = f"http://{settings.web_host}:{settings.web_port}"
    if base is None:
        log.warning("no_public_url")
        return None
    if settings.link_secret is not None:
        return Links(base, settings.link_secret.get_secret_value(), clock)
    with store.begin() as session:
        return Links(base, installation.secret(session, LINK_KEY), clock)


def mail_gateway(settings: Settings, store: Store, *, clock: Clock = system_clock) -> MailGateway:
    """The door to the mail server that is named; `post_of` has found nothing wrong."""
    assert settings.smtp_url is not None
    assert settings.mail_from is not None
    return MailGateway(
        server_at(settings.smtp_url.get_secret_value()),
        sender=settings.mail_from,
        store=store,
        clock=clock,
        timeout=settings.relay_timeout,
    )


def _problems(settings: Settings, w: Words) -> list[str]:
    assert settings.smtp_url is not None
    found = []
    try:
        server_at(settings.smtp_url.get_secret_value())
    except ValueError:
        found.append(
            w.t(
                "STAFFEL_SMTP_URL is not the address of a mail server, such as "
                "smtp://user:password@mail.example.com:587."
            )
        )
    if settings.mail_from is None:
        found.append(w.t("STAFFEL_MAIL_FROM is missing: from which address do mails come?"))
    for name, value in (
        ("STAFFEL_MAIL_FROM", settings.mail_from),
        ("STAFFEL_OPERATOR_MAIL", settings.operator_mail),
    ):
        if value is not None and not _is_address(value):
            found.append(w.t("{name} is not a mail address.", name=name))
    return found


def _is_address(text: str) -> bool:
    try:
        address_of(text)
    except ValueError:
        return False
    return True

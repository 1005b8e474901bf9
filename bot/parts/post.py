"""Mail as the operator set it."""

from datetime import timedelta

import structlog

from agents.words import Words
from bot.clock import Clock, system_clock
from bot.deps import PostSettings
from bot.errors import SettingsError
from bot.gateways.mail import MailGateway, address_of
from bot.gateways.mail_server import server_at
from bot.settings import Settings
from store.session import Store

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

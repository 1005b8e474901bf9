"""What `staffel check` says of mail, and of what waits in the outbox."""

from collections.abc import Iterator

from bot.commands import owed
from bot.commands.findings import Finding, Look
from bot.errors import SettingsError
from bot.gateways.mail_server import connect, leave, server_at
from bot.gateways.outgoing import ClosedError, UnreachableError
from bot.parts.post import post_of
from store.queries import outbox
from store.session import Store


def mail(look: Look) -> Iterator[Finding]:
    """Whether mails could be handed in now; none is sent."""
    settings, w = look.settings, look.w
    if settings.smtp_url is None:
        says = w.t("none: while Slack takes nothing, hot leads wait")
        yield Finding(part="mail", is_good=True, says=says)
        return
    try:
        post = post_of(settings, w)
        server = server_at(settings.smtp_url.get_secret_value())
        leave(connect(server, timeout=settings.relay_timeout))
    except SettingsError as error:
        for problem in error.problems:
            advice = w.t("Mend .env.")
            yield Finding(part="mail", is_good=False, says=problem, advice=advice)
        return
    except (ClosedError, UnreachableError) as error:
        code = error.code if isinstance(error, ClosedError) else str(error)
        yield Finding(
            part="mail",
            is_good=False,
            says=w.t("The mail server does not let me in ({code}).", code=code),
            advice=w.t("Check STAFFEL_SMTP_URL: host, port, user and password."),
        )
        return
    if post is not None and post.operator is None:
        yield Finding(
            part="mail",
            is_good=False,
            says=w.t("Nobody is named who is told when Slack takes nothing."),
            advice=w.t("Set STAFFEL_OPERATOR_MAIL."),
        )
        return
    yield Finding(part="mail", is_good=True, says=w.t("the mail server lets me in"))


def waiting(store: Store, look: Look) -> Iterator[Finding]:
    """A pause, outages that last, and messages that go no further by themselves."""
    w = look.w
    with store.read() as session:
        road = outbox.road(session)
    if road.paused is not None:
        since = w.moment(road.paused.since, "UTC")
        yield Finding(
            part="outbox",
            is_good=False,
            says=w.t("Paused since {since} (UTC): nothing is sent.", since=since),
            advice="staffel resume",
        )
    for outage in road.outages:
        since = w.moment(outage.began_at, "UTC")
        yield Finding(
            part="outbox",
            is_good=False,
            says=w.t(
                "{name} takes nothing since {since} (UTC): {code}.",
                name=outage.name,
                since=since,
                code=outage.code,
            ),
        )
    for line in owed.parked(w, road.waiting):
        yield Finding(part="outbox", is_good=False, says=line, advice="staffel outbox list")
    waits = w.n("{count} message waits.", "{count} messages wait.", road.waiting.count)
    yield Finding(part="outbox", is_good=True, says=waits)

"""The relay as the operator set it."""

from datetime import datetime, timedelta
from functools import partial

from pydantic import SecretStr

from bot.deps import Deps
from bot.errors import SettingsError
from bot.gateways.outgoing import ClosedError, InTime, Letter, Posted, SlackMessage
from bot.gateways.slack import SlackGateway, make_client
from bot.parts.post import mail_gateway
from bot.relay import Carrier, Pace, Relay
from bot.rendering import renderer
from bot.settings import Settings
from bot.workflows import bundle
from store import outages

LANDING = timedelta(seconds=5)
"""How long a message may take to appear after its call has ended without an answer."""


def relays(settings: Settings, deps: Deps) -> tuple[Relay, ...]:
    """Relays, one for each sending thread, to Slack and, where it is configured, by mail.

    Raises:
        SettingsError: for times with which nothing could be sent within its lease.
    """
    pace = pace_of(settings)
    carriers: dict[type[SlackMessage | Letter], Carrier] = {SlackMessage: NotConnected()}
    render = renderer(deps)
    if settings.slack_bot_token is not None:
        slack = _slack(settings, deps, settings.slack_bot_token)
        carriers[SlackMessage] = slack
        render = renderer(deps, site=slack.site)
    if deps.post is not None:
        carriers[Letter] = mail_gateway(settings, deps.store)
    # Without a pace nothing waits for long: each card is out before it could share a message.
    gather = partial(bundle.gather, policy=deps.policy) if pace.posts else None
    return tuple(
        Relay(deps, carriers, render, pace=pace, gather=gather)
        for _ in range(settings.relay_senders)
    )


def _slack(settings: Settings, deps: Deps, token: SecretStr) -> SlackGateway:
    client = make_client(
        token=token.get_secret_value(),
        api_url=settings.slack_api_url,
        timeout=settings.relay_timeout,
    )
    return SlackGateway(client, deps.store)


class NotConnected:
    """Stands where Slack would be: as long as there is no token, hot leads go by mail only."""

    def send(self, message: SlackMessage, *, mark: str, in_time: InTime) -> Posted:
        """Sends nothing.

        Raises:
            ClosedError: always.
        """
        del message, mark, in_time
        raise ClosedError(outages.SLACK, "not_connected")

    def find(self, message: SlackMessage, *, mark: str, since: datetime) -> Posted | None:
        """Finds nothing.

        Raises:
            ClosedError: always.
        """
        del message, mark, since
        raise ClosedError(outages.SLACK, "not_connected")


def pace_of(settings: Settings) -> Pace:
    """Lease, timeout and rhythm of the relay; a pace of 0 switches all pacing off.

    Raises:
        SettingsError: for times with which nothing could be sent within its lease.
    """
    if not 1 <= settings.relay_timeout <= settings.relay_lease / 3:
        raise SettingsError(
            ("STAFFEL_RELAY_TIMEOUT: at least 1, at most a third of STAFFEL_RELAY_LEASE",)
        )
    is_paced = settings.message_pace > 0
    return Pace(
        lease=timedelta(seconds=settings.relay_lease),
        timeout=timedelta(seconds=settings.relay_timeout),
        margin=min(LANDING, timedelta(seconds=settings.relay_lease / 3)),
        posts=timedelta(seconds=settings.message_pace),
        **({} if is_paced else {"updates": timedelta(0)}),
    )

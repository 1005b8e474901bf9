"""The relay as the operator set it."""

from datetime import timedelta
from functools import partial

from bot.deps import Deps
from bot.errors import SettingsError
from bot.gateways.outgoing import SlackMessage
from bot.gateways.slack import SlackGateway, make_client
from bot.relay import Carriers, Pace, Relay
from bot.rendering import renderer
from bot.settings import Settings
from bot.workflows import bundle

LANDING = timedelta(seconds=5)
"""How long a message may take to appear after its call has ended without an answer."""


def relays(settings: Settings, deps: Deps) -> tuple[Relay, ...]:
    """Relays, one for each sending thread, to the workspace of the bot token, which must be set.

    Raises:
        SettingsError: for times with which nothing could be sent within its lease.
    """
    token = settings.slack_bot_token
    assert token is not None
    client = make_client(
        token=token.get_secret_value(),
        api_url=settings.slack_api_url,
        timeout=settings.relay_timeout,
    )
    gateway = SlackGateway(client, deps.store)
    render, pace = renderer(deps, site=gateway.site), pace_of(settings)
    carriers: Carriers = {SlackMessage: gateway}
    # Without a pace nothing waits for long: each card is out before it could share a message.
    gather = partial(bundle.gather, policy=deps.policy) if pace.posts else None
    return tuple(
        Relay(deps, carriers, render, pace=pace, gather=gather)
        for _ in range(settings.relay_senders)
    )


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

"""The Bolt app: a sized pool of listeners, a client without retries, and every listener."""

from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_sdk import WebClient

from bot.deps import Deps
from bot.gateways.slack import make_client
from bot.settings import Settings
from bot.slack import listeners
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.gate import Gate


def build_app(deps: Deps, settings: Settings, *, client: WebClient | None = None) -> App:
    """The app, ready to be connected; nothing is called until something arrives.

    Raises:
        ValueError: without a bot token.
    """
    chosen = client or _client(settings)
    secret = settings.slack_signing_secret
    app = App(
        client=chosen,
        signing_secret=secret.get_secret_value() if secret else None,
        token_verification_enabled=False,
        listener_executor=ThreadPoolExecutor(settings.slack_listeners, "slack-listener"),
    )
    listeners.register(
        app,
        Desk(
            deps=deps,
            client=chosen,
            gate=Gate(chosen, deps),
            default_language=settings.default_language,
        ),
    )
    return app


def _client(settings: Settings) -> WebClient:
    if settings.slack_bot_token is None:
        raise ValueError("SLACK_BOT_TOKEN is not set")
    return make_client(
        token=settings.slack_bot_token.get_secret_value(),
        api_url=settings.slack_api_url,
        timeout=settings.relay_timeout,
    )

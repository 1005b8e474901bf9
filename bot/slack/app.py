"""The Bolt app: a sized pool of listeners, a client without retries, and every listener."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient

from bot.deps import Deps
from bot.gateways.slack import make_client
from bot.settings import Settings
from bot.slack import listeners
from bot.slack.listeners import errors, restart
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.gate import Gate
from bot.slack.listeners.payload import Body
from bot.workflows import inbox

log = structlog.get_logger()


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
    desk = _desk(deps, settings, chosen)
    listeners.register(app, desk)
    _answer_errors(app, desk)
    return app


def answer_unfinished(deps: Deps, settings: Settings, *, before: datetime) -> None:
    """Answers what a former process left behind; what fails is tried again at the next start."""
    desk = _desk(deps, settings, _client(settings))
    told: set[restart.Place] = set()
    for one in inbox.unfinished(deps, before=before):
        try:
            restart.answer(desk, one, told)
        except Exception:
            log.exception("slack_unfinished_failed", delivery_id=one.id)


def _desk(deps: Deps, settings: Settings, client: WebClient) -> Desk:
    return Desk(
        deps=deps,
        client=client,
        gate=Gate(client, deps),
        default_language=settings.default_language,
    )


def _answer_errors(app: App, desk: Desk) -> None:
    """Catches whatever listeners and middleware raise: refusals in words, the rest with an id."""

    @app.error
    def failed(
        error: Exception, body: Body, request: BoltRequest, response: BoltResponse | None
    ) -> BoltResponse | None:
        is_open = response is not None and request.context.ack.response is None
        try:
            reply = errors.answer(desk, error, body, is_open=is_open)
        except Exception:
            log.exception("slack_answer_failed")
            reply = None
        return BoltResponse(status=200, body=reply or "") if is_open else None


def _client(settings: Settings) -> WebClient:
    if settings.slack_bot_token is None:
        raise ValueError("SLACK_BOT_TOKEN is not set")
    return make_client(
        token=settings.slack_bot_token.get_secret_value(),
        api_url=settings.slack_api_url,
        timeout=settings.relay_timeout,
    )

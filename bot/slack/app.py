"""The Bolt app: a sized pool of listeners, a client without retries, and every listener."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient

from bot.deps import Deps
from bot.settings import Settings
from bot.slack import listeners
from bot.slack.listeners import errors, restart
from bot.slack.listeners import inbox as deliveries
from bot.slack.listeners.desk import Desk
from bot.slack.listeners.gate import Gate
from bot.slack.listeners.hands import LendingClient, Workers
from bot.slack.listeners.inbox import Received
from bot.slack.listeners.payload import Body
from bot.workflows import inbox

AT_WORK = {"sqlite": 1, "postgresql": 2}
"""Listeners that work at once: SQLite has one writer, with PostgreSQL one computes while the other
waits for the server. More were no faster, and acknowledgements took longer (tests/bench/clicks)."""
TELLERS = 2
"""Threads that say what failed before any listener was asked."""

log = structlog.get_logger()


def build_app(deps: Deps, settings: Settings) -> App:
    """The app, ready to be connected; nothing is called until something arrives.

    Raises:
        ValueError: without a bot token.
    """
    client = _client(settings)
    secret, kind = settings.slack_signing_secret, deps.store.engine.dialect.name
    app = App(
        client=client,
        signing_secret=secret.get_secret_value() if secret else None,
        token_verification_enabled=False,
        listener_executor=Workers(settings.slack_listeners, at_work=AT_WORK[kind]),
    )
    desk = _desk(deps, settings, client)
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


class Reception:
    """Keeps what comes over the socket before Bolt sees it; tells people where that fails."""

    def __init__(self, deps: Deps, settings: Settings) -> None:
        self._desk = _desk(deps, settings, _client(settings))
        self._started = deps.clock()
        self._tellers = ThreadPoolExecutor(TELLERS, "slack-teller")

    def keep(self, bodies: Sequence[Body]) -> list[Received | None]:
        """Keeps deliveries; None for one that could not be: it must not be acknowledged."""
        try:
            return [*deliveries.keep_all(self._desk, bodies, since=self._started)]
        except Exception as error:  # noqa: BLE001 — whoever tells the person logs it
            if len(bodies) == 1:
                self.tell(error, bodies[0])
                return [None]
        return [found for body in bodies for found in self.keep([body])]

    def tell(self, error: Exception, body: Body) -> None:
        """Tells the person, beside the work, that it failed, with the number it is noted as."""
        self._tellers.submit(self._tell, error, body)

    def _tell(self, error: Exception, body: Body) -> None:
        try:
            errors.answer(self._desk, error, body, is_open=False)
        except Exception:
            log.exception("slack_answer_failed")

    def close(self) -> None:
        """Lets go of its threads."""
        self._tellers.shutdown(wait=False)


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
        # What is not kept must not count as arrived: Slack brings an event again then.
        status = 200 if deliveries.RECEIVED in request.context else 503
        return BoltResponse(status=status, body=reply or "") if is_open else None


def _client(settings: Settings) -> WebClient:
    if settings.slack_bot_token is None:
        raise ValueError("SLACK_BOT_TOKEN is not set")
    return LendingClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=max(1, int(settings.relay_timeout)),
        retry_handlers=[],
    )

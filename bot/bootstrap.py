"""The composition root: settings in, a running bot out. Only here heavy parts load lazily."""

import socket
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import SecretStr

from agents.answers import Answer
from agents.facts import PersonFacts
from agents.vocabulary import Language
from agents.words import in_language
from bot.clock import Clock, system_clock
from bot.deps import Deps
from bot.errors import SettingsError
from bot.gateways.slack import SlackGateway, make_client
from bot.policy_file import read_policy
from bot.relay import Pace, Relay
from bot.rendering import renderer
from bot.scheduler import InboxWorker, start_clock
from bot.settings import Settings
from store.migrate import is_current
from store.session import Store

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler
    from slack_bolt.adapter.socket_mode import SocketModeHandler
    from uvicorn import Server

    from agents.assistant.answer import SalesAssistant
    from agents.ports import Embedder, Library
    from knowledge.library import PlaybookLibrary

EVEN = dict.fromkeys(Language, 1.0)
"""A configured embedding model is taken to read both languages."""
LANDING = timedelta(seconds=5)
"""How long a message may take to appear after its call has ended without an answer."""
STOP_WITHIN = 10.0
DELIVERED_AGAIN = 5.0
"""Seconds in which Slack repeats the events that nobody had acknowledged before a restart."""

log = structlog.get_logger()


class LazyAssistant:
    """Loads library and model at the first question, or when warmed; the first card never waits.

    Args:
        settings: the operator's.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._deps: Deps | None = None
        self._lock = threading.Lock()
        self._loaded: SalesAssistant | None = None
        self._library: PlaybookLibrary | None = None

    def bind(self, deps: Deps) -> None:
        """Gives the parts that are made after this one."""
        self._deps = deps

    def load(self) -> "SalesAssistant":
        """The assistant, made once; its library answers by letters until it is warm."""
        with self._lock:
            if self._loaded is None:
                assert self._deps is not None
                self._library = _library(self._settings)
                self._loaded = _assistant(self._settings, self._deps, self._library)
            return self._loaded

    def warm(self) -> None:
        """Loads, then brings the library's vectors up to date, which may take a while."""
        self.load()
        assert self._library is not None
        self._library.refresh()

    def close(self) -> None:
        """Gives the library's folder back."""
        if self._library is not None:
            self._library.close()

    def answer(
        self, question: str, *, asker: PersonFacts, language: Language, is_private: bool
    ) -> Answer:
        """See `agents.assistant.answer.SalesAssistant.answer`."""
        return self.load().answer(question, asker=asker, language=language, is_private=is_private)


def make_deps(settings: Settings, *, clock: Clock = system_clock) -> Deps:
    """Store, policy and the (not yet loaded) assistant.

    Raises:
        SettingsError: when the policy is wrong or the database is not migrated.
    """
    w = in_language(settings.default_language)
    policy = read_policy(settings.policy_file, w)
    store = Store(settings.database_url)
    if not is_current(store.engine):
        store.close()
        raise SettingsError(
            (w.t("The database does not have this version's tables yet. Run: staffel migrate"),)
        )
    assistant = LazyAssistant(settings)
    deps = Deps(store=store, policy=policy, clock=clock, assistant=assistant)
    assistant.bind(deps)
    return deps


@dataclass(slots=True)
class Bot:
    """The running parts of one process."""

    settings: Settings
    deps: Deps
    with_demo_site: bool = False
    relay: Relay | None = None
    worker: InboxWorker | None = None
    _clock: "BackgroundScheduler | None" = None
    _socket: "SocketModeHandler | None" = None
    _server: "Server | None" = None
    _door: socket.socket | None = None
    _threads: list[threading.Thread] = field(default_factory=list)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Starts web, Slack, relay, inbox and clock; returns when all of them run.

        Raises:
            SettingsError: when the web door cannot be opened, or the relay's times do not fit.
        """
        pace = pace_of(self.settings)
        self._start_web()
        self._start_slack(pace)
        self.worker = InboxWorker(self.deps)
        self._spawn("inbox", self.worker.run)
        self._clock = start_clock(self.deps, every=self.settings.tick)
        assistant = self.deps.assistant
        if isinstance(assistant, LazyAssistant):
            self._spawn("library", lambda: _warm(assistant))

    @property
    def web_port(self) -> int:
        """Where the web doors listen."""
        assert self._door is not None
        return int(self._door.getsockname()[1])

    def _start_web(self) -> None:
        from bot.web.app import create_app
        from bot.web.server import web_server

        application = create_app(self.deps, self.settings, with_demo_site=self.with_demo_site)
        self._door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        address = (self.settings.web_host, self.settings.web_port)
        try:
            self._door.bind(address)
        except OSError as error:
            self._door.close()
            raise SettingsError(
                (f"STAFFEL_WEB_HOST, STAFFEL_WEB_PORT: {address}: {error.strerror}",)
            ) from error
        self._server = web_server(application)
        door = self._door
        server = self._server
        self._spawn("web", lambda: server.run(sockets=[door]))

    def _start_slack(self, pace: Pace) -> None:
        token = self.settings.slack_bot_token
        if token is None:
            log.warning("slack_not_connected")
            return
        from slack_bolt.adapter.socket_mode import SocketModeHandler

        from bot.slack.app import build_app

        client = make_client(
            token=token.get_secret_value(),
            api_url=self.settings.slack_api_url,
            timeout=self.settings.relay_timeout,
        )
        gateway = SlackGateway(client, self.deps.store)
        self.relay = Relay(
            self.deps,
            gateway,
            renderer(self.deps, site=gateway.site),
            pace=pace,
        )
        self._spawn("relay", self.relay.run)
        if self.settings.slack_app_token is not None:
            started = self.deps.clock()
            self._socket = SocketModeHandler(
                build_app(self.deps, self.settings),
                self.settings.slack_app_token.get_secret_value(),
                concurrency=self.settings.slack_listeners,
            )
            self._socket.connect()  # type: ignore[no-untyped-call]
            self._spawn("unfinished", lambda: self._answer_unfinished(started))

    def _answer_unfinished(self, started: datetime) -> None:
        """Nobody waits for this; rows of before the start are no longer anybody's."""
        from bot.slack.app import answer_unfinished

        if self._stopped.wait(DELIVERED_AGAIN):
            return
        try:
            answer_unfinished(self.deps, self.settings, before=started)
        except Exception:
            log.exception("slack_unfinished_failed")

    def _spawn(self, name: str, work: Any) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def stop(self) -> None:
        """Ends every part, the doors first; what is under way is finished or left claimable."""
        self._stopped.set()
        if self._socket is not None:
            self._socket.close()  # type: ignore[no-untyped-call]
        if self._server is not None:
            self._server.should_exit = True
        if self._clock is not None:
            self._clock.shutdown(wait=True)
        for part in (self.worker, self.relay):
            if part is not None:
                part.stop()
        for thread in self._threads:
            thread.join(STOP_WITHIN)
        if isinstance(self.deps.assistant, LazyAssistant):
            self.deps.assistant.close()
        self.deps.store.close()


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


def _warm(assistant: LazyAssistant) -> None:
    try:
        assistant.warm()
    except Exception:
        log.exception("library_not_loaded")


def _library(settings: Settings) -> "PlaybookLibrary":
    from knowledge.library import MINILM_DENSE_WEIGHT, LibrarySettings, PlaybookLibrary

    return PlaybookLibrary(
        LibrarySettings(
            chroma_folder=None if settings.chroma_url else settings.chroma_path,
            chroma_url=settings.chroma_url,
            playbook_folders=(settings.playbooks,) if settings.playbooks else (),
            dense_weight=EVEN if settings.embedding_model else MINILM_DENSE_WEIGHT,
        ),
        embedder=_embedder(settings),
        with_vectors=False,
    )


def _assistant(settings: Settings, deps: Deps, library: "Library") -> "SalesAssistant":
    """Library, figures, lead book and, where configured, the model."""
    from agents.assistant.answer import SalesAssistant
    from agents.assistant.model import ModelDoor
    from bot.workflows.ask import run_recorder
    from bot.workflows.books import stored_leads
    from bot.workflows.figures import StoreMetrics

    door = None
    if settings.model is not None:
        door = ModelDoor(
            name=settings.model,
            base_url=settings.openai_base_url,
            api_key=_secret(settings.openai_api_key),
            timeout_seconds=settings.model_timeout,
        )
    return SalesAssistant(
        library=library,
        metrics=StoreMetrics(deps.store, deps.policy),
        leads=stored_leads(deps.store),
        policy=deps.policy,
        clock=deps.clock,
        model=door,
        record_run=run_recorder(deps.store),
    )


def _embedder(settings: Settings) -> "Embedder":
    """The configured embedding model, or the one that is shipped."""
    from agents.assistant.embeddings import MiniLmEmbedder, OpenAiEmbedder

    if settings.embedding_model is None:
        return MiniLmEmbedder()
    return OpenAiEmbedder(
        model=settings.embedding_model,
        base_url=settings.openai_base_url,
        api_key=_secret(settings.openai_api_key) or "none",
    )


def _secret(value: SecretStr | None) -> str | None:
    return None if value is None else value.get_secret_value()

"""The composition root: settings in, a running bot out. Only here heavy parts load lazily."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import structlog
from sqlalchemy import make_url

from agents.words import in_language
from bot.bell import Bell
from bot.clock import Clock, system_clock
from bot.deps import Calendars, Deps
from bot.errors import SettingsError
from bot.parts.assistant import LazyAssistant
from bot.parts.post import links_of, post_of
from bot.policy_file import read_policy
from bot.roles import ALL_ROLES, ProcessRole
from bot.settings import Settings
from bot.workflows.consent import keep_texts
from store.session import Store
from store.version import is_current

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

    from bot.parts.web import WebDoor

STOP_WITHIN = 10.0

log = structlog.get_logger()


class Part(Protocol):
    """Something that works in a thread of its own until it is stopped."""

    def run(self) -> None:
        """Works until `stop`."""
        ...

    def stop(self) -> None:
        """Ends `run` soon; does not wait."""
        ...


def make_deps(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    roles: frozenset[ProcessRole] = ALL_ROLES,
) -> Deps:
    """Store, policy, bell and, where questions are answered, the (not yet loaded) assistant.

    Raises:
        SettingsError: when the policy is wrong or the database is not migrated.
    """
    w = in_language(settings.default_language)
    policy = read_policy(settings.policy_file, w)
    post = post_of(settings, w)
    store = Store(settings.database_url)
    if not is_current(store.engine):
        store.close()
        raise SettingsError(
            (w.t("The database does not have this version's tables yet. Run: staffel migrate"),)
        )
    assistant = LazyAssistant(settings) if ProcessRole.SLACK in roles else None
    wake = _bell(settings.database_url)
    links = links_of(settings, store, clock=clock)
    keep_texts(store, policy, now=clock())
    deps = Deps(
        store=store,
        policy=policy,
        clock=clock,
        wake=wake,
        assistant=assistant,
        post=post,
        links=links,
        calendars=_calendars(settings, store, roles),
    )
    if assistant is not None:
        assistant.bind(deps)
    return deps


def _calendars(
    settings: Settings, store: Store, roles: frozenset[ProcessRole]
) -> Calendars | None:
    """Only the process that ticks reads calendars."""
    if ProcessRole.CLOCK not in roles:
        return None
    from bot.parts.calendars import calendars_of

    return calendars_of(settings, store)


def _bell(url: str) -> Bell:
    """Processes that share an SQLite file find each other's work by looking."""
    if make_url(url).get_backend_name() != "postgresql":
        return Bell()
    from bot.parts.postgres_bell import PostgresBell

    return PostgresBell(url)


@dataclass(slots=True)
class Bot:
    """The running parts of one process."""

    settings: Settings
    deps: Deps
    with_demo_site: bool = False
    roles: frozenset[ProcessRole] = ALL_ROLES
    _web: "WebDoor | None" = None
    _clock: "BackgroundScheduler | None" = None
    _parts: list[Part] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Starts the parts of this process's roles; returns when all of them run.

        Raises:
            SettingsError: when the web door cannot be opened, the relay's times do not fit, or
                Slack would knock at a door that this process does not have.
        """
        self._refuse_a_door_apart()
        relays = self._relays()
        if ProcessRole.WEB in self.roles:
            self._start_web()
        if ProcessRole.SLACK in self.roles:
            self._start_slack()
        for number, relay in enumerate(relays, 1):
            self._run(f"relay-{number}", relay)
        if ProcessRole.INBOX in self.roles:
            self._start_inbox()
        if ProcessRole.CLOCK in self.roles:
            self._start_clock()
        self._run("bell", self.deps.wake)
        log.info("bot_started", roles=sorted(self.roles))

    @property
    def web_port(self) -> int:
        """Where the web doors listen."""
        assert self._web is not None
        return self._web.port

    def _relays(self) -> Sequence[Part]:
        """Made before anything runs: they find out whether their times fit."""
        if ProcessRole.RELAY not in self.roles:
            return ()
        if self.settings.slack_bot_token is None:
            log.warning("slack_not_connected")
            if self.deps.post is None:
                return ()
        from bot.parts.sending import relays

        return relays(self.settings, self.deps)

    def _start_web(self) -> None:
        from bot.parts.web import WebDoor
        from bot.web.app import create_app

        slack = None
        if self._takes_requests:
            from bot.slack.app import build_app

            slack = build_app(self.deps, self.settings)
        application = create_app(
            self.deps,
            self.settings,
            with_demo_site=self.with_demo_site,
            roles=self.roles,
            slack=slack,
        )
        self._web = WebDoor(application, self.settings)
        self._run("web", self._web)

    def _start_slack(self) -> None:
        chosen = self.settings
        by_socket = chosen.slack_bot_token is not None and chosen.slack_app_token is not None
        if by_socket or self._takes_requests:
            from bot.parts.slack import SlackDoor

            door = SlackDoor(self.deps, self.settings)
            if by_socket:
                door.open()
            self._run("slack", door)
        if isinstance(self.deps.assistant, LazyAssistant):
            self._run("library", self.deps.assistant)

    @property
    def _takes_requests(self) -> bool:
        """Whether Slack reaches this process by signed requests: where there is no app token."""
        return (
            ProcessRole.SLACK in self.roles
            and self.settings.slack_bot_token is not None
            and self.settings.slack_app_token is None
            and self.settings.slack_signing_secret is not None
        )

    def _refuse_a_door_apart(self) -> None:
        if self._takes_requests and ProcessRole.WEB not in self.roles:
            w = in_language(self.settings.default_language)
            raise SettingsError(
                (
                    w.t(
                        "Without SLACK_APP_TOKEN Slack comes in by the web door: the roles web"
                        " and slack then belong into one process."
                    ),
                )
            )

    def _start_inbox(self) -> None:
        from bot.scheduler import InboxWorker

        self._run("inbox", InboxWorker(self.deps))

    def _start_clock(self) -> None:
        from bot.scheduler import start_clock

        self._clock = start_clock(self.deps, every=self.settings.tick)

    def _run(self, name: str, part: Part) -> None:
        thread = threading.Thread(target=part.run, name=name, daemon=True)
        thread.start()
        self._parts.append(part)
        self._threads.append(thread)

    def stop(self) -> None:
        """Ends every part, the doors first; what is under way is finished or left claimable."""
        for part in self._parts:
            part.stop()
        if self._clock is not None:
            self._clock.shutdown(wait=True)
        for thread in self._threads:
            thread.join(STOP_WITHIN)
        if isinstance(self.deps.assistant, LazyAssistant):
            self.deps.assistant.close()
        self.deps.store.close()

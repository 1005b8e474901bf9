"""What commands stand on: settings, policy, words, and a database of this version."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import click
from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from rich.console import Console
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from agents.policy import SalesPolicy
from agents.vocabulary import Language
from agents.words import Words, in_language
from bot import logs
from bot.clock import system_clock
from bot.deps import Deps
from bot.errors import SettingsError
from bot.links import Links
from bot.policy_file import read_policy
from bot.settings import Settings
from store.session import Store

PIPED_WIDTH = 200
Decorated = TypeVar("Decorated", bound=Callable[..., object])


class _Shell(BaseSettings):
    """What the shell says of its user."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore")
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a command works with while its database is open."""

    settings: Settings
    deps: Deps
    words: Words

    @property
    def policy(self) -> SalesPolicy:
        """The team's rules."""
        return self.deps.policy


def lang_option(command: Decorated) -> Decorated:
    """`--lang` behind a command's name too; `staffel --lang de …` says the same."""
    return click.option(
        "--lang",
        type=click.Choice([language.value for language in Language]),
        expose_value=False,
        callback=_remember,
        help="Language of what is said.",
    )(command)


def read_settings() -> Settings:
    """The settings of `.env` and the environment.

    Raises:
        SettingsError: with a line for each value that cannot be read.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(
            tuple(
                f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
                for problem in error.errors()
            )
        ) from error


def words(settings: Settings | None = None) -> Words:
    """The words of `--lang`, else of STAFFEL_LANGUAGE, else of the shell."""
    chosen = click.get_current_context().find_root().obj
    if chosen is not None:
        return in_language(Language(chosen))
    settings = settings or read_settings()
    shell = _Shell().lang[:2]
    if "default_language" not in settings.model_fields_set and shell in set(Language):
        return in_language(Language(shell))
    return in_language(settings.default_language)


@contextmanager
def opened() -> Iterator[Desk]:
    """The desk; the database is closed at the end.

    Raises:
        SettingsError: when settings or policy do not fit.
        click.ClickException: when the database cannot be reached or is of another version.
    """
    settings = read_settings()
    logs.set_up(settings.log_format, level=logging.WARNING)
    w = words(settings)
    policy = read_policy(settings.policy_file, w)
    with database(settings, w) as store:
        _refuse_other_versions(store, w)
        yield Desk(
            settings=settings,
            deps=Deps(
                store=store, policy=policy, clock=system_clock, links=_links(settings, store, w)
            ),
            words=w,
        )


@contextmanager
def database(settings: Settings, w: Words) -> Iterator[Store]:
    """The store, closed at the end.

    Raises:
        click.ClickException: when the address is none, or nobody answers there.
    """
    try:
        address = make_url(settings.database_url).render_as_string(hide_password=True)
        store = Store(settings.database_url)
    except ArgumentError as error:
        raise click.ClickException(
            w.t("STAFFEL_DATABASE_URL is not the address of a database.")
        ) from error
    try:
        yield store
    except OperationalError as error:
        detail = str(error.orig).strip().splitlines()[0] if error.orig else ""
        raise click.ClickException(
            w.t("The database {address} does not answer: {detail}", address=address, detail=detail)
        ) from error
    finally:
        store.close()


def _links(settings: Settings, store: Store, w: Words) -> Links | None:
    """As the bot has them: what a command takes in is worth the same."""
    if settings.smtp_url is None:
        return None
    from bot.parts.post import links_of, post_of

    post_of(settings, w)
    return links_of(settings, store)


def console() -> Console:
    """Where tables are printed: plain cells, and wide where nobody watches."""
    watched = Console()
    return Console(
        highlight=False,
        markup=False,
        emoji=False,
        width=None if watched.is_terminal else PIPED_WIDTH,
    )


def _refuse_other_versions(store: Store, w: Words) -> None:
    from store.migrate import is_current

    if not is_current(store.engine):
        raise click.ClickException(
            w.t("The database does not have this version's tables yet. Run: staffel migrate")
        )


def _remember(ctx: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.find_root().obj = value

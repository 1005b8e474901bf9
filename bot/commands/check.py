"""`staffel check`: what is wrong with this installation, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from agents.policy import PolicyError, SalesPolicy, parse
from agents.vocabulary import Role
from agents.words import Words
from bot.commands.context import lang_option, read_settings, words
from bot.settings import Settings

PLACEHOLDER = "C0LEAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report; `advice` says what to do where it is not good."""

    part: str
    is_good: bool
    says: str
    advice: str | None = None


Examine = Callable[[Settings, Words], Iterator[Finding]]


@click.command()
@lang_option
def check() -> None:
    """Look at settings, policy, people, database, Slack, model and playbooks."""
    settings = read_settings()
    w = words(settings)
    findings = [finding for examine in EXAMINED for finding in examine(settings, w)]
    for finding in findings:
        mark = click.style("ok ", fg="green") if finding.is_good else click.style("!! ", fg="red")
        click.echo(f"{mark} {finding.part:<10} {finding.says}")
        if finding.advice:
            click.echo(f"{'':14} → {finding.advice}")
    wrong = sum(not finding.is_good for finding in findings)
    if wrong:
        raise click.ClickException(w.n("{count} thing to mend.", "{count} things to mend.", wrong))
    click.echo(w.t("Everything is in order."))


def _policy(settings: Settings, w: Words) -> Iterator[Finding]:
    file = settings.policy_file
    try:
        policy = parse(file.read_text(encoding="utf-8"))
    except OSError:
        yield Finding(
            part="policy",
            is_good=False,
            says=w.t("There is no policy at {file}.", file=file),
            advice=w.t("Copy policy.toml from the project, or set STAFFEL_POLICY_FILE."),
        )
        return
    except PolicyError as error:
        for problem in error.problems:
            yield Finding(
                part="policy", is_good=False, says=problem, advice=w.t("Mend {file}.", file=file)
            )
        return
    yield Finding(
        part="policy", is_good=True, says=w.t("revision {revision}", revision=policy.revision)
    )
    yield from _channels(policy, file, w)


def _channels(policy: SalesPolicy, file: Path, w: Words) -> Iterator[Finding]:
    """The shipped channel ids are only examples."""
    for name, territory in policy.territories.items():
        if territory.channel.startswith(PLACEHOLDER):
            yield Finding(
                part="policy",
                is_good=False,
                says=w.t("Territory {name} still has the example's channel.", name=name),
                advice=w.t("Put the id of the team's Slack channel into {file}.", file=file),
            )


def _database(settings: Settings, w: Words) -> Iterator[Finding]:
    from sqlalchemy.exc import SQLAlchemyError

    from store.migrate import is_current
    from store.session import Store

    try:
        store = Store(settings.database_url)
        current = is_current(store.engine)
    except SQLAlchemyError as error:
        yield Finding(
            part="database",
            is_good=False,
            says=w.t("It does not answer ({kind}).", kind=type(error).__name__),
            advice=w.t("Is STAFFEL_DATABASE_URL right, and is the server running?"),
        )
        return
    try:
        if not current:
            yield Finding(
                part="database",
                is_good=False,
                says=w.t("It does not have this version's tables."),
                advice="staffel migrate",
            )
            return
        yield Finding(part="database", is_good=True, says=store.engine.dialect.name)
        yield from _people(store, w)
    finally:
        store.close()


def _people(store: object, w: Words) -> Iterator[Finding]:
    from store.queries import people
    from store.session import Store

    assert isinstance(store, Store)
    with store.read() as session:
        team = people.all_active(session)
    roles = {person.role for person in team}
    for role in (Role.SDR, Role.MANAGER):
        if role not in roles:
            yield Finding(
                part="people",
                is_good=False,
                says=w.t("Nobody has the role {role}.", role=role),
                advice="staffel people import FILE",
            )
    if team:
        yield Finding(
            part="people", is_good=True, says=w.n("{count} person", "{count} people", len(team))
        )


def _slack(settings: Settings, w: Words) -> Iterator[Finding]:
    if settings.slack_bot_token is None or settings.slack_app_token is None:
        yield Finding(
            part="slack",
            is_good=False,
            says=w.t("SLACK_BOT_TOKEN or SLACK_APP_TOKEN is missing."),
            advice=w.t("See docs/connect-slack.md; `make demo` needs neither."),
        )
        return
    from slack_sdk.errors import SlackApiError

    from bot.gateways.slack import make_client

    client = make_client(
        token=settings.slack_bot_token.get_secret_value(),
        api_url=settings.slack_api_url,
        timeout=settings.relay_timeout,
    )
    try:
        team = client.auth_test()["team"]
        client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except SlackApiError as error:
        yield Finding(
            part="slack",
            is_good=False,
            says=w.t("Slack says {code}.", code=error.response["error"]),
            advice=w.t("Are both tokens of this app, and is Socket Mode on?"),
        )
    except OSError as error:
        yield Finding(
            part="slack",
            is_good=False,
            says=w.t(
                "{url} does not answer ({kind}).",
                url=settings.slack_api_url,
                kind=type(error).__name__,
            ),
            advice=w.t("Is the network open towards Slack?"),
        )
    else:
        yield Finding(part="slack", is_good=True, says=str(team))


def _model(settings: Settings, w: Words) -> Iterator[Finding]:
    if not settings.has_model:
        yield Finding(part="model", is_good=True, says=w.t("none: the rules answer"))
        return
    from agents.assistant.probe import fault

    key = settings.openai_api_key
    found = fault(
        base_url=settings.openai_base_url,
        api_key=key.get_secret_value() if key else None,
        timeout_seconds=settings.model_timeout,
    )
    if found is None:
        yield Finding(part="model", is_good=True, says=str(settings.model))
        return
    yield Finding(
        part="model",
        is_good=False,
        says=w.t("{url} does not answer ({kind}).", url=settings.openai_base_url, kind=found),
        advice=w.t("Check OPENAI_BASE_URL and OPENAI_API_KEY; until then the rules answer."),
    )


def _index(settings: Settings, w: Words) -> Iterator[Finding]:
    from knowledge.playbooks import SHIPPED, PlaybookError, load_playbooks

    folders = (SHIPPED, *([settings.playbooks] if settings.playbooks else []))
    try:
        books = load_playbooks(folders)
    except PlaybookError as error:
        yield Finding(
            part="playbooks", is_good=False, says=str(error), advice=w.t("Mend the file.")
        )
        return
    yield Finding(
        part="playbooks",
        is_good=True,
        says=w.n("{count} playbook", "{count} playbooks", len(books)),
    )


EXAMINED: tuple[Examine, ...] = (_policy, _database, _slack, _model, _index)
